"""Whose paper is it? Asked of the paper and of the registry, with nothing of the terminal's own checks.

The card says who should be on the paper, by its serial number in the city hall's database; PDFium says who
is. The database is read as rows, so that no program of the city hall has a part in the answer.
"""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2

from kiosk.certificates.kinds import Kind, Scope
from kiosk.simulation.crowd.evidence import Attended, Ending, Printed
from kiosk.simulation.crowd.reading import beside

_BIRTH = re.compile(r"(?P<era>\D*)(?P<year>\d+|元)年(?P<month>\d+)月(?P<day>\d+)日")
_YEAR_BEFORE_ERA = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "": 0}


@dataclass(frozen=True)
class Named:
    """A person as paper or registry names them: without spaces, which a paper may set otherwise."""

    name: str
    birth_date: date


def named_on(pdf: bytes) -> tuple[Named, ...]:
    """Everybody whom a certificate is about, in the order of its pages, as often as they stand there."""
    with pypdfium2.PdfDocument(pdf) as document:
        return tuple(person for page in document for person in _named(page))


def _named(page: pypdfium2.PdfPage) -> Iterator[Named]:
    names, births = beside(page, "氏名"), beside(page, "生年月日")
    for name, birth_date in zip(names, births, strict=True):
        yield Named(_bare(name), _date(birth_date))


def _date(text: str) -> date:
    found = _BIRTH.fullmatch(text)
    if found is None:
        raise ValueError("a birth date that is none")
    year = 1 if found["year"] == "元" else int(found["year"])
    return date(_YEAR_BEFORE_ERA[found["era"]] + year, int(found["month"]), int(found["day"]))


def _bare(name: str) -> str:
    return "".join(name.split())


class Judge:
    """Compares what came out with whose card lay there. One thread's."""

    def __init__(self, database: Path) -> None:
        """``database`` is the city hall's SQLite file; it may be serving meanwhile."""
        self._database = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)

    def close(self) -> None:
        """Give the database back."""
        self._database.close()

    def mismatches(self, visit: Attended, papers: Mapping[str, bytes]) -> tuple[str, ...]:
        """Everything in which what came out during a visit is not this visit's; ``papers`` are PDFs by
        print id."""
        wanted = 1 if visit.ending is Ending.PRINTED else 0
        if len(visit.printed) != wanted:
            return (f"{len(visit.printed)} documents came out of a visit that ended as {visit.ending}",)
        try:
            return tuple(
                problem
                for printed in visit.printed
                for problem in (
                    *self._wrong_paper(visit, printed, papers[printed.print_id]),
                    *self._wrong_binding(visit, printed),
                )
            )
        except (LookupError, ValueError, pypdfium2.PdfiumError) as error:
            return (f"cannot be judged: {error}",)

    def _wrong_paper(self, visit: Attended, printed: Printed, pdf: bytes) -> Iterator[str]:
        expected = self._people(visit) * visit.wishes.copies
        found = named_on(pdf)
        if [one.name for one in found] != [one.name for one in expected]:
            yield "name"
        if [one.birth_date for one in found] != [one.birth_date for one in expected]:
            yield "birth date"
        with pypdfium2.PdfDocument(pdf) as document:
            if len(document) != printed.sheets * printed.sides:
                yield "sheets"

    def _wrong_binding(self, visit: Attended, printed: Printed) -> Iterator[str]:
        """What is not this visit's in the sealed document, in the city hall's rows and on the line."""
        if not visit.proven or visit.proven[-1].card_hash != visit.card_hash:
            yield "card proven to the city hall"
            return
        visit_id = visit.proven[-1].visit_id
        sealed = _payload(printed.sealed)
        expected = {
            "order_id": printed.order_id,
            "visit_id": visit_id,
            "terminal_id": visit.terminal_id,
            "card_hash": visit.card_hash,
        }
        for name, value in expected.items():
            if sealed.get(name) != value:
                yield f"{name} of the sealed document"
        row = self._row(
            "SELECT o.order_id, v.visit_id, v.terminal_id, v.card_hash, v.serial, v.holder_id "
            "FROM issuance_order o JOIN issuance_visit v ON v.id = o.visit_id WHERE o.order_id = ?",
            printed.order_id,
        )
        holder = self._holder(visit.card_serial)[0]
        for name, held, value in zip(
            (*expected, "serial", "holder"),
            row,
            (*expected.values(), visit.card_serial, holder),
            strict=True,
        ):
            if held != value:
                yield f"{name} of the city hall's order"

    def _people(self, visit: Attended) -> tuple[Named, ...]:
        """Whom the certificate has to be about, by the registry."""
        _, name, birth_date, household = self._holder(visit.card_serial)
        if visit.wishes.kind is Kind.INCOME_TAX or visit.wishes.scope is Scope.SELF:
            return (Named(_bare(name), date.fromisoformat(birth_date)),)
        rows = self._database.execute(
            "SELECT name, birth_date FROM registry_resident WHERE household_id = ? AND status = 'resident' "
            "ORDER BY order_in_household",
            (household,),
        ).fetchall()
        return tuple(Named(_bare(name), date.fromisoformat(birth_date)) for name, birth_date in rows)

    def _holder(self, card_serial: str) -> tuple[Any, ...]:
        return self._row(
            "SELECT r.id, r.name, r.birth_date, r.household_id FROM identity_cardlink l "
            "JOIN registry_resident r ON r.id = l.resident_id WHERE l.serial = ?",
            card_serial,
        )

    def _row(self, query: str, key: str) -> tuple[Any, ...]:
        """The one row of ``key``. Raises LookupError where there is none, or another as well."""
        rows: list[tuple[Any, ...]] = self._database.execute(query, (key,)).fetchall()
        if len(rows) != 1:
            raise LookupError(f"{len(rows)} rows in the city hall's database where there must be one")
        return rows[0]


def _payload(sealed: str) -> dict[str, Any]:
    """What a JWS says, whoever signed it; nothing where there is none."""
    if not sealed:
        return {}
    payload = sealed.split(".")[1]
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return said
