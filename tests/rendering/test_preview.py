"""What the screen shows of a paper, and what it never shows."""

import pytest
from PIL import Image
from zxingcpp import BarcodeFormat, read_barcodes

from kiosk.certificates.kinds import Kind
from kiosk.rendering.draw import draw, draw_pages
from kiosk.rendering.gate.reading import read_pages
from kiosk.rendering.layouts.layout import Layout, find_layout
from kiosk.rendering.placement import Rectangle
from kiosk.rendering.preview import Picture, preview, rasterise
from kiosk.rendering.sample_seal import with_sample_seals
from kiosk.rendering.samples import Sample, samples_of
from kiosk.rendering.showing import MASK_COLOUR, SYMBOL_COLOUR, Showing

WIDTH = 1124


@pytest.fixture
def sealed(every_item: Sample, resident_record: Layout) -> Sample:
    return with_sample_seals(every_item, resident_record, Kind.RESIDENT_RECORD)


def cut(picture: Picture, box: Rectangle) -> Image.Image:
    scale = picture.width / 210
    image = Image.frombytes("RGBA", (picture.width, picture.height), picture.rgba).convert("RGB")
    edges = (box.left + 0.5, box.top + 0.3, box.right - 0.5, box.bottom - 0.3)
    return image.crop(tuple(round(edge * scale) for edge in edges))


def test_masked_every_personal_text_is_a_blue_bar(every_item: Sample, resident_record: Layout) -> None:
    paper = draw(every_item, resident_record, 1)
    picture = preview(paper, 1, WIDTH, masked=True)
    blue = tuple(round(part * 255) for part in MASK_COLOUR)
    personal = [box for box in paper.boxes if box.is_personal]
    assert {"fields.address", "persons.1.name", "persons.2.my_number"} <= {box.path for box in personal}
    for box in personal:
        colours = {colour for _, colour in cut(picture, box.rectangle).getcolors(1 << 20)}
        assert blue in colours, box.path
        assert all(min(colour) >= min(blue) - 1 for colour in colours), f"{box.path} shows ink"


def test_masked_the_personal_texts_are_not_even_in_the_drawing(
    every_item: Sample, resident_record: Layout
) -> None:
    paper = draw(every_item, resident_record, 1)
    (masked,) = read_pages(draw_pages(paper.pages, "", "test", showing=Showing.MASKED))
    for box in paper.boxes:
        edges = box.rectangle
        inside = [
            glyph
            for glyph in masked.glyphs
            if edges.left <= glyph.x <= edges.right and edges.top <= glyph.y <= edges.bottom
        ]
        assert bool(inside) != box.is_personal, box.path
    said = "".join(glyph.text for glyph in masked.glyphs)
    assert "この写しは、世帯全員の住民票の原本と相違ないことを証明する。" in said
    assert "【省略】" in said


def test_my_number_is_hidden_even_while_the_page_is_held(every_item: Sample, resident_record: Layout) -> None:
    paper = draw(every_item, resident_record, 1)
    shown = draw_pages(paper.pages, "", "test", showing=Showing.SCREEN)
    said = "".join(glyph.text for page in read_pages(shown) for glyph in page.glyphs)
    assert "1111 2222 3333" not in said
    assert "●●●● ●●●● ●●●●" in said
    assert "かつらぎ　いちろう" in said


def test_a_number_that_was_not_asked_for_stays_omitted(household: Sample, resident_record: Layout) -> None:
    paper = draw(household, resident_record, 1)
    shown = draw_pages(paper.pages, "", "test", showing=Showing.SCREEN)
    said = "".join(glyph.text for page in read_pages(shown) for glyph in page.glyphs)
    assert "●" not in said


@pytest.mark.parametrize("width", [318, 1124])
def test_a_picture_has_the_width_asked_for_and_is_opaque(
    width: int, household: Sample, resident_record: Layout
) -> None:
    picture = preview(draw(household, resident_record, 1), 1, width, masked=True)
    assert picture.width == width
    assert abs(picture.height - width * 297 / 210) <= 1
    assert len(picture.rgba) == picture.width * picture.height * 4
    assert set(picture.rgba[3::4]) == {255}


def test_each_page_has_its_own_picture(two_sheets: Sample, resident_record: Layout) -> None:
    paper = draw(two_sheets, resident_record, 1)
    first, second = (preview(paper, page, 318, masked=True) for page in (1, 2))
    assert first.rgba != second.rgba
    with pytest.raises(ValueError, match="page 3 of 2"):
        preview(paper, 3, 318, masked=True)


@pytest.mark.parametrize("masked", [True, False])
def test_no_screen_ever_shows_a_symbol(masked: bool, sealed: Sample, resident_record: Layout) -> None:
    """It says every word of the page to any telephone that looks over a shoulder."""
    paper = draw(sealed, resident_record, 1)
    on_paper = rasterise(paper.pdf, 3 * WIDTH)
    assert codes_in(on_paper) == set(sealed.two_d_seals[0])
    picture = preview(paper, 1, 3 * WIDTH, masked=masked)
    assert codes_in(picture) == set()
    grey = tuple(round(part * 255) for part in SYMBOL_COLOUR)
    for symbol in paper.pages[0].symbols:
        assert {colour for _, colour in cut(picture, symbol.rectangle).getcolors()} == {grey}


def codes_in(picture: Picture) -> set[str]:
    image = Image.frombytes("RGBA", (picture.width, picture.height), picture.rgba).convert("L")
    return {code.text for code in read_barcodes(image, formats=BarcodeFormat.QRCode)}


def test_the_screen_shows_the_form_without_its_ground(household: Sample, resident_record: Layout) -> None:
    """The ground's dots would be others on a screen, and nobody is to learn there what a copy shows."""
    blank = Rectangle(100, 1, 100, 7)
    paper = draw(household, resident_record, 1)
    assert len(cut(rasterise(paper.pdf, WIDTH), blank).getcolors()) > 1
    for masked in (True, False):
        assert cut(preview(paper, 1, WIDTH, masked=masked), blank).getcolors(1) is not None


def test_a_registered_seal_is_hidden_until_the_page_is_held() -> None:
    layout = find_layout(Kind.SEAL_REGISTRATION)
    paper = draw(samples_of(Kind.SEAL_REGISTRATION)["seal-registration-variant-name"], layout, 1)
    (imprint,) = (image for image in paper.pages[0].images if image.is_personal)
    blue = tuple(round(part * 255) for part in MASK_COLOUR)
    hidden = cut(preview(paper, 1, WIDTH, masked=True), imprint.rectangle)
    assert {colour for _, colour in hidden.getcolors()} == {blue}
    held = cut(preview(paper, 1, WIDTH, masked=False), imprint.rectangle).convert("L")
    assert held.getextrema()[0] < 64
