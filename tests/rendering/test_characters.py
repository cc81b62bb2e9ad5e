"""Every name in its own character, or not at all."""

import unicodedata
from collections.abc import Callable

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rendering.draw import draw
from kiosk.rendering.errors import MissingGlyph
from kiosk.rendering.fonts.chain import characters_of, font_chain, text_of
from kiosk.rendering.fonts.source import FontRole
from kiosk.rendering.gate.check import prove
from kiosk.rendering.gate.reading import read_pages
from kiosk.rendering.gate.refusal import GateRefused
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.samples import Sample
from tests.rendering.repertoire import repertoire
from tests.rendering.sheet_of_characters import CELL, CHARACTERS_A_SHEET, SHEET_OF_CHARACTERS, filled

NAMES = {
    "葛 as in the Moji_Joho collection": "葛\U000e0102城",
    "邉 of Watanabe": "渡邉\U000e010f",
    "辻 with one dot": "辻\U000e0102",
    "compatibility ideograph 﨑": "山\ufa11",
    "compatibility ideograph 神, which NFC would fold": "\ufa19田",
    "𠮷 beyond the BMP": "\U00020bb7野",
    "髙, the ladder": "髙橋",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_is_set_in_the_glyph_that_the_font_itself_gives(name: str) -> None:
    chain = font_chain(FontRole.MINCHO)
    for base, selector in characters_of(name):
        name = repertoire().names[base, selector]
        assert chain.glyph((base, selector)) == (0, repertoire().font.getGlyphID(name))


def test_the_variant_is_another_glyph_than_its_base() -> None:
    chain = font_chain(FontRole.MINCHO)
    for base, selector in ((0x845B, 0xE0102), (0x9089, 0xE010F), (0x8FBB, 0xE0103)):
        pack = chain.packs[0]
        assert pack.outline(chain.glyph((base, selector))[1]), "an empty outline prints nothing"
    shapes = {chain.glyph((0x9089, selector)) for selector in range(0xE010F, 0xE0115)}
    assert len(shapes) == 6


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_the_printed_name_reads_back_with_its_selectors(
    name: str, household: Sample, resident_record: Layout, renamed: Callable[[Sample, str], Sample]
) -> None:
    paper = draw(renamed(household, name), resident_record, copies=1)
    box = next(box for box in paper.boxes if box.path == "persons.1.name")
    inside = [
        glyph.text
        for glyph in read_pages(paper.pdf)[0].glyphs
        if box.rectangle.left < glyph.x < box.rectangle.right
        and box.rectangle.top < glyph.y < box.rectangle.bottom
    ]
    assert "".join(inside) == name


def test_the_embedded_outline_is_the_variant_of_the_font(
    household: Sample, resident_record: Layout, renamed: Callable[[Sample, str], Sample]
) -> None:
    plain = draw(renamed(household, "邉"), resident_record, copies=1)
    variant = draw(renamed(household, "邉\U000e0110"), resident_record, copies=1)
    box = next(box for box in plain.boxes if box.path == "persons.1.name").rectangle
    pictures = []
    for paper in (plain, variant):
        with pypdfium2.PdfDocument(paper.pdf) as document:
            picture = document[0].render(scale=4, grayscale=True).to_pil()
        scale = picture.width / 210
        pictures.append(
            picture.crop(tuple(round(edge * scale) for edge in (box.left, box.top, box.right, box.bottom)))
        )
    assert pictures[0].tobytes() != pictures[1].tobytes()


@pytest.mark.parametrize(
    ("name", "code_points"),
    [
        ("葛\U000e0100城", "U+845B U+E0100"),
        ("山\U0003134a田", "U+3134A"),
        ("か\u3099", "U+3099"),
        ("\U000e0102城", "U+E0102"),
        ("一\n郎", "U+000A"),
        ("葛\U000e0102\U000e0103", "U+E0103"),
        ("山\uf860田", "U+F860"),
        ("山\u00ad田", "U+00AD"),
        ("山\u202e田", "U+202E"),
    ],
    ids=[
        "an Adobe-Japan1 sequence",
        "an ideograph without a glyph",
        "a combining mark",
        "a selector of nothing",
        "a line feed",
        "two selectors",
        "a character whose glyph is blank",
        "a soft hyphen",
        "an override of the direction",
    ],
)
def test_a_character_without_its_own_glyph_is_refused_naming_the_field(
    name: str,
    code_points: str,
    household: Sample,
    resident_record: Layout,
    renamed: Callable[[Sample, str], Sample],
) -> None:
    with pytest.raises(MissingGlyph) as refusal:
        draw(renamed(household, name), resident_record, copies=1)
    assert "persons.1.name" in str(refusal.value)
    assert str(refusal.value).endswith(code_points)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("葛邉辻A 𠮷﨑"), st.sampled_from(["", "\ufe00", "\U000e0100", "\U000e01ef"])
        )
    )
)
def test_taking_a_text_apart_loses_nothing(parts: list[tuple[str, str]]) -> None:
    text = "".join(base + selector for base, selector in parts)
    characters = characters_of(text)
    assert text_of(characters) == text
    assert len(characters) == len(parts)


def test_a_chain_asks_the_next_font_for_what_the_first_lacks() -> None:
    chain = font_chain(FontRole.GOTHIC)
    assert chain.glyph((ord("市"), 0))[0] == 0
    assert chain.glyph((0x20BB7, 0))[0] == 1


def test_no_neighbour_of_a_variant_or_compatibility_ideograph_passes_the_gate_in_its_place() -> None:
    characters = [text_of([one]) for one in repertoire().sequences]
    compatibility = (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))
    characters += [chr(code) for code in compatibility if (code, 0) in repertoire().encoded]
    assert "\ufa19" in characters
    for start in range(0, len(characters), CHARACTERS_A_SHEET):
        some = characters[start : start + CHARACTERS_A_SHEET]
        pdf = draw(filled(some), SHEET_OF_CHARACTERS, 1).pdf
        for place in (0, len(some) - 1):
            folded = unicodedata.normalize("NFC", some[place])[0]
            other = filled([*some[:place], folded, *some[place + 1 :]])
            with pytest.raises(GateRefused, match=f"tables.characters.{place // CELL + 1}.1"):
                prove(pdf, other, SHEET_OF_CHARACTERS, 1)
