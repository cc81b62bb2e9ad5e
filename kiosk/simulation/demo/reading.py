"""Reading a screen as a person does: by its words, and where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from kivy.clock import Clock
from kivy.core.window import Window

from kiosk.terminal.screens.typesetting import plain
from kiosk.terminal.screens.view import TerminalView
from kiosk.terminal.screens.widgets.button import PrimaryButton
from kiosk.terminal.screens.widgets.text import Text
from kiosk.terminal.screens.widgets.touch import Touchable

_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Blue:
    """The blue button, wherever it is and whatever it says."""


@dataclass(frozen=True)
class Words:
    """What can be touched and says ``text``; in the row that also says ``beside``, where given."""

    text: str
    beside: str = ""


Target = Blue | Words


def on_the_screens_thread(read: Callable[[], _Read]) -> Future[_Read]:
    """Run ``read`` where Kivy draws, with its next frame."""
    answer: Future[_Read] = Future()

    def run(_: float) -> None:
        try:
            answer.set_result(read())
        except Exception as error:
            answer.set_exception(error)

    Clock.schedule_once(run, 0)
    return answer


def where(view: TerminalView, target: Target) -> tuple[float, float] | None:
    """The middle of what is looked for, as a pixel of the display; None while it can't be touched."""
    front = view.dialog or view.screen
    if front is None:
        return None
    match target:
        case Blue():
            found = next((w for w in _touchable(front) if isinstance(w, PrimaryButton)), None)
        case Words(text, beside):
            found = _saying(front, text, beside)
    if found is None:
        return None
    x, y = found.to_window(*found.center)
    return Window.left + x, Window.top + Window.height - y


def _saying(front: Any, text: str, beside: str) -> Any | None:
    """The touchable with these words; ``beside`` narrows to the smallest group that says both."""
    for widget in _touchable(front):
        if plain(text) not in set(_texts(widget)):
            continue
        if not beside or plain(beside) in set(_texts(widget.parent)):
            return widget
    return None


def _touchable(widget: Any) -> Iterator[Any]:
    for shown in _shown(widget):
        if isinstance(shown, Touchable) and not shown.off and not shown.disabled:
            yield shown


def _texts(widget: Any) -> Iterator[str]:
    for shown in _shown(widget):
        if isinstance(shown, Text) and shown.text:
            yield plain(shown.text)


def _shown(widget: Any) -> Iterator[Any]:
    if widget.opacity == 0:
        return
    yield widget
    for child in reversed(widget.children):
        yield from _shown(child)
