"""Whether the forms can print a name, told when it comes in and not when its bearer stands at a store."""

from __future__ import annotations

from kiosk.rendering.fonts.chain import characters_of, font_chain
from kiosk.rendering.fonts.source import FontRole


def can_print(name: str) -> bool:
    """Whether the certificates' fonts have every character of ``name`` in its own shape.

    Raises FontNotInstalled where the fonts are missing.
    """
    chain = font_chain(FontRole.MINCHO)
    return all(chain.place(character) is not None for character in characters_of(name))
