"""The dock, touched by a finger in a real window: what becomes of cards, coins, paper and cables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from drivers.card.contract import (
    CardIdentified,
    CardPresent,
    CardRemoved,
    Pin,
    PinWrong,
    ReaderEmpty,
    ReaderMissing,
)
from drivers.card.simulated import CARD_FILE_SUFFIX, SimulatedReader
from drivers.cashbox.simulated import SimulatedCashBox
from drivers.printer.contract import (
    JobCompleted,
    PrinterNotReady,
    PrinterReady,
    Resumed,
    SheetPrinted,
    Stalled,
    Trouble,
)
from drivers.printer.simulated import SimulatedPrinter
from kiosk.certificates import failures
from kiosk.simulation.dock.hands import Hands
from kiosk.simulation.dock.happenings import Happenings
from kiosk.simulation.line import Line, LineState
from kiosk.simulation.town.cards import certificate_for, contents_of
from kiosk.simulation.town.demo_cards import DEMO_CARDS
from kiosk.simulation.town.demo_jpki import DemoJpki
from kiosk.terminal.visit import states
from kiosk.terminal.visit.states import State, Terminal
from tests.drivers.printer.documents import job
from tests.screens.window import TerminalWindow, terminal_window

SMALLEST_TEXT = 16


@pytest.fixture(scope="session")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's card files."""
    directory = tmp_path_factory.mktemp("cards")
    today = date(2026, 11, 24)
    jpki = DemoJpki.create(today)
    for card in DEMO_CARDS:
        contents = contents_of(card, certificate_for(card, date(1980, 1, 1), jpki))
        contents.save(directory / f"{card.stem}{CARD_FILE_SUFFIX}")
    return directory


@dataclass
class Store:
    """Devices, the dock beside them, and a finger."""

    window: TerminalWindow
    reader: SimulatedReader
    cashbox: SimulatedCashBox
    printer: SimulatedPrinter
    line: Line
    happenings: Happenings

    def texts(self) -> list[str]:
        from kiosk.terminal.screens.widgets.text import Text

        return [widget.text for widget in self._all() if isinstance(widget, Text)]

    def touch(self, words: str) -> None:
        """Touch the key, card or coin that says ``words``."""
        from kiosk.terminal.screens.widgets.text import Text
        from kiosk.terminal.screens.widgets.touch import Touchable

        for widget in self._all():
            if not isinstance(widget, Touchable):
                continue
            said = [part.text for part in widget.walk(restrict=True) if isinstance(part, Text)]
            if words in [*said, getattr(widget, "drawing", "")]:
                self.window.touch_widget(widget)
                self.window.view.refresh()
                self.window.frames()
                return
        raise AssertionError(f"nothing says {words}; there is: {self.texts()}")

    def _all(self) -> Iterator[object]:
        def shown(widget):  # type: ignore[no-untyped-def]
            if widget.opacity:
                yield widget
                for child in reversed(widget.children):
                    yield from shown(child)

        yield from shown(self.window.view)


@pytest.fixture
def store(cards: Path, tmp_path: Path) -> Iterator[Store]:
    window = terminal_window()
    from kiosk.simulation.dock.panel import DockPanel

    reader, cashbox, happenings = SimulatedReader(), SimulatedCashBox(), Happenings()
    printer = SimulatedPrinter(tmp_path)
    with Line() as line:
        hands = Hands(reader, cashbox, printer, line, cards, happenings.note)
        window.hold(DockPanel.made(hands, happenings))
        yield Store(window, reader, cashbox, printer, line, happenings)
        window.open()


def test_a_card_is_chosen_laid_on_and_taken_off(store: Store) -> None:
    store.touch("花子さん　4人世帯")
    store.touch("置く（暗証番号 1234）")
    assert isinstance(store.reader.presence(), CardPresent)
    assert "読み取り台：花子さん" in store.texts()
    store.touch("取る")
    assert store.reader.presence() == ReaderEmpty()
    assert "読み取り台：なし" in store.texts()


def test_every_card_of_the_demo_can_be_found(store: Store) -> None:
    found = set()
    for _ in DEMO_CARDS:
        found |= set(store.texts())
        store.touch("›")
    assert {card.title for card in DEMO_CARDS} <= found


def test_a_card_remembers_the_tries_that_were_used_when_it_is_laid_on_again(store: Store) -> None:
    store.touch("置く（暗証番号 1234）")
    read = store.reader.identify()
    assert isinstance(read, CardIdentified)
    assert store.reader.authenticate(read.certificate, Pin(bytearray(b"9999")), bytes(32)) == PinWrong(left=2)
    store.touch("取る")
    store.touch("置く（暗証番号 1234）")
    again = store.reader.identify()
    assert isinstance(again, CardIdentified)
    assert again.tries_left == 2


