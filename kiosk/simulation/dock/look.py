"""How the dock looks: dark, so that nobody takes it for a part of the terminal."""

from __future__ import annotations

from dataclasses import dataclass, fields

from kiosk.terminal.screens.fonts import BIZ_UDP_GOTHIC
from kiosk.terminal.screens.look import Look
from kiosk.terminal.screens.theme import BLACK, Colour, Palette, colour
from kiosk.terminal.words import Words


@dataclass(frozen=True)
class DockPalette(Palette):
    """What the dock has beside the terminal's roles: marks of its sections, cards, coins that act."""

    mark: Colour
    key: Colour
    key_pressed: Colour
    key_edge: Colour
    chosen: Colour
    chosen_pressed: Colour
    chosen_edge: Colour
    card_face: Colour
    card_good: Colour
    card_refused: Colour
    card_other: Colour


_TERMINAL = {entry.name: getattr(BLACK, entry.name) for entry in fields(Palette)} | {
    "ground": colour("#1a1a1c"),
    "ink": colour("#ffffff"),
    "ink2": colour("#cccccc"),
    "line": colour("#4d4d4d"),
    "danger": colour("#ff9696"),
    "caution": colour("#ffd43d"),
    "caution_ground": colour("#333333"),
}

DOCK = DockPalette(
    **_TERMINAL,
    mark=colour("#9db7f9"),
    key=colour("#333333"),
    key_pressed=colour("#4d4d4d"),
    key_edge=colour("#767676"),
    chosen=colour("#0031d8"),
    chosen_pressed=colour("#0017c1"),
    chosen_edge=colour("#7096f8"),
    card_face=colour("#ffffff"),
    card_good=colour("#c5d7fb"),
    card_refused=colour("#ffc199"),
    card_other=colour("#b3b3b3"),
)

LOOK = Look(language="ja", palette=DOCK, faces=BIZ_UDP_GOTHIC, words=Words("ja"), moves=False)
