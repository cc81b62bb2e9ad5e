"""A picture of each screen, taken as soon as it has been drawn."""

from __future__ import annotations

import re
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from kivy.clock import Clock
from PIL import Image

from kiosk.terminal.screens.view import TerminalView
from kiosk.terminal.visit import states
from kiosk.terminal.visit.states import State

_FRAMES_TO_SETTLE: Final = 2
_WITH_TABLE: Final = "pay"


class PictureBook:
    """Watches a view frame by frame, and lays a numbered PNG of every new screen or dialog into
    ``directory``; with that of the payment a picture of the whole table, dock included, into
    ``table_file``. Made and ended on the thread that draws; asked from any."""

    def __init__(self, view: TerminalView, directory: Path, table_file: Path) -> None:
        self._view = view
        self._directory = directory
        self._table_file = table_file
        self._name: str | None = None
        self._frames = 0
        self._changed = threading.Condition()
        self._taken: dict[str, float] = {}
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._written: list[Future[Path]] = []
        self._looking = Clock.schedule_interval(self._look, 0)

    def wait_for(self, name: str, timeout: float) -> float | None:
        """When (monotonic) the picture of this name was taken; waits for it up to ``timeout`` seconds,
        then answers None."""
        with self._changed:
            self._changed.wait_for(lambda: name in self._taken, timeout)
            return self._taken.get(name)

    def close(self) -> list[Path]:
        """No more pictures; those taken, in their order, all written."""
        self._looking.cancel()
        self._writing.shutdown(wait=True)
        return [written.result() for written in self._written]

    def _look(self, *_: Any) -> None:
        screen = self._view.screen
        name = picture_name(screen.state) if screen is not None else None
        if name != self._name:
            self._name, self._frames = name, 0
            return
        self._frames += 1
        if name is not None and self._frames == _FRAMES_TO_SETTLE and name not in self._taken:
            self._take(name)

    def _take(self, name: str) -> None:
        file = self._directory / f"{len(self._written) + 1:02}-{name}.png"
        self._written.append(self._writing.submit(write_png, file, *pixels_of(self._view)))
        if name == _WITH_TABLE:
            self._writing.submit(write_png, self._table_file, *pixels_of(self._view.parent))
        with self._changed:
            self._taken[name] = time.monotonic()
            self._changed.notify_all()


def picture_name(state: State) -> str | None:
    """What a picture of this state is called: screen, and the dialog over it; None while the screen is
    being prepared and is about to look otherwise."""
    if state.availability is None:
        return None
    match state.screen:
        case states.Confirm(order=None) | states.Pay(accepting=False):
            return None
        case screen:
            name = _words(type(screen).__name__)
    return f"{name}-{_words(type(state.dialog).__name__)}" if state.dialog is not None else name


def _words(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def pixels_of(widget: Any) -> tuple[tuple[int, int], bytes]:
    """What ``widget`` shows: size, and RGBA with the top row first. On the thread that draws."""
    texture = widget.export_as_image().texture
    return texture.size, texture.pixels


def write_png(file: Path, size: tuple[int, int], pixels: bytes) -> Path:
    """Write a picture, opaque; returns its path."""
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.frombytes("RGBA", size, pixels).convert("RGB").save(file)
    return file
