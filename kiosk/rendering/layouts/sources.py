"""The schema of the files in ``layouts/``: a standard form, a block that forms share, and what a
municipality has otherwise. :mod:`.resolution` makes whole forms of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from kiosk.rendering.layouts.file import Fonts, Sheet
from kiosk.rendering.layouts.schema import (
    Frame,
    Grid,
    Ground,
    Image,
    Line,
    Page,
    Part,
    Repeat,
    Scramble,
    Style,
    TableBox,
    TextBox,
    TwoDSealBox,
)


class Include(Part):
    """The boxes and styles of ``layouts/blocks/<block>.toml``, in this place of the reading order, ``down``
    mm lower than the block has them (or higher, where it is negative)."""

    kind: Literal["include"]
    block: str = Field(pattern=r"^[a-z0-9-]+$")
    down: float = Field(default=0, ge=-1000, le=1000)


_SourceBox = Annotated[
    TextBox | Grid | TableBox | Line | Frame | Image | TwoDSealBox | Repeat | Include,
    Field(discriminator="kind"),
]
_SourceBackBox = Annotated[TextBox | Line | Frame | Scramble | Include, Field(discriminator="kind")]
_BlockBox = Annotated[
    TextBox | Grid | TableBox | Line | Frame | Image | TwoDSealBox | Repeat | Scramble,
    Field(discriminator="kind"),
]


class BackSource(Part):
    """The back of a standard form."""

    boxes: tuple[_SourceBackBox, ...]


class StandardForm(Sheet):
    """``layouts/standard/<kind>.toml``: a whole form. Its own styles stand before those of its blocks."""

    boxes: tuple[_SourceBox, ...]
    back: BackSource | None = None


class Block(Part):
    """``layouts/blocks/<block>.toml``: boxes that several forms have in common, and their styles."""

    styles: dict[str, Style] = Field(default_factory=dict)
    boxes: tuple[_BlockBox, ...]


class OwnForm(Part):
    """``layouts/<municipality code>/<kind>.toml``: only what differs from the form ``base``.

    A box or cell is named by its id, or by its field where it has none: ``change`` gives it other
    values (another text, field or counter takes the place of the one it had), ``remove`` takes it away.
    ``styles`` changes single values of a style, or brings a new one; ``boxes`` are added. Whatever else is
    stated replaces what the base states.
    """

    base: str = Field(pattern=r"^standard/[a-z0-9-]+$")
    name: str
    title: str | None = None
    page: Page | None = None
    ground: Ground | None = None
    fonts: Fonts | None = None
    omissions: tuple[str, ...] | None = None
    leaves_out: tuple[str, ...] | None = None
    styles: dict[str, dict[str, Any]] = Field(default_factory=dict)
    change: dict[str, dict[str, Any]] = Field(default_factory=dict)
    remove: tuple[str, ...] = ()
    boxes: tuple[_BlockBox, ...] = ()
