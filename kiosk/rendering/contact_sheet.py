"""All papers of the house at a glance: every form with every sample, each side as a picture, and one sheet
of them all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.rendering.draw import draw
from kiosk.rendering.layouts.layout import Layout, layout_files
from kiosk.rendering.preview import rasterise
from kiosk.rendering.sample_seal import with_sample_seals
from kiosk.rendering.samples import SAMPLES, load_sample, samples_of
from kiosk.rendering.slips import SLIPS
from kiosk.rendering.trial import kind_of

if TYPE_CHECKING:
    from PIL import Image

SHEET = "contact-sheet.png"

_MILLIMETRE = 1240 / 210
"""Pixels of a picture: 150 dots an inch."""
_SMALL = 310
_COLUMNS = 8
_GAP = 12


def write_papers(directory: Path) -> Iterator[Path]:
    """Write a PDF and the pictures of each paper into ``directory``, then the sheet of them all; each file
    is told as it is written. Raises LayoutError; OSError for a directory that can't be written."""
    small: list[Image.Image] = []
    for name, layout, pdf in _papers():
        path = directory / f"{name}.pdf"
        path.write_bytes(pdf)
        yield path
        for number, picture in enumerate(_sides(pdf, layout), start=1):
            picture.save(directory / f"{name}-{number}.png")
            small.append(picture.reduce(4))
    sheet = directory / SHEET
    _sheet(small).save(sheet)
    yield sheet


def _papers() -> Iterator[tuple[str, Layout, bytes]]:
    for file in layout_files():
        layout, kind = Layout.load(file), kind_of(file)
        prefix = "" if file.parent.name == "standard" else f"{file.parent.name}-"
        for name, sample in samples_of(kind).items():
            yield prefix + name, layout, draw(with_sample_seals(sample, layout, kind), layout, copies=1).pdf
    for file in sorted(SLIPS.glob("*.toml")):
        layout = Layout.load(file)
        yield file.stem, layout, draw(load_sample(SAMPLES / "slips" / f"{file.stem}.json"), layout, 1).pdf


def _sides(pdf: bytes, layout: Layout) -> Iterator[Image.Image]:
    import pypdfium2
    from PIL import Image

    with pypdfium2.PdfDocument(pdf) as document:
        count = len(document)
    width = round(layout.file.page.width * _MILLIMETRE)
    for number in range(1, count + 1):
        side = rasterise(pdf, width, number)
        yield Image.frombytes("RGBA", (side.width, side.height), side.rgba).convert("RGB")


def _sheet(pictures: list[Image.Image]) -> Image.Image:
    from PIL import Image

    rows = [pictures[start : start + _COLUMNS] for start in range(0, len(pictures), _COLUMNS)]
    heights = [max(picture.height for picture in row) + _GAP for row in rows]
    sheet = Image.new("RGB", (_COLUMNS * (_SMALL + _GAP) + _GAP, sum(heights) + _GAP), "gray")
    top = _GAP
    for row, height in zip(rows, heights, strict=True):
        for column, picture in enumerate(row):
            sheet.paste(picture, (_GAP + column * (_SMALL + _GAP), top))
        top += height
    return sheet
