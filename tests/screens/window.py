"""A real Kivy window on a display of its own, and fingers that touch it.

Kivy has one window a process, so a process of the tests opens it once; processes that run in parallel
have one each.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from kiosk.terminal.screens.theme import LANDSCAPE
from kiosk.terminal.screens.window import configure
from kiosk.terminal.visit.conversation import Picture
from kiosk.terminal.visit.events import Event
from kiosk.terminal.visit.states import State
from tests.screens.sample_paper import page_of_paper

_FRAMES_TO_SETTLE = 3


class Listener:
    """A conversation that only writes down what the screen sends."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.pin: list[str] = []
        self.previews: list[tuple[int, int, bool]] = []

    def send(self, event: Event) -> None:
        self.events.append(event)

    def enter_pin_digit(self, digit: int) -> None:
        self.pin.append(str(digit))

    def delete_pin_digit(self) -> None:
        self.pin.append("delete")

    def clear_pin(self) -> None:
        self.pin.append("clear")

    def preview(self, page: int, width: int, *, revealed: bool) -> Picture | None:
        self.previews.append((page, width, revealed))
        return page_of_paper(page, width, revealed=revealed)


def start_display(size: tuple[int, int]) -> tuple[subprocess.Popen[bytes], str]:
    """An X server without a screen, on a free display; returns its process and the display's name. It ends
    with its last client."""
    read, write = os.pipe()
    server = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(write), "-nolisten", "tcp", "-terminate"),
            *("-screen", "0", f"{size[0]}x{size[1]}x24"),
        ],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as answer:
        return server, f":{answer.readline().strip()}"


class TerminalWindow:
    """The terminal's view in a real window, drawn frame by frame under the test's control."""

    def __init__(self, size: tuple[int, int] = LANDSCAPE) -> None:
        self._server, display = start_display(size)
        before = os.environ.get("DISPLAY")
        os.environ["DISPLAY"] = display
        configure(size)
        from kivy.base import EventLoop, runTouchApp
        from kivy.core.window import Window
        from kivy.uix.floatlayout import FloatLayout

        self._loop: Any = EventLoop
        self._window: Any = Window
        self._root = FloatLayout()
        runTouchApp(self._root, embedded=True)
        if before is None:
            del os.environ["DISPLAY"]
        else:
            os.environ["DISPLAY"] = before
        self.time = 0.0
        self.listener = Listener()
        self.view: Any = None

    def open(self, panel: tuple[int, int] = LANDSCAPE) -> None:
        """A fresh terminal on a part of the window: nothing shown, nothing sent, no time gone."""
        from kiosk.terminal.screens.stage import Stage
        from kiosk.terminal.screens.view import TerminalView

        self._root.clear_widgets()
        self.time = 0.0
        self.listener = Listener()
        self.view = TerminalView(self.listener, monotonic=lambda: self.time)
        self._root.add_widget(Stage(self.view, size_hint=(None, None), size=panel))
        self.frames()

    def hold(self, widget: Any) -> None:
        """Show ``widget`` in place of a terminal; what is touched is touched on it."""
        self._root.clear_widgets()
        self.view = widget
        self._root.add_widget(widget)
        self.frames()

    def show(self, state: State) -> None:
        """Draw ``state`` until it stands still."""
        self.view.show(state)
        self.frames()
        self.time += 1.0

    def frames(self, count: int = _FRAMES_TO_SETTLE) -> None:
        """Let ``count`` frames pass."""
        for _ in range(count):
            self._loop.idle()

    def until(self, condition: Callable[[], bool], frames: int = 300) -> None:
        """Let frames pass until ``condition`` holds; fails after ``frames``."""
        for _ in range(frames):
            if condition():
                return
            self._loop.idle()
        raise AssertionError(f"not within {frames} frames")

    def finger(self, x: float, y: float) -> Finger:
        """A finger above the design's point ``x``, ``y`` (y downwards)."""
        return Finger(self, x, y)

    def touch(self, x: float, y: float) -> None:
        """Touch the design's point ``x``, ``y`` and let go there."""
        self.finger(x, y).down().up()

    def touch_widget(self, widget: Any) -> None:
        """Touch the middle of ``widget``."""
        self.touch(*self.middle(widget))

    def middle(self, widget: Any) -> tuple[float, float]:
        """The middle of ``widget`` in the design's measure."""
        return widget.center_x - self.view.x, self.view.top - widget.center_y

    def picture(self, path: Path) -> Path:
        """Write what the terminal shows as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.view.export_as_image().save(str(path), flipped=False)
        return path

    def widgets(self, kind: type[Any] | tuple[type[Any], ...]) -> list[Any]:
        """Every visible widget of ``kind`` in front: the dialog's where there is one, else the screen's."""
        return list(_visible(self.view.dialog or self.view.screen, kind))

    def to_window(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the design lies in the window."""
        inside = self.view.to_window(self.view.x + x, self.view.top - y)
        return inside[0] / self._window.width, inside[1] / self._window.height


def _visible(widget: Any, kind: Any) -> Any:
    if widget.opacity == 0:
        return
    if isinstance(widget, kind):
        yield widget
    for child in reversed(widget.children):
        yield from _visible(child, kind)


class Finger:
    """One finger on the glass: down, perhaps sliding, up."""

    _count = 0

    def __init__(self, window: TerminalWindow, x: float, y: float) -> None:
        from kivy.input.motionevent import MotionEvent

        class _Touch(MotionEvent):
            def depack(self, args: tuple[float, float]) -> None:
                self.sx, self.sy = args
                self.profile = ["pos"]
                super().depack(args)

        Finger._count += 1
        self._window = window
        self._event: Any = _Touch(
            "tests", Finger._count, window.to_window(x, y), is_touch=True, type_id="touch"
        )

    def down(self) -> Finger:
        """The finger touches the glass."""
        self._dispatch("begin")
        return self

    def slide(self, x: float, y: float) -> Finger:
        """The finger moves on the glass."""
        self._event.move(self._window.to_window(x, y))
        self._dispatch("update")
        return self

    def up(self) -> None:
        """The finger leaves the glass."""
        self._dispatch("end")

    def _dispatch(self, kind: str) -> None:
        self._window._loop.post_dispatch_input(kind, self._event)
        self._window.frames(1)


@cache
def terminal_window() -> TerminalWindow:
    """The one window of this process."""
    return TerminalWindow()
