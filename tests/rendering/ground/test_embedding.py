"""Each dot of the ground is one dot of the printer: PDF engines at 600 dpi draw it pixel by pixel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk.rendering.ground.calibration_sheet import calibration_fields, calibration_sheet
from kiosk.rendering.ground.copy_evident import ground_mask
from kiosk.rendering.mask import Mask
from kiosk.rendering.placement import PlacedPage
from kiosk.rendering.showing import Showing
from kiosk.rendering.sides import Side
from kiosk.rendering.writer.document import write
from tests.rendering.ground.engines import Engine, by_pdfium, by_poppler, dots_of


def sheet_with(mask: Mask) -> bytes:
    """An A4 page with nothing but this ground."""
    empty = PlacedPage(1, 210, 297, (), (), (), ())
    return write([Side(empty, ground=mask)], "sheet", "sheet", copies=1, showing=Showing.PAPER)


@pytest.mark.parametrize("engine", [by_pdfium, by_poppler])
def test_every_dot_lands_on_its_own_pixel(engine: Engine, tmp_path: Path) -> None:
    ground = ground_mask(210, 297, "複写")

    drawn = engine(sheet_with(ground), tmp_path)

    assert np.array_equal(drawn[: ground.height, : ground.width], dots_of(ground))
    assert not drawn[ground.height :].any()
    assert not drawn[:, ground.width :].any()


@pytest.mark.parametrize("engine", [by_pdfium, by_poppler])
def test_every_field_of_the_calibration_sheet_is_printed_as_it_would_be_on_a_certificate(
    engine: Engine, tmp_path: Path
) -> None:
    dots = dots_of(calibration_fields())

    drawn = engine(calibration_sheet(), tmp_path)[: dots.shape[0], : dots.shape[1]]

    inked = np.flatnonzero(dots.any(axis=1))
    ends = np.flatnonzero(np.diff(inked) > 100)
    rows_of_fields = list(zip(inked[[0, *(ends + 1)]], inked[[*ends, -1]], strict=True))
    assert len(rows_of_fields) == 5
    for first, last in rows_of_fields:
        assert np.array_equal(drawn[first : last + 1], dots[first : last + 1])
