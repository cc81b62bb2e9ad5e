"""Colours, type and measures of the screens: the design tokens of the Digital Agency. Pure data.

Lengths are pixels of the design, at 96 px = 25.4 mm.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

Colour = tuple[float, float, float, float]
"""Red, green, blue, opacity, each from 0 to 1."""


def colour(value: str, opacity: float = 1.0) -> Colour:
    """``#1a1a1c`` as the graphics card wants it."""
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue, opacity


@dataclass(frozen=True)
class Palette:
    """Every colour by its role on the screen; a widget names a role, never a value."""

    ground: Colour
    ink: Colour
    ink2: Colour
    control: Colour
    line: Colour
    soft: Colour
    soft_pressed: Colour
    accent: Colour
    accent_pressed: Colour
    on_accent: Colour
    tint: Colour
    tint_pressed: Colour
    neutral_pressed: Colour
    off: Colour
    off_edge: Colour
    off_tile: Colour
    off_ink: Colour
    chip: Colour
    on_chip: Colour
    danger: Colour
    danger_ground: Colour
    danger_pressed: Colour
    caution_ground: Colour
    caution: Colour
    done: Colour
    done_ground: Colour
    on_done: Colour
    track: Colour
    empty_bar: Colour
    drawing_ground: Colour
    drawing_line: Colour
    paper: Colour
    paper_edge: Colour
    paper_ink: Colour
    veil: Colour
    on_veil: Colour
    dialog: Colour
    dialog_edge: Colour
    inverse: Colour
    on_inverse: Colour
    shade: Colour
    clear: Colour

    def of(self, role: str) -> Colour:
        """The colour of ``role``. Raises AttributeError for a role that is none."""
        value: Colour = getattr(self, role)
        return value


WHITE: Final = Palette(
    ground=colour("#ffffff"),
    ink=colour("#1a1a1c"),
    ink2=colour("#4d4d4d"),
    control=colour("#767676"),
    line=colour("#cccccc"),
    soft=colour("#f2f2f2"),
    soft_pressed=colour("#e6e6e6"),
    accent=colour("#0017c1"),
    accent_pressed=colour("#00118f"),
    on_accent=colour("#ffffff"),
    tint=colour("#e8f1fe"),
    tint_pressed=colour("#d9e6ff"),
    neutral_pressed=colour("#e6e6e6"),
    off=colour("#f2f2f2"),
    off_edge=colour("#f2f2f2"),
    off_tile=colour("#e6e6e6"),
    off_ink=colour("#4d4d4d"),
    chip=colour("#4d4d4d"),
    on_chip=colour("#ffffff"),
    danger=colour("#ce0000"),
    danger_ground=colour("#fdeeee"),
    danger_pressed=colour("#ffdada"),
    caution_ground=colour("#fff0b3"),
    caution=colour("#1a1a1c"),
    done=colour("#197a4b"),
    done_ground=colour("#e6f5ec"),
    on_done=colour("#ffffff"),
    track=colour("#d9e6ff"),
    empty_bar=colour("#e6e6e6"),
    drawing_ground=colour("#e8f1fe"),
    drawing_line=colour("#000071"),
    paper=colour("#ffffff"),
    paper_edge=colour("#767676"),
    paper_ink=colour("#4d4d4d"),
    veil=colour("#1a1a1c"),
    on_veil=colour("#ffffff"),
    dialog=colour("#ffffff"),
    dialog_edge=colour("#ffffff"),
    inverse=colour("#000000"),
    on_inverse=colour("#ffffff"),
    shade=colour("#000000", 0.6),
    clear=colour("#000000", 0.0),
)

BLACK: Final = Palette(
    ground=colour("#000000"),
    ink=colour("#ffffff"),
    ink2=colour("#e6e6e6"),
    control=colour("#ffffff"),
    line=colour("#767676"),
    soft=colour("#1a1a1a"),
    soft_pressed=colour("#333333"),
    accent=colour("#ffd43d"),
    accent_pressed=colour("#e5b800"),
    on_accent=colour("#000000"),
    tint=colour("#1a1a1a"),
    tint_pressed=colour("#333333"),
    neutral_pressed=colour("#333333"),
    off=colour("#000000"),
    off_edge=colour("#767676"),
    off_tile=colour("#1a1a1a"),
    off_ink=colour("#e6e6e6"),
    chip=colour("#e6e6e6"),
    on_chip=colour("#000000"),
    danger=colour("#ff9696"),
    danger_ground=colour("#1a1a1a"),
    danger_pressed=colour("#333333"),
    caution_ground=colour("#1a1a1a"),
    caution=colour("#ffd43d"),
    done=colour("#71c598"),
    done_ground=colour("#1a1a1a"),
    on_done=colour("#000000"),
    track=colour("#4d4d4d"),
    empty_bar=colour("#4d4d4d"),
    drawing_ground=colour("#e8f1fe"),
    drawing_line=colour("#000071"),
    paper=colour("#ffffff"),
    paper_edge=colour("#767676"),
    paper_ink=colour("#4d4d4d"),
    veil=colour("#1a1a1c"),
    on_veil=colour("#ffffff"),
    dialog=colour("#1a1a1a"),
    dialog_edge=colour("#ffffff"),
    inverse=colour("#ffffff"),
    on_inverse=colour("#000000"),
    shade=colour("#000000", 0.6),
    clear=colour("#000000", 0.0),
)

COLOUR_ROLES: Final = frozenset(entry.name for entry in fields(Palette))


class Role(StrEnum):
    """What a text is for, which settles its size, weight and line height."""

    AMOUNT = "amount"
    QUESTION = "question"
    LARGE = "large"
    NAME = "name"
    FEE = "fee"
    BUTTON = "button"
    BODY = "body"
    NOTE = "note"
    SMALL = "small"


@dataclass(frozen=True)
class Type:
    """Size in pixels, weight, and line height as a multiple of the size."""

    size: int
    bold: bool
    line: float


TYPE: Final[dict[Role, Type]] = {
    Role.AMOUNT: Type(128, True, 1.0),
    Role.QUESTION: Type(45, True, 1.3),
    Role.LARGE: Type(36, True, 1.3),
    Role.NAME: Type(34, True, 1.25),
    Role.FEE: Type(40, True, 1.0),
    Role.BUTTON: Type(32, True, 1.2),
    Role.BODY: Type(28, False, 1.5),
    Role.NOTE: Type(26, False, 1.45),
    Role.SMALL: Type(24, False, 1.45),
}

SMALLEST_TEXT: Final = 24
SMALLEST_TOUCH: Final = 80

LANDSCAPE: Final = (1280, 1024)
MARGIN: Final = 40
GUTTER: Final = 24
HEADER_HEIGHT: Final = 112
FOOTER_TOP: Final = 896
FOOTER_BUTTON_TOP: Final = 913
BUTTON_HEIGHT: Final = 96
BACK_LEFT: Final = 40
STOP_LEFT: Final = 280
FOOTER_SLOT_WIDTH: Final = 220
FOOTER_GAP: Final = 20
PRIMARY_RIGHT: Final = 1240
PRIMARY_WIDTH: Final = 340
