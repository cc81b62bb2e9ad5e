"""戸籍全部事項証明書 and 戸籍個人事項証明書 (戸籍法施行規則 第73条, 付録第22号様式)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from kiosk.certificates.eras import register_date
from kiosk.certificates.table import Table
from kiosk.municipal.issuance.compose.texts import CertificateTexts, certified
from kiosk.municipal.registry.models import (
    FamilyRegister,
    Municipality,
    RegisterEntry,
    RegisterMember,
)

OF_ALL = "これは、戸籍に記録されている事項の全部を証明した書面である。"
OF_SOME = "これは、戸籍中の一部の者について記録されている事項の全部を証明した書面である。"

_INDENT = "　"


def compose_family_register(
    municipality: Municipality,
    *,
    register: FamilyRegister,
    members: Sequence[RegisterMember],
    entries: Sequence[RegisterEntry],
    whole: bool,
    issue_date: date,
) -> CertificateTexts:
    """The register's own entries, then each of ``members`` with theirs; ``entries`` are the whole
    register's in its order. ``whole``: the members are all that ever were in it."""
    of_member: dict[int, list[RegisterEntry]] = {}
    for entry in entries:
        of_member.setdefault(entry.member_order, []).append(entry)
    rows = [("戸籍事項", ""), *_events(of_member.get(0, []))]
    for member in members:
        rows += [*_member(member), ("身分事項", ""), *_events(of_member.get(member.order, []))]
    return CertificateTexts(
        fields={
            "domicile": register.domicile,
            "head_of_register": register.head,
            **certified(municipality, OF_ALL if whole else OF_SOME, issue_date),
        },
        tables={"entries": Table(rows=tuple(rows))},
    )


def headed(heading: str, items: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """A row for each label and text; the heading stands beside the first only."""
    for number, (label, text) in enumerate(items):
        yield ("" if number else heading), f"【{label}】{text}"


def _events(entries: Sequence[RegisterEntry]) -> Iterator[tuple[str, str]]:
    """What follows under the same heading is one event, until a label comes a second time."""
    for heading, group in groupby(entries, key=lambda entry: entry.heading):
        event: list[tuple[str, str]] = []
        for entry in group:
            if entry.label == (event[0][0] if event else None):
                yield from headed(_INDENT + heading, event)
                event = []
            event.append((entry.label, entry.text))
        yield from headed(_INDENT + heading, event)


def _member(member: RegisterMember) -> list[tuple[str, str]]:
    items = {
        "名": member.name,
        "名の振り仮名": member.furigana,
        "生年月日": register_date(member.birth_date),
        "配偶者区分": member.spouse,
        "父": member.father,
        "母": member.mother,
        "続柄": member.relationship,
    }
    always = ("名", "生年月日", "父", "母", "続柄")
    shown = [(label, text) for label, text in items.items() if text or label in always]
    rows = list(headed("戸籍に記録されている者", shown))
    if member.removed:
        rows[1] = ("　【除籍】", rows[1][1])
    return rows
