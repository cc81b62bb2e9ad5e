"""Every screen, in both languages and both colours, is drawn whole: words fit, fingers hit, glyphs exist.

The pictures are left in out/screens/ for the eye.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from kiosk.rendering.fonts.source import SOURCES, FontRole
from kiosk.terminal.screens.rare_characters import stretches
from kiosk.terminal.screens.theme import SMALLEST_TEXT, SMALLEST_TOUCH
from kiosk.terminal.screens.typesetting import is_selector
from kiosk.terminal.visit.states import LANGUAGES, Language
from tests.screens.example_states import EXAMPLES
from tests.screens.window import TerminalWindow

PAPER_FACE = SOURCES[FontRole.MINCHO][0].path
PICTURES = Path(__file__).parents[2] / "out" / "screens"


@cache
def glyphs(face: Path) -> frozenset[int]:
    with TTFont(face, fontNumber=0, lazy=True) as font:
        return frozenset(font.getBestCmap())


def looks() -> list[Any]:
    """Every example in both languages on white; on black one refusal stands for all, since they differ
    in words only."""
    every = [(name, language, dark) for name in EXAMPLES for language in LANGUAGES for dark in (False, True)]
    return [
        pytest.param(name, language, dark, id=f"{name}-{language}-{'black' if dark else 'white'}")
        for name, language, dark in every
        if not dark or not name.startswith("refused_E-") or name == "refused_E-CARD-012"
    ]


@pytest.mark.parametrize(("name", "language", "dark"), looks())
def test_a_screen_is_drawn_whole(window: TerminalWindow, name: str, language: Language, dark: bool) -> None:
    from kiosk.terminal.screens.widgets.text import Text
    from kiosk.terminal.screens.widgets.touch import Holdable, Touchable

    state = EXAMPLES[name]
    look = replace(state.preferences, language=language, dark=dark)
    window.show(replace(state, preferences=look))
    window.until(lambda: not (window.view.dialog and window.view.dialog.opacity < 1))
    window.picture(PICTURES / f"{name}.{language}.{'black' if dark else 'white'}.png")

    texts = [text for text in window.widgets(Text) if text.text]
    assert texts
    for text in texts:
        assert text.fits, f"does not fit its box: {text.text!r}"
        assert text.size_used >= SMALLEST_TEXT, f"too small: {text.text!r}"
        assert not missing(text), f"no glyph for {missing(text)}: {text.text!r}"
    for control in window.widgets((Touchable, Holdable)):
        assert control.disabled or min(control.size) >= SMALLEST_TOUCH, f"hard to hit: {control}"
        assert control.disabled or inside(window, control), f"off the screen: {control}"


def missing(text: Any) -> set[str]:
    """Characters that the face in which they are set cannot draw."""
    return {
        character
        for line in text.lines
        for run in line
        for stretch in stretches(run.text)
        for character in stretch.text
        if not is_selector(character)
        and ord(character) not in glyphs(PAPER_FACE if stretch.rare else text.faces.of(bold=run.bold))
    }


def inside(window: TerminalWindow, control: Any) -> bool:
    view = window.view
    return bool(
        view.x <= control.x
        and control.right <= view.right
        and view.y <= control.y
        and control.top <= view.top
    )