def test_a_card_is_torn_out_while_it_is_being_read(store: Store) -> None:
    store.touch("読み取り中に抜く")
    assert isinstance(store.reader.identify(), CardRemoved)
    store.window.view.refresh()
    store.window.frames()
    assert "読み取り台：なし" in store.texts()


def test_a_card_that_has_been_read_is_torn_out_while_its_pin_is_being_checked(store: Store) -> None:
    store.touch("置く（暗証番号 1234）")
    read = store.reader.identify()
    assert isinstance(read, CardIdentified)
    store.touch("読み取り中に抜く")
    assert isinstance(
        store.reader.authenticate(read.certificate, Pin(bytearray(b"1234")), bytes(32)), CardRemoved
    )


def test_pulling_the_readers_cable_and_putting_it_back(store: Store) -> None:
    store.touch("抜けている")
    assert isinstance(store.reader.presence(), ReaderMissing)
    assert "読み取り台：動いていません" in store.texts()
    store.touch("つながっている")
    assert store.reader.presence() == ReaderEmpty()


def test_a_coin_falls_through_until_money_is_wanted(store: Store) -> None:
    store.touch("coin_500")
    assert store.cashbox.inserted == 0
    store.cashbox.accept(200)
    store.touch("coin_500")
    assert store.cashbox.inserted == 500
    assert "入れた 500円　出てきた 0円" in store.texts()


@pytest.mark.parametrize(
    ("drawing", "yen"), [("coin_10", 10), ("coin_50", 50), ("coin_100", 100), ("note_1000", 1000)]
)
def test_every_piece_of_money_counts_what_it_says(store: Store, drawing: str, yen: int) -> None:
    store.cashbox.accept(1000)
    store.touch(drawing)
    assert store.cashbox.inserted == yen


def test_change_runs_out_and_is_filled_up(store: Store) -> None:
    store.touch("おつり切れ")
    assert not store.cashbox.can_give_change(200)
    store.touch("おつり切れ")
    assert store.cashbox.can_give_change(200)


def test_a_coin_gets_stuck_and_is_pulled_out_while_change_stays_out(store: Store) -> None:
    store.touch("おつり切れ")
    store.touch("硬貨がつまる")
    assert store.cashbox.ready() is not None
    store.touch("硬貨がつまる")
    assert store.cashbox.ready() is None
    assert not store.cashbox.can_give_change(200)


def test_paper_runs_out_and_is_filled_in(store: Store) -> None:
    store.touch("紙切れ")
    assert store.printer.status() == PrinterNotReady((Trouble.MEDIA_EMPTY,))
    assert "紙がありません" in store.texts()
    store.touch("正常")
    assert store.printer.status() == PrinterReady()


def test_the_second_sheet_jams_and_comes_out_when_the_jam_is_cleared(store: Store) -> None:
    store.touch("2枚目でつまる")
    store.printer.submit(job("job", sheets=2))
    events = store.printer.follow("job", 1)
    assert next(events) == SheetPrinted(1)
    assert next(events) == Stalled(Trouble.MEDIA_JAM, 2)
    store.touch("正常")
    assert list(events) == [Resumed(), SheetPrinted(2), JobCompleted(2)]


@pytest.mark.parametrize(("key", "state"), [("おそい（2秒）", LineState.SLOW), ("切れている", LineState.CUT)])
def test_the_line_to_the_city_is_changed_and_mended(store: Store, key: str, state: LineState) -> None:
    store.touch(key)
    assert store.line.state is state
    store.touch("つながる")
    assert store.line.state is LineState.CONNECTED


def test_what_happened_is_told_with_the_screens(store: Store) -> None:
    store.happenings.see(State(Terminal(())))
    store.happenings.see(State(Terminal(()), screen=states.Terms()))
    store.happenings.see(State(Terminal(()), screen=states.Refused(failures.CARD_EXPIRED)))
    store.touch("置く（暗証番号 1234）")
    told = store.texts()
    assert "Welcome → Terms" in told
    assert "Terms → Refused  E-CARD-012" in told
    assert "カードを置いた：一郎さん　4人世帯" in told


def test_everything_that_happened_is_shown_on_demand_and_no_key_acts_under_it(store: Store) -> None:
    for number in range(20):
        store.happenings.note(f"{number}番目")
    store.touch("全部見る")
    assert {f"{number}番目" for number in range(20)} <= set(store.texts())
    store.window.touch(150, 335)
    assert store.reader.presence() == ReaderEmpty()
    store.touch("閉じる")
    store.touch("置く（暗証番号 1234）")
    assert isinstance(store.reader.presence(), CardPresent)


def test_every_word_is_large_enough_and_fits(store: Store) -> None:
    from kiosk.terminal.screens.widgets.text import Text

    for _ in range(6):
        for widget in store._all():
            if isinstance(widget, Text) and widget.text:
                assert widget.fits, widget.text
                assert widget.size_used >= SMALLEST_TEXT, widget.text
        store.touch("›")
