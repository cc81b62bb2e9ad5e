"""A form tried out: one page filled with a sample, beside the golden picture of what it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.certificates.kinds import Kind
from kiosk.rendering.draw import draw
from kiosk.rendering.errors import FontNotInstalled, LayoutError
from kiosk.rendering.geometry import check_geometry
from kiosk.rendering.layouts.layout import LAYOUTS, Layout
from kiosk.rendering.preview import rasterise
from kiosk.rendering.sample_seal import with_sample_seals
from kiosk.rendering.samples import Sample

if TYPE_CHECKING:
    from PIL import Image

GOLDEN = LAYOUTS.parent / "tests" / "golden" / "papers"
"""Where the pictures of the standard forms are kept in a checkout."""

_WIDTH = 1240
"""Pixels of a page: 150 dots an inch on A4."""
_GAP = 24
_BEAT = 200
"""Milliseconds; the first drawing waits for one, so that no save is missed before the watch has begun."""


@dataclass(frozen=True)
class Trial:
    """A layout ``file``, the ``sample`` that fills it and the page (from 1) that is looked at; ``golden`` is
    the picture of what the page was, where there is one."""

    file: Path
    sample: Sample
    page: int
    golden: Path | None = None

    def save(self, out: Path) -> None:
        """Write the whole form to a .pdf, or the page's picture to a .png.

        Raises LayoutError, FontNotInstalled or OSError.
        """
        if out.suffix == ".pdf":
            layout = Layout.load(self.file)
            out.write_bytes(draw(self._sealed(layout), layout, copies=1).pdf)
        else:
            self.picture().save(out)

    def picture(self) -> Image.Image:
        """The page, with the golden picture at its left where there is one.

        Raises LayoutError, FontNotInstalled or OSError.
        """
        from PIL import Image

        layout = Layout.load(self.file)
        check_geometry(layout)
        drawn = page_picture(self._sealed(layout), layout, self.page)
        if self.golden is None or not self.golden.is_file():
            return drawn
        with Image.open(self.golden) as picture:
            before = picture.convert("RGB").resize(drawn.size, Image.Resampling.LANCZOS)
        both = Image.new("RGB", (2 * drawn.width + _GAP, drawn.height), "gray")
        both.paste(before, (0, 0))
        both.paste(drawn, (drawn.width + _GAP, 0))
        return both

    def _sealed(self, layout: Layout) -> Sample:
        """With the 2D seal, where the form has a place for one."""
        if layout.two_d_seal is None:
            return self.sample
        return with_sample_seals(self.sample, layout, kind_of(self.file))


def page_picture(content: Sample, layout: Layout, page: int) -> Image.Image:
    """A face (from 1) of a content on its layout. Raises LayoutError."""
    from PIL import Image

    paper = draw(content, layout, copies=1)
    if page > paper.pages_per_copy:
        raise LayoutError(f"page {page}", f"there are {paper.pages_per_copy}")
    picture = rasterise(paper.pdf, _WIDTH, (page - 1) * paper.sides + 1)
    return Image.frombytes("RGBA", (picture.width, picture.height), picture.rgba).convert("RGB")


def kind_of(file: Path) -> Kind:
    """The kind whose form a file is, by its name. Raises LayoutError."""
    try:
        return Kind(file.stem)
    except ValueError:
        problem = f"{file.stem} is no kind of certificate; there are {', '.join(Kind)}"
        raise LayoutError(str(file), problem) from None


def follow(trial: Trial, out: Path, drawn: Callable[[], None], failed: Callable[[Exception], None]) -> None:
    """Draw the trial into ``out`` now and whenever its file, or one that it builds on, is saved; what is
    wrong goes to ``failed``, and the next save is waited for. Ends with KeyboardInterrupt."""
    from watchfiles import watch

    def once() -> None:
        try:
            trial.save(out)
        except (LayoutError, FontNotInstalled, OSError) as error:
            failed(error)
        else:
            drawn()

    begun = False
    for changes in watch(
        trial.file.parent, LAYOUTS, watch_filter=_is_layout, rust_timeout=_BEAT, yield_on_timeout=True
    ):
        if changes or not begun:
            begun = True
            once()


def _is_layout(_change: object, path: str) -> bool:
    return path.endswith(".toml")
