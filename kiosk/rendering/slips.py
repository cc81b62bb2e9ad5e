"""Receipts and claim slips, 80 mm wide: what the resident keeps. They hold no personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.rendering.draw import draw_pages
from kiosk.rendering.fonts.source import FontRole
from kiosk.rendering.layouts.schema import Style
from kiosk.rendering.placement import PlacedLine, PlacedPage, PlacedText, Rectangle

_WIDTH = 80.0
_MARGIN = 5.0
_GAP = 2.0

_HEADING = Style(font=FontRole.GOTHIC_BOLD, largest=17, smallest=12, align="center", padding=0)
_SUBHEADING = Style(font=FontRole.GOTHIC, largest=8, smallest=7, align="center", padding=0)
_ISSUER = Style(font=FontRole.GOTHIC_BOLD, largest=11, smallest=7, align="center", padding=0)
_LABEL = Style(font=FontRole.GOTHIC, largest=9.5, smallest=7, padding=0)
_VALUE = Style(font=FontRole.GOTHIC, largest=9.5, smallest=6, align="right", padding=0)
_SUM_LABEL = Style(font=FontRole.GOTHIC_BOLD, largest=12, smallest=9, padding=0)
_SUM = Style(font=FontRole.GOTHIC_BOLD, largest=16, smallest=9, align="right", padding=0)
_NUMBER = Style(font=FontRole.GOTHIC_BOLD, largest=22, smallest=10, align="center", padding=0)
_NOTE = Style(font=FontRole.GOTHIC, largest=8.5, smallest=7, lines=4, padding=0)


@dataclass(frozen=True)
class Receipt:
    """What a receipt (領収書) says; amounts are yen, ``issued_at`` is local time."""

    municipality: str
    title: str
    copies: int
    unit_fee: int
    received: int
    change: int
    order_number: str
    terminal_id: str
    issued_at: datetime

    @property
    def total(self) -> int:
        """Fee for all copies, in yen."""
        return self.copies * self.unit_fee


@dataclass(frozen=True)
class ClaimSlip:
    """What a claim slip (未精算票) says: ``owed`` yen are settled at the city hall under ``number``.

    The same number stands in the journal and in the console.
    """

    number: str
    municipality: str
    phone: str
    title: str
    received: int
    returned: int
    owed: int
    terminal_id: str
    issued_at: datetime


@dataclass(frozen=True)
class ProblemSlip:
    """What the slip of a bad print (印刷の不具合) says: the city hall decides under ``number`` whether the
    certificate is issued once more free of charge."""

    number: str
    order_number: str
    municipality: str
    phone: str
    title: str
    terminal_id: str
    issued_at: datetime


class _Strip:
    """A slip that grows downwards."""

    def __init__(self) -> None:
        self.top = _MARGIN
        self.texts: list[PlacedText] = []
        self.lines: list[PlacedLine] = []

    def line(self, text: str, style: Style, height: float) -> None:
        self._put(text, style, _MARGIN, _WIDTH - 2 * _MARGIN, height)
        self.top += height

    def pair(self, label: str, value: str, label_style: Style, value_style: Style, height: float) -> None:
        half = (_WIDTH - 2 * _MARGIN) / 2
        self._put(label, label_style, _MARGIN, half, height)
        self._put(value, value_style, _MARGIN + half, half, height)
        self.top += height

    def _put(self, text: str, style: Style, left: float, width: float, height: float) -> None:
        self.texts.append(PlacedText(1, Rectangle(left, self.top, width, height), "text", text, style))

    def claim(self, heading: str, subheading: str, number: str) -> None:
        """The head of a slip that is told by its number."""
        self.line(heading, _HEADING, 9)
        self.line(subheading, _SUBHEADING, 4)
        self.top += _GAP
        self.line(number, _NUMBER, 11)
        self.rule()

    def notes(self, *lines: str) -> None:
        """A few short lines that belong together, and a gap."""
        for line in lines:
            self.line(line, _NOTE, 4.5)
        self.top += _GAP

    def desk(self, municipality: str, phone: str) -> None:
        """Whom to tell the number."""
        self.line(municipality, _ISSUER, 6)
        self.line(phone, _ISSUER, 6)
        self.rule()

    def rule(self) -> None:
        self.top += _GAP
        self.lines.append(PlacedLine(_MARGIN, self.top, _WIDTH - _MARGIN, self.top, 0.2))
        self.top += _GAP

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        for label, value in pairs:
            self.pair(label, value, _LABEL, _VALUE, 5.4)

    def pdf(self, title: str) -> bytes:
        page = PlacedPage(1, _WIDTH, self.top + _MARGIN, tuple(self.texts), tuple(self.lines), (), ())
        return draw_pages((page,), title, "slip")


def receipt(content: Receipt) -> bytes:
    """The receipt as a PDF of one page. Raises LayoutError."""
    strip = _Strip()
    strip.line("領　収　書", _HEADING, 9)
    strip.line("RECEIPT", _SUBHEADING, 4)
    strip.top += _GAP
    strip.line(content.municipality, _ISSUER, 6)
    strip.rule()
    strip.pairs([(content.title, f"{content.unit_fee:,}円 × {content.copies}通")])
    strip.pair("合計", f"{content.total:,}円", _SUM_LABEL, _SUM, 8)
    strip.pairs([("お預かり", f"{content.received:,}円"), ("おつり", f"{content.change:,}円")])
    strip.rule()
    strip.pairs(
        [
            ("日時", _moment(content.issued_at)),
            ("申請番号", content.order_number),
            ("端末番号", content.terminal_id),
        ]
    )
    strip.top += _GAP
    strip.line("手数料として、上記のとおり領収しました。", _NOTE, 5)
    return strip.pdf("領収書")


def claim_slip(content: ClaimSlip) -> bytes:
    """The claim slip as a PDF of one page. Raises LayoutError."""
    strip = _Strip()
    strip.claim("未精算のお知らせ", "CLAIM SLIP", content.number)
    strip.pairs(
        [
            (content.title, ""),
            ("お預かり", f"{content.received:,}円"),
            ("お返しした額", f"{content.returned:,}円"),
        ]
    )
    strip.pair("未精算の額", f"{content.owed:,}円", _SUM_LABEL, _SUM, 8)
    strip.rule()
    strip.notes("この紙をお持ちになり、", "下記の窓口へ番号をお知らせください。", "精算いたします。")
    strip.notes("Keep this slip and tell the desk this number:", "the amount will be settled.")
    strip.desk(content.municipality, content.phone)
    strip.pairs([("日時", _moment(content.issued_at)), ("端末番号", content.terminal_id)])
    return strip.pdf("未精算のお知らせ")


def problem_slip(content: ProblemSlip) -> bytes:
    """The slip of a bad print as a PDF of one page. Raises LayoutError."""
    strip = _Strip()
    strip.claim("印刷の不具合の控え", "BAD PRINT", content.number)
    strip.notes(
        "印刷された証明書とこの紙をお持ちになり、",
        "下記の窓口へ番号をお知らせください。",
        "市区町村が認めると、同じ証明書を一度だけ、",
        "端末で、無料で受け取れます。",
    )
    strip.notes(
        "Keep this slip and the bad print, and tell the",
        "desk this number. If it agrees, a terminal prints",
        "the same certificate once more, free of charge.",
    )
    strip.desk(content.municipality, content.phone)
    strip.pairs(
        [
            (content.title, ""),
            ("日時", _moment(content.issued_at)),
            ("申請番号", content.order_number),
            ("端末番号", content.terminal_id),
        ]
    )
    return strip.pdf("印刷の不具合の控え")


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
