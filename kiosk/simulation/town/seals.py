"""Whose seals are registered: those of the residents with cards, each as the card's story wants it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from kiosk.simulation.town.recorder import HomeWithCards
from kiosk.simulation.town.records import Home, Person, RegisteredSeal, age_on

_AGE = 15
_FIRST_SELECTOR, _LAST_SELECTOR = "\U000e0100", "\U000e01ef"
_MOST = 4


def seals_of(homes: Sequence[HomeWithCards], today: date) -> Iterator[RegisteredSeal]:
    """One registration for each holder of a card of 15 years or more who ever registered one; who has a
    cancelled one has no other."""
    number = 0
    for entry in homes:
        for person in _holders(entry.home, entry):
            if age_on(today, person.birth_date) < _AGE or person.number in entry.without_seal:
                continue
            number += 1
            yield RegisteredSeal(
                person=person.number,
                number=f"{number:08d}",
                name=person.name,
                furigana=person.furigana,
                old_name=person.old_name,
                alias=person.alias,
                registered_on=min(
                    max(person.became_resident_on, person.birth_date + timedelta(days=20 * 366)),
                    today - timedelta(days=40),
                ),
                status=entry.seal_status.get(person.number, "registered"),
                card_is_seal_card=person.number not in entry.without_seal_card,
                text=_text(person),
            )


def _holders(home: Home, entry: HomeWithCards) -> list[Person]:
    holders = set(entry.holders.values())
    return [person for person in home.people if person.number in holders]


def _text(person: Person) -> str:
    """The surname, or the alias's: a seal shows no variation of a character that is not carved."""
    name = person.alias or person.name
    family = name.replace("・", "　").replace(" ", "　").split("　")[0]
    return "".join(character for character in family if not _FIRST_SELECTOR <= character <= _LAST_SELECTOR)[
        :_MOST
    ]
