"""The dock as a panel of 640×1024: keys for the hands, and what there is to see. Japanese only."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty

from drivers.cashbox.contract import DENOMINATIONS
from kiosk.simulation.dock.hands import Hands, PrinterSetting, Sight
from kiosk.simulation.dock.happenings import Happenings
from kiosk.simulation.dock.look import LOOK
from kiosk.simulation.dock.words import line_says, money_says, reader_says, strip_of
from kiosk.simulation.line import LineState
from kiosk.simulation.town.demo_cards import DemoCard
from kiosk.terminal.screens.look import building
from kiosk.terminal.screens.screen import PARTS
from kiosk.terminal.screens.theme import LANDSCAPE
from kiosk.terminal.screens.widgets.placed import Board
from kiosk.terminal.screens.widgets.row import kept
from kiosk.terminal.screens.widgets.text import run_width
from kiosk.terminal.screens.widgets.touch import Touchable

SIZE: Final = (640, LANDSCAPE[1])
USES: Final = PARTS
CARDS_A_PAGE: Final = 6
KEY_TEXT: Final = 19

_LOOKS_A_SECOND: Final = 5
_LINES: Final = 4
_ALL_LINES: Final = 36
_LINE_HEIGHT: Final = 25


class DockKey(Touchable):
    """A key of the dock. ``chosen``: this is how it stands; ``fault``: it lets something go wrong."""

    text = StringProperty("")
    icon = StringProperty("")
    chosen = BooleanProperty(False)
    fault = BooleanProperty(False)

    def words_width(self, text: str, chosen: bool) -> float:
        """How wide the words are on one line (kv)."""
        return run_width(self.look.faces, KEY_TEXT, text, chosen)


class CardTile(Touchable):
    """A card to take into the hand."""

    card: DemoCard | None = ObjectProperty(None, allownone=True)
    title = StringProperty("")
    remark = StringProperty("")
    strip = StringProperty("card_good")
    chosen = BooleanProperty(False)


class CoinKey(Touchable):
    """A coin or note to be put in."""

    yen = NumericProperty(0)
    drawing = StringProperty("")


class DockHeading(Board):
    """What a section is about, and what is to be seen of it."""

    icon = StringProperty("")
    title = StringProperty("")
    says = StringProperty("")
    tone = StringProperty("ink2")


class HappeningLine(Board):
    """One happening: when, and what."""

    at = StringProperty("")
    text = StringProperty("")


class DockPanel(Board):
    """Lets hands act by its keys, and shows what they see some times a second."""

    sight: Sight = ObjectProperty(None, rebind=True)
    page = NumericProperty(0)
    pages = NumericProperty(1)
    reader_says = StringProperty("")
    money_says = StringProperty("")
    line_says = StringProperty("")
    clock = StringProperty("")
    lines = ListProperty([])
    all_lines = BooleanProperty(False)
    LineState = LineState
    PrinterSetting = PrinterSetting

    def __init__(self, hands: Hands, happenings: Happenings, **properties: Any) -> None:
        self.hands = hands
        self._happenings = happenings
        self.sight = hands.look()
        super().__init__(look=LOOK, box=[0, 0, *SIZE], size_hint=(None, None), size=SIZE, **properties)
        self.pages = -(-len(hands.cards) // CARDS_A_PAGE)
        with building(LOOK):
            self._tiles = [self._tile(number) for number in range(CARDS_A_PAGE)]
            for number, yen in enumerate(DENOMINATIONS):
                self._coin(number, yen)
        self._turn_to(0)
        self.refresh()
        Clock.schedule_interval(self.refresh, 1 / _LOOKS_A_SECOND)

    @classmethod
    def made(cls, hands: Hands, happenings: Happenings) -> DockPanel:
        """A dock in its own look."""
        with building(LOOK):
            return cls(hands, happenings)

    def refresh(self, *_: Any) -> None:
        """Look at the devices and show what is seen."""
        self.sight = sight = self.hands.look()
        self.reader_says = reader_says(sight)
        self.money_says = money_says(sight)
        self.line_says = line_says(sight)
        self.clock = self._happenings.now.strftime("%H:%M")
        latest = self._happenings.latest(_ALL_LINES if self.all_lines else _LINES)
        self.lines = [(happening.at, happening.text) for happening in latest]
        for tile in self._tiles:
            tile.chosen = tile.card is sight.chosen

    def turn(self, by: int) -> None:
        """Turn to another page of cards."""
        self._turn_to((self.page + by) % self.pages)

    def _turn_to(self, page: int) -> None:
        self.page = page
        shown = self.hands.cards[page * CARDS_A_PAGE : (page + 1) * CARDS_A_PAGE]
        for number, tile in enumerate(self._tiles):
            card = shown[number] if number < len(shown) else None
            tile.card = card
            tile.opacity, tile.disabled = (1, False) if card else (0, True)
            if card is not None:
                tile.title, tile.remark, tile.strip = card.title, card.remark, strip_of(card)
                tile.chosen = card is self.hands.look().chosen

    def show_all_lines(self, wanted: bool) -> None:
        """Show everything that happened, over the keys, or the keys again."""
        self.all_lines = wanted
        self.refresh()

    def on_lines(self, *_: Any) -> None:
        """Show each happening on a line of its own."""
        board = self.ids.all_lines if self.all_lines else self.ids.lines
        lines = kept(board, HappeningLine, len(self.lines))
        for number, (line, (at, text)) in enumerate(zip(lines, self.lines, strict=True)):
            line.box = [0, number * _LINE_HEIGHT, board.box[2], _LINE_HEIGHT - 1]
            line.at, line.text = at, text

    def on_touch_down(self, touch: Any) -> bool:
        """Take every finger on the dock; while all happenings are shown, only their key acts."""
        if not self.collide_point(*touch.pos):
            return False
        if self.all_lines:
            self.ids.all.dispatch("on_touch_down", touch)
        else:
            super().on_touch_down(touch)
        return True

    def _tile(self, number: int) -> CardTile:
        row, column = divmod(number, 2)
        tile = CardTile(box=[column * 297, row * 68, 287, 60])
        tile.bind(on_release=lambda tile: self._choose(tile.card))
        self.ids.cards.add_widget(tile)
        return tile

    def _choose(self, card: DemoCard) -> None:
        self.hands.choose(card)
        self.refresh()

    def _coin(self, number: int, yen: int) -> None:
        coin = CoinKey(box=[number * 119, 0, 108, 68], yen=yen, drawing=drawing_of(yen))
        coin.bind(on_release=lambda coin: self.hands.insert(int(coin.yen)))
        self.ids.purse.add_widget(coin)


def drawing_of(yen: int) -> str:
    """The drawing of a coin or note."""
    return f"note_{yen}" if yen >= 1000 else f"coin_{yen}"


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
