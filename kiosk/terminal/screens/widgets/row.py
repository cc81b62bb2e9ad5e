"""As many widgets of a kind as there are things to show."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kiosk.terminal.screens.look import building
from kiosk.terminal.screens.widgets.placed import Board

Shown = TypeVar("Shown", bound=Board)


def kept(board: Board, kind: type[Shown], count: int, **listeners: Callable[..., None]) -> list[Shown]:
    """The board's widgets of ``kind`` in their order, made or removed until there are ``count``;
    ``listeners`` hear the events of each.

    Those that stay are the same ones, so a finger that is down on one keeps its grip when the state
    behind it changes.
    """
    there = [child for child in reversed(board.children) if type(child) is kind]
    for widget in there[count:]:
        board.remove_widget(widget)
    with building(board.look):
        for _ in range(count - len(there)):
            widget = kind()
            widget.bind(**listeners)
            board.add_widget(widget)
            there.append(widget)
    return there[:count]
