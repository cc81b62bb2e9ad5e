"""A11: the last look before money. The paper is masked; its text shows only while the button is held."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.certificates.kinds import RULES, Item
from kiosk.terminal.screens.choose_scope import scope_name
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets import figure, paper
from kiosk.terminal.screens.widgets.placed import Board
from kiosk.terminal.screens.widgets.row import kept
from kiosk.terminal.visit.events import ChangeRequested, PreviewHeld, PreviewReleased
from kiosk.terminal.visit.offer import chosen_service, granted_reissue, offered_items, offered_years
from kiosk.terminal.visit.states import Confirm, Draft, OrderReady, Part, State
from kiosk.terminal.words import Words

PARTS = (figure, paper)

_TOP = 270
_ROW = 98
_LONG_ROW = 142
_LONG = 40
_REVEALED_HEIGHT = 725
_DRAG = 2.0
"""How far the paper moves for each pixel of the finger, which has less room than the paper is long."""


class ChoiceRow(NamedTuple):
    """One line of what was chosen."""

    part: Part
    label: str
    value: str
    changeable: bool


class ConfirmRow(Board):
    """Label, value, and 変える where there is another choice. Dispatches ``on_change``."""

    __events__ = ("on_change",)

    part: Part = ObjectProperty(None)
    label = StringProperty("")
    value = StringProperty("")
    changeable = BooleanProperty(False)

    def on_change(self) -> None:
        """変える was touched."""


class ConfirmScreen(StepScreen):
    """What was chosen, what it costs, and the very paper that will be printed."""

    ready = BooleanProperty(False)
    held = BooleanProperty(False)
    free = BooleanProperty(False)
    foot = NumericProperty(0)
    calculation = StringProperty("")
    let_go_of = BooleanProperty(False)

    def draw(self, state: State) -> None:
        """Show the choices, and the paper once it is there."""
        super().draw(state)
        screen = state.screen
        if not isinstance(screen, Confirm):
            return
        self.ready = screen.order is not None
        self._draw_rows(state, screen.order)
        self._draw_fee(state, screen.order)
        self._draw_paper(state, screen)

    def leave(self) -> None:
        """The pictures of the paper go with the screen."""
        for name in ("masked", "revealed"):
            self.ids[name].forget()
        super().leave()

    def hold(self) -> None:
        """The finger came down on the button."""
        self.let_go_of = False
        self.send(PreviewHeld())

    def let_go(self) -> None:
        """The finger is gone: the text is covered at once, whatever states are still on their way."""
        self.let_go_of = True
        self._cover()
        self.send(PreviewReleased())

    def on_touch_down(self, touch: Any) -> bool:
        """Another finger reaches nothing that the revealed paper covers."""
        if self.held and touch.y > self.top - _REVEALED_HEIGHT:
            return True
        return bool(super().on_touch_down(touch))

    def on_touch_move(self, touch: Any) -> bool:
        """While the paper is revealed, a finger that moves moves the paper."""
        if self.held and touch.grab_current is None:
            self.ids.revealed.scroll_by(touch.dy * _DRAG)
        return bool(super().on_touch_move(touch))

    def _draw_rows(self, state: State, order: OrderReady | None) -> None:
        entries = chosen_rows(self.look.words, state, order)
        rows = kept(self.ids.rows, ConfirmRow, len(entries), on_change=self._change)
        top = 0
        for row, entry in zip(rows, entries, strict=True):
            height = _LONG_ROW if len(entry.value) > _LONG else _ROW
            row.box = [0, top, 738, height]
            row.part, row.label, row.value, row.changeable = entry
            top += height
        self.foot = top

    def _change(self, row: ConfirmRow) -> None:
        self.send(ChangeRequested(row.part))

    def _draw_fee(self, state: State, order: OrderReady | None) -> None:
        words = self.look.words
        copies = state.ongoing.draft.copies
        service = chosen_service(state)
        each = service.fee if service and granted_reissue(state) is None else 0
        fee = order.fee if order is not None else each * copies
        self.free = fee == 0
        counted = words.text("count.copies", count=copies)
        self.calculation = (
            "" if self.free else words.text("fee.calculation", fee=words.yen(fee // copies), copies=counted)
        )
        self.ids.fee.show(words.yen_figure(fee))
        if self.free:
            self.ids.fee.before, self.ids.fee.after = "", ""
            self.ids.fee.digits = words.text("fee.none")

    def _draw_paper(self, state: State, screen: Confirm) -> None:
        masked, revealed = self.ids.masked, self.ids.revealed
        if screen.order is None:
            masked.forget()
            self._cover()
            return
        if not masked.has_pages:
            masked.show([self.conversation.preview(0, int(masked.box[2]), revealed=False)])
        revealing = screen.revealed_at is not None and state.dialog is None
        self.let_go_of = self.let_go_of and revealing
        self.held = revealing and not self.let_go_of
        if not self.held:
            self._cover()
        elif not revealed.has_pages:
            pages = max(1, screen.order.sheets // max(1, state.ongoing.draft.copies))
            width = int(revealed.box[2])
            revealed.show([self.conversation.preview(page, width, revealed=True) for page in range(pages)])

    def _cover(self) -> None:
        self.held = False
        self.ids.revealed.forget()


def chosen_rows(words: Words, state: State, order: OrderReady | None) -> tuple[ChoiceRow, ...]:
    """What was chosen, in the order in which it was asked."""
    draft = state.ongoing.draft
    if draft.kind is None:
        return ()
    rule = RULES[draft.kind]
    rows = [_row(words, Part.CERTIFICATE, words.text(f"kind.{draft.kind}.name"), True)]
    if rule.has_scope and draft.scope is not None:
        scope = scope_name(draft.kind, draft.scope)
        persons = words.text(f"scope.summary.{scope}", count=len(draft.persons))
        rows.append(_row(words, Part.PERSONS, persons, True))
    if rule.has_year and draft.year is not None:
        rows.append(_row(words, Part.YEAR, words.fiscal_year(draft.year), len(offered_years(state)) > 1))
    if rule.has_items:
        rows.append(_row(words, Part.ITEMS, _items(words, draft), bool(offered_items(state))))
    service = chosen_service(state)
    several = service is not None and service.max_copies > 1
    rows.append(_row(words, Part.COPIES, _copies(words, draft, order), several))
    return tuple(rows)


def _row(words: Words, part: Part, value: str, changeable: bool) -> ChoiceRow:
    return ChoiceRow(part, words.text(f"confirm.{part}"), value, changeable)


def _items(words: Words, draft: Draft) -> str:
    shown = [words.text(f"item.{item}.name") for item in Item if item in draft.items]
    return words.listing(shown) if shown else words.text("confirm.no_items")


def _copies(words: Words, draft: Draft, order: OrderReady | None) -> str:
    copies = words.text("count.copies", count=draft.copies)
    if order is None:
        return copies
    return words.text("copies_sheets", copies=copies, sheets=words.text("count.sheets", count=order.sheets))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
