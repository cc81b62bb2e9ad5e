"""What stands where on a page: texts, rules and pictures in their rectangles, in mm."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.rendering.layouts.schema import Style


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Millimetres from the top left corner of the page."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text in its box on page ``page`` (from 1). ``path`` names the field: ``persons.2.name``,
    ``tables.income.3.1``, or ``text`` for what the form itself says."""

    page: int
    rectangle: Rectangle
    path: str
    text: str = field(repr=False)
    style: Style = field(repr=False)
    is_personal: bool = False
    on_screen: str | None = field(default=None, repr=False)
    box: str | None = None
    """The box's id in the layout, where it has one."""

    @property
    def place(self) -> str:
        """Where it stands, as errors name it."""
        return f"text of {self.box}" if self.path == "text" and self.box is not None else self.path


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line from (x1, y1) to (x2, y2)."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True, slots=True)
class PlacedFrame:
    """A rectangle's outline."""

    rectangle: Rectangle
    width: float


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """The official seal, or a picture of the document; ``path`` names it: ``official_seal``,
    ``pictures.imprint``."""

    rectangle: Rectangle
    path: str
    png: bytes = field(repr=False)
    is_personal: bool = False


@dataclass(frozen=True, slots=True)
class PlacedSymbol:
    """A symbol of the 2D seal: a QR code of ``version`` and level M over ``text``, its quiet zone of 4
    modules within the rectangle. ``path``: ``two_d_seal.1``."""

    rectangle: Rectangle
    path: str
    text: str = field(repr=False)
    version: int


@dataclass(frozen=True)
class PlacedPage:
    """Everything on one page of ``width`` × ``height`` mm."""

    number: int
    width: float
    height: float
    texts: tuple[PlacedText, ...] = field(repr=False)
    lines: tuple[PlacedLine, ...] = field(repr=False)
    frames: tuple[PlacedFrame, ...] = field(repr=False)
    images: tuple[PlacedImage, ...] = field(repr=False)
    symbols: tuple[PlacedSymbol, ...] = field(default=(), repr=False)

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """Path and text of everything that the document, not the form, says on this page."""
        return tuple((text.path, text.text) for text in self.texts if text.path != "text")


Placed = PlacedText | PlacedLine | PlacedFrame | PlacedImage | PlacedSymbol
