"""A municipality adds a font for what IPAmjMincho lacks; its forms name the very file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from kiosk.rendering.draw import draw
from kiosk.rendering.errors import LayoutError, MissingGlyph
from kiosk.rendering.fonts.build import add_font
from kiosk.rendering.fonts.chain import font_chain
from kiosk.rendering.fonts.source import ExtendedRole, FontRole
from kiosk.rendering.gate.check import GateRefused, prove
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.samples import Sample
from tests.rendering.added_font import (
    ADOBE_SEQUENCE,
    BEYOND_IPAMJ,
    OWN_CHARACTER,
    font_of_a_municipality,
)
from tests.rendering.embedded_outlines import outlines_by_text
from tests.rendering.repertoire import outline_of

NAME = f"{ADOBE_SEQUENCE}城{OWN_CHARACTER}{BEYOND_IPAMJ}"


@pytest.fixture
def add(tmp_path: Path) -> Callable[[bytes], str]:
    """Builds a font's pack as at set-up; its hash."""

    def add_one(content: bytes) -> str:
        file = tmp_path / "font.ttf"
        file.write_bytes(content)
        return add_font(file)

    return add_one


def form(*fonts: str) -> Layout:
    return Layout.parse(
        f"""
        name = "test/added"
        title = "added"
        page = {{ width = 210, height = 297 }}
        fonts = {list(fonts)}
        [styles]
        name = {{ largest = 20, smallest = 20 }}
        [[boxes]]
        kind = "text"
        at = [20, 20]
        size = [100, 20]
        style = "name"
        field = "name"
        """
    )


def person(name: str) -> Sample:
    return Sample(fields={"name": name})


def test_what_ipamj_lacks_is_drawn_from_the_added_font_and_proven(add: Callable[[bytes], str]) -> None:
    content = font_of_a_municipality()
    own = form(add(content))
    paper = draw(person(NAME), own, 1)

    prove(paper.pdf, person(NAME), own, 1)
    font, outlines = TTFont(BytesIO(content)), outlines_by_text(paper.pdf)
    for text, glyph in ((OWN_CHARACTER, "own"), (BEYOND_IPAMJ, "beyond"), (ADOBE_SEQUENCE, "sequence")):
        assert outlines[text] == outline_of(font, glyph)
    ipamj = font_chain(FontRole.MINCHO).packs[0]
    assert outlines["城"] == ipamj.outline(ipamj.glyph(ord("城"), 0)).rstrip(b"\0")


def test_a_form_that_does_not_name_the_font_refuses_its_characters(add: Callable[[bytes], str]) -> None:
    add(font_of_a_municipality())
    with pytest.raises(MissingGlyph, match="U\\+845B U\\+E0100, U\\+E000, U\\+3134A"):
        draw(person(NAME), form(), 1)


def test_an_installation_without_the_font_refuses_the_form() -> None:
    unknown = "0" * 64
    with pytest.raises(LayoutError, match=f"fonts, {unknown}: this installation does not have the font"):
        draw(person("山田"), form(unknown), 1)


def test_another_file_for_the_same_characters_is_another_form_and_does_not_pass_the_gate(
    add: Callable[[bytes], str],
) -> None:
    """Two municipalities may mean two things by one private-use code point."""
    ours, theirs = form(add(font_of_a_municipality())), form(add(font_of_a_municipality(side=600)))
    assert ours.sha256 != theirs.sha256
    with pytest.raises(GateRefused):
        prove(draw(person(NAME), theirs, 1).pdf, person(NAME), ours, 1)


def test_the_system_s_own_characters_are_never_replaced_by_an_added_font(add: Callable[[bytes], str]) -> None:
    extended = font_chain(ExtendedRole(FontRole.MINCHO, (add(font_of_a_municipality()),)))
    system = font_chain(FontRole.MINCHO)
    for code_point in (*range(0x20, 0x3000), *range(0x4E00, 0xA000)):
        if system.place((code_point, 0)) is not None:
            assert extended.place((code_point, 0)) == system.place((code_point, 0))


def test_two_fonts_of_one_name_are_refused(add: Callable[[bytes], str]) -> None:
    impostor = form(add(font_of_a_municipality(name="IPAmjMincho")))
    with pytest.raises(LayoutError, match="two fonts of one chain have the same name"):
        draw(person("山田"), impostor, 1)


UNUSABLE = {
    "not a font": b"nonsense",
    "its licence does not let the font be embedded": font_of_a_municipality(embedding=2),
    "the font has composite glyphs": font_of_a_municipality(composite=True),
    "the font has no PostScript name that a PDF could bear": font_of_a_municipality(name="青葉外字"),
}


@pytest.mark.parametrize(("problem", "content"), UNUSABLE.items(), ids=UNUSABLE)
def test_a_file_that_can_not_be_printed_with_is_refused_at_set_up_in_one_line(
    tmp_path: Path, problem: str, content: bytes
) -> None:
    file = tmp_path / "font.ttf"
    file.write_bytes(content)
    command = (sys.executable, "-m", "kiosk.rendering.fonts.build", str(file))
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"font: {file}: {problem}\n"


def test_set_up_says_by_which_hash_a_form_names_the_font(tmp_path: Path) -> None:
    file = tmp_path / "font.ttf"
    file.write_bytes(font_of_a_municipality())
    command = (sys.executable, "-m", "kiosk.rendering.fonts.build", str(file))
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    sha256, path = done.stdout.split()
    assert path == str(file)
    assert draw(person(OWN_CHARACTER), form(sha256), 1).pdf
