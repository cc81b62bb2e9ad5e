"""A display that nobody sees, and a pointer on it: what plays a visit without a screen."""

from __future__ import annotations

import os
import shutil
import subprocess
from types import TracebackType
from typing import Self

_END_SECONDS = 5.0
_COMMAND_SECONDS = 10.0


class DisplayError(RuntimeError):
    """There is no display; the message says what is missing."""


class VirtualDisplay:
    """A private X server (Xvfb) on a free display; ``DISPLAY`` names it inside the context."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._before: str | None = None

    def __enter__(self) -> Self:
        if shutil.which("Xvfb") is None:
            raise DisplayError("Xvfb: not installed; run deploy/setup")
        width, height = self._size
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24"),
                *("-nolisten", "tcp", "-nocursor"),
            ],
            pass_fds=(writing,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        if not number:
            self._end()
            raise DisplayError("Xvfb does not start")
        self._before = os.environ.get("DISPLAY")
        os.environ["DISPLAY"] = f":{number}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is None:
            os.environ.pop("DISPLAY", None)
        else:
            os.environ["DISPLAY"] = self._before
        self._end()

    def _end(self) -> None:
        self._server.terminate()
        try:
            self._server.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()


def display_size() -> tuple[int, int] | None:
    """Width and height of the display that ``DISPLAY`` names; None where there is none to be used."""
    if not os.environ.get("DISPLAY"):
        return None
    try:
        told = subprocess.run(
            ["xdotool", "getdisplaygeometry"],
            capture_output=True,
            text=True,
            timeout=_COMMAND_SECONDS,
            check=True,
        )
        width, height = told.stdout.split()
        return int(width), int(height)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def touch(x: float, y: float) -> None:
    """Touch the display at a pixel, counted from its top left corner, and let go: real X events."""
    subprocess.run(
        ["xdotool", "mousemove", str(round(x)), str(round(y)), "mousedown", "1", "mouseup", "1"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_COMMAND_SECONDS,
        check=True,
    )
