"""The back's scrambled image: who has the whole order id sees the face in it, others don't."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kiosk.rendering.draw import draw_pages
from kiosk.rendering.fitting import fit
from kiosk.rendering.ground.face_picture import TILE_HEIGHT, TILE_WIDTH, FacePicture, blank, with_ink
from kiosk.rendering.ground.scramble import scramble_key, scrambled, seat, unscrambled
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.mask import Mask
from kiosk.rendering.official_seal import seal_mask
from kiosk.rendering.placement import PlacedLine, PlacedPage, Rectangle, place
from kiosk.rendering.samples import Sample

ORDER = "66fa0b129c4e4d10a1b2c3d4e5f60718"
Pixels = NDArray[np.bool_]


def ink_of(picture: FacePicture) -> Pixels:
    length = picture.height * TILE_WIDTH // 8
    strips = [np.frombuffer(strip.to_bytes(length, "big"), np.uint8) for strip in picture.strips]
    rows = [strip.reshape(picture.height, TILE_WIDTH // 8) for strip in strips]
    return np.unpackbits(np.concatenate(rows, axis=1), axis=1).astype(bool)


def ink_on(mask: Mask) -> Pixels:
    rows = np.frombuffer(mask.pixels, np.uint8).reshape(mask.height, -1)
    return ~np.unpackbits(rows, axis=1)[:, : mask.width].astype(bool)


def picture_of(page: PlacedPage) -> FacePicture:
    texts = [(text.style.font, fit(text, "face")) for text in page.texts]
    seals = [(image.rectangle, seal_mask(image.png)) for image in page.images]
    return with_ink(blank(page.width, page.height), texts, (*page.frames, *page.lines), seals)


@pytest.fixture
def face(every_item: Sample, resident_record: Layout) -> PlacedPage:
    (page,) = place(every_item, resident_record)
    return page


def test_the_city_hall_sees_the_face_in_the_back(face: PlacedPage) -> None:
    picture = picture_of(face)

    back = scrambled(picture, scramble_key(ORDER, 1))

    assert unscrambled(back, scramble_key(ORDER, 1)) == picture


def test_the_picture_is_what_a_pdf_engine_shows_of_the_face(face: PlacedPage) -> None:
    drawn = ink_of(picture_of(face))

    page = pypdfium2.PdfDocument(draw_pages([face], "face", "face"))[0]
    engine = page.render(scale=150 / 72, grayscale=True).to_numpy() < 200
    engine, drawn = engine[:1752, :1240], drawn[:1752, :1240]

    assert drawn.sum() > 30_000
    assert covered(drawn, near(engine)) > 0.99
    assert covered(engine, near(drawn)) > 0.97


def near(ink: Pixels) -> Pixels:
    """Ink and the eight pixels around each."""
    wide = np.pad(ink, 1)
    height, width = ink.shape
    return np.logical_or.reduce([wide[y : y + height, x : x + width] for y in range(3) for x in range(3)])


def covered(ink: Pixels, by: Pixels) -> float:
    return float((ink & by).sum() / ink.sum())


def test_another_order_or_page_has_another_order_of_tiles(face: PlacedPage) -> None:
    picture = picture_of(face)
    back = scrambled(picture, scramble_key(ORDER, 1))

    for key in (scramble_key(ORDER, 2), scramble_key(ORDER[:-1] + "0", 1)):
        wrong = ink_of(unscrambled(back, key))
        assert (wrong & ink_of(picture)).sum() < 0.2 * wrong.sum()


def test_no_tile_shows_a_whole_character_of_a_name(face: PlacedPage) -> None:
    (name,) = {text.text for text in face.texts if text.path == "persons.1.name"}
    only_name = replace(face, texts=tuple(text for text in face.texts if text.path == "persons.1.name"))
    ink = ink_of(picture_of(replace(only_name, frames=(), lines=(), images=())))

    columns = np.flatnonzero(ink.any(axis=0))
    rows = np.flatnonzero(ink.any(axis=1))

    assert len(name) >= 3
    assert rows[-1] - rows[0] > 1.5 * TILE_HEIGHT
    assert columns[-1] - columns[0] > 2 * TILE_WIDTH


def test_the_mixed_picture_has_each_tile_once(face: PlacedPage) -> None:
    picture = picture_of(face)
    back = ink_on(scrambled(picture, scramble_key(ORDER, 1)))

    assert sorted(tiles(back)) == sorted(tiles(ink_of(picture)))
    assert tiles(back) != tiles(ink_of(picture))


def tiles(ink: Pixels) -> list[bytes]:
    height, width = ink.shape
    return [
        ink[y : y + TILE_HEIGHT, x : x + TILE_WIDTH].tobytes()
        for y in range(0, height, TILE_HEIGHT)
        for x in range(0, width, TILE_WIDTH)
    ]


@given(st.integers(1, 5), st.integers(1, 9), st.binary(min_size=1, max_size=32), st.data())
def test_any_picture_comes_back(across: int, down: int, key: bytes, data: st.DataObject) -> None:
    strip = st.integers(0, 2 ** (TILE_WIDTH * TILE_HEIGHT * down) - 1)
    strips = data.draw(st.lists(strip, min_size=across, max_size=across))
    picture = FacePicture(across, down, tuple(strips))

    assert unscrambled(scrambled(picture, key), key) == picture


def test_ink_beyond_the_edge_is_cut_off_and_nothing_else_is_hurt() -> None:
    page = blank(40, 40)

    drawn = ink_of(with_ink(page, rules=[PlacedLine(-5, 20, 50, 20, 0.2), PlacedLine(20, -5, 20, 60, 0.2)]))

    assert drawn[drawn.shape[0] // 2 - 6 : drawn.shape[0] // 2 + 6].all(axis=1).any()
    assert drawn[:, 110:125].all(axis=0).any()
    assert drawn.sum() < 3 * sum(drawn.shape)


def test_a_slanted_line_goes_where_it_should() -> None:
    drawn = ink_of(with_ink(blank(40, 40), rules=[PlacedLine(5, 35, 35, 5, 0.1)]))

    for x, y in ((6, 34), (20, 20), (34, 6)):
        column, row = round(x / 25.4 * 150), round(y / 25.4 * 150)
        assert drawn[row - 2 : row + 3, column - 2 : column + 3].any()
    assert not drawn[:60, :60].any()


def test_it_stands_in_its_box_on_whole_printer_pixels() -> None:
    back = scrambled(blank(210, 297), b"key")

    placed = seat(Rectangle(20, 30, 170, 230), back)

    assert placed.width / back.width == pytest.approx(3 * 25.4 / 600)
    assert placed.height / back.height == pytest.approx(3 * 25.4 / 600)
    assert placed.left + placed.width / 2 == pytest.approx(105)
    with pytest.raises(ValueError, match="too small"):
        seat(Rectangle(0, 0, 40, 40), back)


def test_a_mask_that_was_cut_is_refused() -> None:
    back = scrambled(blank(40, 40), b"key")

    with pytest.raises(ValueError, match="no whole tiles"):
        unscrambled(replace(back, width=back.width - 8), b"key")
