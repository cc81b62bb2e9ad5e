"""The demo's window, opened while the city hall starts: both take about as long."""

from __future__ import annotations

from typing import Final

from kiosk.terminal.screens.theme import LANDSCAPE

DOCK_WIDTH: Final = 640
TABLE: Final = (LANDSCAPE[0] + DOCK_WIDTH, LANDSCAPE[1])
"""Terminal and dock side by side."""

_FRAME: Final = (8, 72)
"""What a desktop takes of its display: the window's frame and a task bar."""


def window_size(display: tuple[int, int]) -> tuple[int, int]:
    """The largest window that fits ``display``, in the table's proportions."""
    scale = min(
        1.0, *((have - frame) / want for have, frame, want in zip(display, _FRAME, TABLE, strict=True))
    )
    return round(TABLE[0] * scale), round(TABLE[1] * scale)


def open_window(size: tuple[int, int]) -> None:
    """Open Kivy's window with nothing in it yet."""
    from kiosk.terminal.screens.window import configure

    configure(size)
    import kivy.core.window  # noqa: F401 - importing it is what opens the window
