"""Receipts and claim slips, 80 mm wide: what the resident keeps. They hold no personal data.

Their forms are ``layouts/slips/*.toml``: a strip of fixed length that says the same things each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from kiosk.certificates.table import Table
from kiosk.rendering.draw import draw
from kiosk.rendering.layouts.layout import LAYOUTS, Layout

SLIPS = LAYOUTS / "slips"
"""Where the forms of slips are."""


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


@dataclass(frozen=True)
class _Words:
    """A content that is nothing but fields."""

    fields: Mapping[str, str]
    order_id: str = ""
    persons: tuple[Mapping[str, str], ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    official_seal: bytes = b""
    two_d_seals: tuple[tuple[str, ...], ...] = ()


def receipt(content: Receipt) -> bytes:
    """The receipt as a PDF of one page. Raises LayoutError."""
    return _drawn(
        "receipt",
        municipality=content.municipality,
        title=content.title,
        copies=f"{_yen(content.unit_fee)} × {content.copies}通",
        total=_yen(content.total),
        received=_yen(content.received),
        change=_yen(content.change),
        issued_at=_moment(content.issued_at),
        order_number=content.order_number,
        terminal_id=content.terminal_id,
    )


def claim_slip(content: ClaimSlip) -> bytes:
    """The claim slip as a PDF of one page. Raises LayoutError."""
    return _drawn(
        "claim-slip",
        number=content.number,
        title=content.title,
        received=_yen(content.received),
        returned=_yen(content.returned),
        owed=_yen(content.owed),
        municipality=content.municipality,
        phone=content.phone,
        issued_at=_moment(content.issued_at),
        terminal_id=content.terminal_id,
    )


def problem_slip(content: ProblemSlip) -> bytes:
    """The slip of a bad print as a PDF of one page. Raises LayoutError."""
    return _drawn(
        "problem-slip",
        number=content.number,
        municipality=content.municipality,
        phone=content.phone,
        title=content.title,
        issued_at=_moment(content.issued_at),
        order_number=content.order_number,
        terminal_id=content.terminal_id,
    )


def _drawn(form: str, **fields: str) -> bytes:
    return draw(_Words(fields), _form(form), copies=1).pdf


@cache
def _form(name: str) -> Layout:
    return Layout.load(SLIPS / f"{name}.toml")


def _yen(amount: int) -> str:
    return f"{amount:,}円"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
