"""What the generator makes: the registry's rows as plain data, without a database.

The fields of :class:`Person` are those of ``registry.models.Resident``, and so with the others; the keys
of :attr:`AssessedYear.amounts` are those of ``registry.models.Assessment``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kiosk.simulation.town.places import Place


@dataclass(frozen=True, kw_only=True)
class Person:
    """One resident."""

    number: str
    order_in_household: int
    name: str
    furigana: str
    birth_date: date
    sex: str
    relationship: str
    my_number: str
    became_resident_on: date
    address_since: date | None = None
    notified_on: date | None = None
    previous_address: str = ""
    old_name: str = ""
    old_name_furigana: str = ""
    alias: str = ""
    domicile: str = ""
    head_of_register: str = ""
    nationality: str = ""
    article_30_45: str = ""
    residence_status: str = ""
    residence_period: str = ""
    residence_expiry: date | None = None
    residence_card_number: str = ""
    status: str = "resident"
    protected: bool = False


@dataclass(frozen=True)
class Home:
    """A household, its people in the order of the record."""

    number: str
    address: str
    people: tuple[Person, ...]


@dataclass(frozen=True, kw_only=True)
class AssessedYear:
    """One person's assessment for a fiscal year; ``amounts`` in yen and heads."""

    person: str
    fiscal_year: int
    address_on_january_first: str
    declared: bool = True
    issue_stopped: bool = False
    was_resident_on_january_first: bool = True
    amounts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RegisteredSeal:
    """A seal registration of ``person``; ``text`` is what the seal shows."""

    person: str
    number: str
    name: str
    furigana: str = ""
    old_name: str = ""
    alias: str = ""
    registered_on: date
    status: str = "registered"
    card_is_seal_card: bool = True
    text: str


@dataclass(frozen=True, kw_only=True)
class PaidInstalment:
    """What of ``person``'s tax of a year is due by a day, and what of it was paid; yen."""

    person: str
    fiscal_year: int
    collection: str
    period: int
    due_on: date
    due: int
    paid: int


@dataclass(frozen=True)
class Event:
    """An entry of a register: its name, and labels with what is recorded."""

    heading: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody in a family register; ``person`` where they live here."""

    person: str | None
    name: str
    furigana: str = ""
    birth_date: date
    sex: str
    spouse: str = ""
    father: str = ""
    mother: str = ""
    relationship: str
    removed: bool = False
    events: tuple[Event, ...] = ()
    addresses: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Register:
    """A family register, its members in their order."""

    number: str
    domicile: str
    head: str
    being_processed: bool = False
    events: tuple[Event, ...]
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Town:
    """A municipality with everybody in it. ``holders`` names the 宛名番号 behind a demo card's stem."""

    place: Place
    homes: tuple[Home, ...]
    assessments: tuple[AssessedYear, ...]
    holders: Mapping[str, str]
    seals: tuple[RegisteredSeal, ...] = ()
    instalments: tuple[PaidInstalment, ...] = ()
    registers: tuple[Register, ...] = ()

    def people(self) -> Iterator[Person]:
        """Everybody, household by household."""
        for home in self.homes:
            yield from home.people


def age_on(day: date, birth_date: date) -> int:
    """Full years of age."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
