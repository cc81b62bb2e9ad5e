"""What the screen shows of a paper, and what it never shows."""

import pytest
from PIL import Image

from kiosk.rendering.draw import draw, draw_pages
from kiosk.rendering.gate.reading import read_pages
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.placement import Rectangle
from kiosk.rendering.preview import Picture, preview
from kiosk.rendering.samples import Sample
from kiosk.rendering.showing import MASK_COLOUR, Showing

WIDTH = 1124


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
