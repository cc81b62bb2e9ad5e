"""Words that several certificates share: what stands for what is not there, dates, the foot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kiosk.certificates.eras import era_date
from kiosk.certificates.table import Table
from kiosk.municipal.registry.models import Municipality, Resident

OMITTED = "【省略】"
"""Stands where an item was not asked for."""
LEFT_BLANK = "【空欄】"
"""Stands where the registry itself has no entry, so that nobody can add one to the paper."""


@dataclass(frozen=True)
class CertificateTexts:
    """The variable texts and pictures of a sealed document, by the names of
    :mod:`kiosk.certificates.contents`; its 発行番号 comes with the order."""

    fields: Mapping[str, str]
    persons: tuple[Mapping[str, str], ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def certified(municipality: Municipality, sentence: str, issue_date: date) -> dict[str, str]:
    """The foot: 認証文, 発行年月日, 発行者."""
    return {
        "certification": sentence,
        "issued_on": era_date(issue_date),
        "mayor": f"{municipality.mayor_title}　{municipality.mayor_name}",
    }


def birth_date(resident: Resident) -> str:
    """Foreign residents' birth dates are recorded by the western calendar, as on the residence card."""
    return western_date(resident.birth_date) if resident.is_foreign else era_date(resident.birth_date)


def western_date(day: date) -> str:
    """``1997年3月15日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def era_or_blank(day: date | None) -> str:
    """The date by its era; where the registry has none, the box is closed."""
    return LEFT_BLANK if day is None else era_date(day)


def local(text: str, municipality: Municipality) -> str:
    """``text`` with the law's 市町村民税 and 道府県民税 as this place calls them: 市民税, 町民税, 都民税 …"""
    return text.replace("市町村民税", f"{municipality.name_ja[-1]}民税").replace(
        "道府県民税", f"{municipality.prefecture[-1]}民税"
    )
