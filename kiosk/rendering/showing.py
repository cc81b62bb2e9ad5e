"""What of a page is drawn where: on paper all of it, on a screen no more than anybody there may see."""

from __future__ import annotations

from enum import Enum

MASK_COLOUR = (0x9D / 255, 0xB7 / 255, 0xF9 / 255)
"""Blue 300 of the Digital Agency's design tokens: over what is personal."""

SYMBOL_COLOUR = (0xCC / 255, 0xCC / 255, 0xCC / 255)
"""Grey 200 of the same: in the place of a symbol, which says all the words of the page to any machine."""


class Showing(Enum):
    """What of a page is drawn: everything, for paper only; what a screen may show; no personal text.

    No screen shows a symbol of the 2D seal, or the ground, whose dots would be others there.
    """

    PAPER = "paper"
    SCREEN = "screen"
    MASKED = "masked"
