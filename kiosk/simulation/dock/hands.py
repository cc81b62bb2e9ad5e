"""What hands can do at a terminal whose devices are simulated, and what they see there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import assert_never

from drivers.card.contract import ReaderEmpty, ReaderMissing
from drivers.card.simulated import CARD_FILE_SUFFIX, CardContents, SimulatedCard, SimulatedReader
from drivers.card.simulated.faults import Fault, Slow, Step, TornOut
from drivers.cashbox.simulated import CoinJam, HopperEmpty, SimulatedCashBox
from drivers.printer.contract import PrinterReady, Trouble
from drivers.printer.simulated import Jam, OutOfPaper, SimulatedPrinter
from kiosk.simulation.line import Line, LineState
from kiosk.simulation.town.demo_cards import DEMO_CARDS, DemoCard

AS_PLASTIC = (Slow(Step.READ, 0.12), Slow(Step.VERIFY, 0.2), Slow(Step.SIGN, 0.6))
"""A card in software answers at once; with these it is read in a second and signs in another, as a
contactless card does, so that the screens in between can be seen."""


class PrinterSetting(Enum):
    """What is the matter with the printer."""

    READY = "正常"
    OUT_OF_PAPER = "紙切れ"
    JAM_ON_FIRST = "1枚目でつまる"
    JAM_ON_SECOND = "2枚目でつまる"


_TROUBLES = {Trouble.MEDIA_EMPTY: "紙がありません", Trouble.MEDIA_JAM: "紙がつまっています"}


@dataclass(frozen=True)
class Sight:
    """Everything that the dock shows, at one moment."""

    chosen: DemoCard
    lying: DemoCard | None
    plugged_in: bool
    inserted: int
    paid_out: int
    accepting: bool
    change_empty: bool
    coin_jam: bool
    printer: PrinterSetting
    printer_says: str
    line: LineState
    answer_seconds: float | None


class Hands:
    """Cards, coins, paper and cables. Every call returns at once; from any thread.

    ``note`` is told, in Japanese, what was done.
    """

    def __init__(
        self,
        reader: SimulatedReader,
        cashbox: SimulatedCashBox,
        printer: SimulatedPrinter,
        line: Line,
        cards: Path,
        note: Callable[[str], None] = lambda text: None,
    ) -> None:
        """``cards`` is the directory of the demo's card files. Raises CardFileError, OSError."""
        self._reader = reader
        self._cashbox = cashbox
        self._printer = printer
        self._line = line
        self._note = note
        self._contents = {
            card.stem: CardContents.load(cards / f"{card.stem}{CARD_FILE_SUFFIX}") for card in DEMO_CARDS
        }
        self._chosen = DEMO_CARDS[0]
        self._lying: tuple[DemoCard, SimulatedCard] | None = None
        self._change_empty = False
        self._coin_jam = False
        self._setting = PrinterSetting.READY

    @property
    def cards(self) -> Sequence[DemoCard]:
        """The cards to choose from."""
        return DEMO_CARDS

    # Cards ----------------------------------------------------------------------------------------

    def choose(self, card: DemoCard) -> None:
        """Take this card into the hand."""
        self._chosen = card

    def put_on(self, *faults: Fault) -> None:
        """Lay the chosen card on the reader, in place of the one that lies there. It remembers the PIN
        tries that were used since the demo began."""
        chosen = self._chosen

        def remember(contents: CardContents) -> None:
            self._contents[chosen.stem] = contents

        card = SimulatedCard(self._contents[chosen.stem], remember)
        card.plan(*AS_PLASTIC, *faults)
        self._reader.put_on(card)
        self._lying = (chosen, card)
        self._note(f"カードを置いた：{chosen.title}")

    def take_off(self) -> None:
        """Take the card off."""
        if self._seen_lying() is None:
            return
        self._reader.take_off()
        self._lying = None
        self._note("カードを取った")

    def tear_out(self) -> None:
        """Lay the chosen card on and tear it out while it is being read; one that lies there already,
        while its PIN is being checked."""
        if self._lying is None or self._seen_lying() is None:
            self.put_on(TornOut(Step.READ))
            self._note("読み取り中に抜く")
        else:
            self._lying[1].plan(TornOut(Step.VERIFY))
            self._note("暗証番号の確認中に抜く")

    def unplug(self) -> None:
        """Pull the reader's cable."""
        self._reader.unplug()
        self._note("読み取り機のケーブルを抜いた")

    def plug_in(self) -> None:
        """Put the reader's cable back."""
        self._reader.plug_in()
        self._note("読み取り機のケーブルをつないだ")

    # Money ----------------------------------------------------------------------------------------

    def insert(self, yen: int) -> bool:
        """Put a coin or note in; False where it falls through."""
        taken = self._cashbox.insert(yen)
        self._note(f"{yen}円を入れた" if taken else f"{yen}円は戻ってきた")
        return taken

    def empty_hoppers(self, empty: bool) -> None:
        """Let change run out, or fill it up."""
        self._change_empty = empty
        self._set_cashbox()
        self._note("おつりが切れた" if empty else "おつりを補充した")

    def jam_coins(self, jammed: bool) -> None:
        """Let a coin get stuck, or pull it out."""
        self._coin_jam = jammed
        self._set_cashbox()
        self._note("硬貨がつまった" if jammed else "硬貨を取りのぞいた")

    def _set_cashbox(self) -> None:
        self._cashbox.clear()
        if self._change_empty:
            self._cashbox.plan(HopperEmpty())
        if self._coin_jam:
            self._cashbox.plan(CoinJam())

    # Paper and line -------------------------------------------------------------------------------

    def set_printer(self, setting: PrinterSetting) -> None:
        """Put everything right, then let this go wrong."""
        self._setting = setting
        self._printer.clear()
        match setting:
            case PrinterSetting.READY:
                pass
            case PrinterSetting.OUT_OF_PAPER:
                self._printer.plan(OutOfPaper())
            case PrinterSetting.JAM_ON_FIRST:
                self._printer.plan(Jam(1))
            case PrinterSetting.JAM_ON_SECOND:
                self._printer.plan(Jam(2))
            case other:
                assert_never(other)
        self._note(f"プリンター：{setting.value}")

    def set_line(self, state: LineState) -> None:
        """Mend the line, slow it down or cut it."""
        self._line.become(state)
        said = {LineState.CONNECTED: "つながる", LineState.SLOW: "おそい", LineState.CUT: "切れている"}
        self._note(f"市への回線：{said[state]}")

    # Eyes -----------------------------------------------------------------------------------------

    def look(self) -> Sight:
        """What there is to see now."""
        return Sight(
            chosen=self._chosen,
            lying=self._seen_lying(),
            plugged_in=not isinstance(self._reader.presence(), ReaderMissing),
            inserted=self._cashbox.inserted,
            paid_out=self._cashbox.paid_out,
            accepting=self._cashbox.accepting,
            change_empty=self._change_empty,
            coin_jam=self._coin_jam,
            printer=self._setting,
            printer_says=self._printer_says(),
            line=self._line.state,
            answer_seconds=self._line.answer_seconds,
        )

    def _seen_lying(self) -> DemoCard | None:
        """A card may leave by itself, torn out as planned."""
        if self._lying is None or isinstance(self._reader.presence(), ReaderEmpty):
            return None
        return self._lying[0]

    def _printer_says(self) -> str:
        status = self._printer.status()
        if isinstance(status, PrinterReady):
            return f"これまでに {sum(self._printer.sheets_out.values())}枚"
        return _TROUBLES.get(status.troubles[0], "動きません")
