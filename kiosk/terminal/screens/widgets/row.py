"""As many widgets of a kind as there are things to show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from kiosk.terminal.screens.look import building
from kiosk.terminal.screens.widgets.placed import Board

Shown = TypeVar("Shown", bound=Board)


def kept(
    board: Board, kind: type[Shown], count: int, on_release: Callable[[Any], None] | None
) -> list[Shown]:
    """The board's widgets of ``kind`` in their order, made or removed until there are ``count``.

    Those that stay are the same ones, so a finger that is down on one keeps its grip when the state
    behind it changes.
    """
    there = [child for child in reversed(board.children) if type(child) is kind]
    for widget in there[count:]:
        board.remove_widget(widget)
    with building(board.look):
        for _ in range(count - len(there)):
            widget = kind()
            if on_release is not None:
                widget.bind(on_release=on_release)
            board.add_widget(widget)
            there.append(widget)
    return there[:count]
