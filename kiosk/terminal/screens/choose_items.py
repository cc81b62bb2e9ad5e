"""A09: what is shown? One row an item, two halves each."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.certificates.kinds import RULES, Group, Item
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets.placed import Board
from kiosk.terminal.screens.widgets.row import kept
from kiosk.terminal.screens.widgets.touch import Touchable
from kiosk.terminal.visit.events import ItemSet
from kiosk.terminal.visit.offer import offered_items
from kiosk.terminal.visit.states import State
from kiosk.terminal.words import Words

_TOP = 270
_FOOT = 872
_NOTE_GAP = 24
_LONG_NOTE = 108
_SHORT_NOTE = 76
_ROW_HEIGHTS: Final = {1: 142, 2: 142, 3: 142, 4: 124, 5: 100, 6: 100}
"""Height of a row by the number of rows: lower ones leave room for the note as long as they can."""


class Half(Touchable):
    """One half of a two-way row: filled and checked when it is the one that was chosen."""

    text = StringProperty("")
    chosen = BooleanProperty(False)
    corners = ListProperty([16, 16, 16, 16])


class ItemRow(Board):
    """One item: number, name, line, and the halves のせる and のせない. Dispatches ``on_set``."""

    __events__ = ("on_set",)

    item: Item = ObjectProperty(None)
    number = StringProperty("")
    title = StringProperty("")
    line = StringProperty("")
    locked = BooleanProperty(False)
    shown = BooleanProperty(False)
    ruled = BooleanProperty(True)

    def on_set(self, shown: bool) -> None:
        """One of the halves was touched."""


class ChooseItemsScreen(StepScreen):
    """The items that may be shown for the persons chosen."""

    note = StringProperty("")
    note_top = NumericProperty(0)
    note_height = NumericProperty(0)

    def draw(self, state: State) -> None:
        """Show every offered item and which way it is set."""
        super().draw(state)
        self.help_line = f"**{chosen_so_far(self.look.words, state)}**  {self.look.text('items.help')}"
        items = offered_items(state)
        height = _ROW_HEIGHTS[max(1, len(items))]
        rows = kept(self, ItemRow, len(items), on_set=self._set)
        for place, (row, item) in enumerate(zip(rows, items, strict=True)):
            row.box = [40, _TOP + place * height, 1200, height]
            row.item = item
            row.number = str(place + 1)
            row.title = self.look.text(f"item.{item}.name")
            row.line = self.look.text(f"item.{item}.line")
            row.locked = item is Item.MY_NUMBER
            row.shown = item in state.ongoing.draft.items
            row.ruled = place + 1 < len(items)
        kind = state.ongoing.draft.kind
        of_register = kind is not None and RULES[kind].group is Group.REGISTER
        self._place_note(_TOP + len(items) * height + _NOTE_GAP, _SHORT_NOTE if of_register else _LONG_NOTE)

    def _place_note(self, top: int, most: int) -> None:
        """The long note speaks of the resident record."""
        room = min(_FOOT - top, most)
        self.note_top = top
        self.note_height = next((h for h in (_LONG_NOTE, _SHORT_NOTE) if h <= room), 0)
        name = {_LONG_NOTE: "items.note", _SHORT_NOTE: "items.note_short"}.get(self.note_height)
        self.note = self.look.text(name) if name else ""

    def _set(self, row: ItemRow, shown: bool) -> None:
        self.send(ItemSet(row.item, shown))


def chosen_so_far(words: Words, state: State) -> str:
    """What the help line reminds of: ``住民票の写し（3人）``, ``所得・課税証明書（令和7年度）``."""
    draft = state.ongoing.draft
    if draft.kind is None:
        return ""
    kind = words.text(f"kind.{draft.kind}.name")
    if draft.persons:
        return words.text("reminder.persons", kind=kind, count=len(draft.persons))
    if draft.year is not None:
        return words.text("reminder.year", kind=kind, year=words.fiscal_year(draft.year))
    return kind


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
