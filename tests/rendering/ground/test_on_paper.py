"""On a certificate the ground takes nothing away, and the back gives the face again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO

import numpy as np
import pikepdf
import pytest

from kiosk.rendering.draw import draw
from kiosk.rendering.ground.copy_evident import ground_mask
from kiosk.rendering.ground.scramble import scramble_key, unscrambled
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.mask import Mask
from kiosk.rendering.samples import Sample
from tests.rendering.ground.copying import blurred, copied
from tests.rendering.ground.engines import Ink, dots_of, pages_by_pdfium
from tests.rendering.ground.test_scramble import covered, ink_of, near


@dataclass(frozen=True)
class Printed:
    """The two sides of a certificate, and its face and ground apart."""

    face: Ink
    back: Ink
    bare_face: Ink
    dots: Ink


@pytest.fixture(scope="module")
def printed(resident_record: Layout) -> Printed:
    from kiosk.rendering.samples import samples_of

    sample = samples_of("resident-record")["resident-record-every-item"]
    without = replace(resident_record, file=resident_record.file.model_copy(update={"ground": None}))
    face, back = pages_by_pdfium(draw(sample, resident_record, copies=1).pdf)
    (bare, _) = pages_by_pdfium(draw(sample, without, copies=1).pdf)
    ground = ground_mask(210, 297, "複写")
    dots = np.zeros_like(face)
    dots[: ground.height, : ground.width] = dots_of(ground)
    return Printed(face, back, bare, dots)


def test_both_sides_have_every_dot_of_the_ground(printed: Printed) -> None:
    assert printed.face[printed.dots].all()
    assert printed.back[printed.dots].all()


def test_what_the_certificate_says_is_as_black_over_the_ground_as_without_it(printed: Printed) -> None:
    assert printed.bare_face.sum() > 500_000
    assert np.array_equal(printed.face, printed.bare_face | printed.dots)


def test_on_the_copy_every_word_of_the_certificate_is_still_there_and_so_is_the_ground(
    printed: Printed,
) -> None:
    corner = np.s_[:2500, :2500]
    face, bare, dots = printed.face[corner], printed.bare_face[corner], printed.dots[corner]
    copy = copied(blurred(face.astype(float), 0.35)) >= 0.5

    assert covered(bare, near(copy)) > 0.99
    clear = ~near(near(near(bare)))
    coarse = dots & (np.roll(dots, 1, axis=0) | np.roll(dots, -1, axis=0))
    assert copy[coarse & clear].mean() > 0.9
    assert copy[dots & ~coarse & clear].mean() < 0.1


def test_the_back_gives_the_face_again_to_whoever_has_the_order(
    printed: Printed, every_item: Sample, resident_record: Layout
) -> None:
    paper = draw(every_item, resident_record, copies=1)

    (image,) = (one for one in masks_on_the_back(paper.pdf) if one != ground_mask(210, 297, "複写"))
    face = ink_of(unscrambled(image, scramble_key(every_item.order_id, 1)))

    small = shrunk(printed.bare_face)
    face = face[: small.shape[0], : small.shape[1]]
    assert covered(face, near(small)) > 0.99
    assert covered(small, near(face)) > 0.95


def masks_on_the_back(pdf: bytes) -> list[Mask]:
    with pikepdf.open(BytesIO(pdf)) as document:
        pictures = dict(document.pages[1].obj["/Resources"]["/XObject"]).values()
        return [Mask(int(one.Width), int(one.Height), one.read_raw_bytes()) for one in pictures]


def shrunk(ink: Ink) -> Ink:
    """At 150 dpi: a pixel is ink where a fifth of it is."""
    height, width = (side // 4 * 4 for side in ink.shape)
    parts = ink[:height, :width].reshape(height // 4, 4, width // 4, 4)
    small: Ink = parts.mean(axis=(1, 3)) > 0.2
    return small
