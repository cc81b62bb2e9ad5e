"""Everybody's papers can be drawn, but for the two whose names are there to be refused."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from functools import cache

import pytest

from kiosk.certificates.choices import Choices
from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.municipal.issuance.compose import (
    CertificateTexts,
    compose_address_history,
    compose_family_register,
    compose_income_tax,
    compose_resident_record,
    compose_seal_registration,
    compose_tax_payment,
)
from kiosk.municipal.registry.models import (
    AddressEntry,
    Assessment,
    FamilyRegister,
    Municipality,
    RegisterEntry,
    RegisterMember,
    Resident,
    SealRegistration,
    TaxInstalment,
)
from kiosk.municipal.registry.printable import unprintable_on_forms_of
from kiosk.rendering.draw import draw
from kiosk.rendering.errors import MissingGlyph, TextOverflow
from kiosk.rendering.layouts.layout import find_layout
from kiosk.rendering.samples import Sample
from kiosk.simulation.town.generator import generate_town
from kiosk.simulation.town.imprint_picture import imprint_picture
from kiosk.simulation.town.offers import description_of
from kiosk.simulation.town.places import AOBA
from kiosk.simulation.town.records import Home, Person, Register, Town
from kiosk.simulation.town.seal_picture import seal_picture

TODAY = date(2026, 11, 22)
_REFUSED = {"unprintable": MissingGlyph, "too-long": TextOverflow}
_MUNICIPALITY = Municipality(**description_of(AOBA).model_dump(exclude={"services", "year_end"}))


def unprintable(text: str) -> str:
    return unprintable_on_forms_of(AOBA.code)("name", text)


@cache
def _town() -> Town:
    return generate_town(AOBA, seed=1, today=TODAY, people=300)


@cache
def _seal() -> bytes:
    return seal_picture(f"{AOBA.mayor_title}之印")


def _refused_homes() -> list[Home]:
    numbers = {_town().holders[stem] for stem in _REFUSED}
    return [home for home in _town().homes if numbers & {person.number for person in home.people}]


def _resident(person: Person) -> Resident:
    return Resident(**asdict(person))


def _record(home: Home) -> CertificateTexts:
    return compose_resident_record(
        _MUNICIPALITY,
        address=home.address,
        head=home.people[0].name,
        residents=[_resident(person) for person in home.people],
        choices=Choices(
            kind=Kind.RESIDENT_RECORD,
            scope=Scope.HOUSEHOLD,
            persons=tuple(range(1, len(home.people) + 1)),
            items=frozenset(Item),
        ),
        issue_date=TODAY,
    )


def _draw(texts: CertificateTexts, kind: Kind) -> int:
    content = Sample(
        fields={**texts.fields, "certificate_number": "66FA-0B12-9C4E"},
        persons=texts.persons,
        tables=texts.tables,
        pictures=texts.pictures,
        official_seal=_seal(),
    )
    return draw(content, find_layout(kind, AOBA.code), copies=1).sheets


def test_every_household_has_its_record_with_every_item() -> None:
    refused = _refused_homes()

    for home in _town().homes:
        if home not in refused:
            assert _draw(_record(home), Kind.RESIDENT_RECORD) == -(-len(home.people) // 4), home


def test_every_assessment_can_be_certified() -> None:
    refused = {_town().holders[stem] for stem in _REFUSED}
    homes = {person.number: home for home in _town().homes for person in home.people}
    people = {person.number: person for person in _town().people()}

    for assessed in _town().assessments:
        if assessed.person in refused or assessed.fiscal_year != 2026:
            continue
        texts = compose_income_tax(
            _MUNICIPALITY,
            address=homes[assessed.person].address,
            resident=_resident(people[assessed.person]),
            assessment=Assessment(
                fiscal_year=assessed.fiscal_year,
                address_on_january_first=assessed.address_on_january_first,
                **assessed.amounts,
            ),
            issue_date=TODAY,
        )
        assert _draw(texts, Kind.INCOME_TAX) == 1


def _events(register: Register) -> list[RegisterEntry]:
    return [
        RegisterEntry(member_order=order, order=place, heading=event.heading, label=label, text=text)
        for order, events in enumerate((register.events, *(member.events for member in register.members)))
        for place, event in enumerate(events)
        for label, text in event.items
    ]


def _members(register: Register) -> list[RegisterMember]:
    fields = (
        "name",
        "furigana",
        "birth_date",
        "sex",
        "spouse",
        "father",
        "mother",
        "relationship",
        "removed",
    )
    return [
        RegisterMember(order=order, **{name: getattr(member, name) for name in fields})
        for order, member in enumerate(register.members, start=1)
    ]


def test_every_family_register_and_its_address_history_can_be_certified() -> None:
    histories = Choices(kind=Kind.ADDRESS_HISTORY, scope=Scope.REGISTER, items=frozenset({Item.DOMICILE}))

    for register in _town().registers:
        if unprintable(register.head):
            continue
        row = FamilyRegister(domicile=register.domicile, head=register.head)
        members = _members(register)
        whole = compose_family_register(
            _MUNICIPALITY,
            register=row,
            members=members,
            entries=_events(register),
            whole=True,
            issue_date=TODAY,
        )
        assert _draw(whole, Kind.FAMILY_REGISTER) >= 1
        addresses = [
            AddressEntry(member_order=order, order=place, address=address, since=since)
            for order, member in enumerate(register.members, start=1)
            for place, (address, since) in enumerate(member.addresses)
        ]
        history = compose_address_history(
            _MUNICIPALITY,
            register=row,
            members=members,
            addresses=addresses,
            choices=histories,
            issue_date=TODAY,
        )
        assert _draw(history, Kind.ADDRESS_HISTORY) >= 1


def test_every_seal_can_be_certified() -> None:
    refused = {_town().holders[stem] for stem in _REFUSED}
    people = {person.number: person for person in _town().people()}

    for seal in _town().seals:
        if seal.person in refused:
            continue
        texts = compose_seal_registration(
            _MUNICIPALITY,
            address=AOBA.name_ja,
            seal=SealRegistration(
                resident=_resident(people[seal.person]),
                name=seal.name,
                furigana=seal.furigana,
                old_name=seal.old_name,
                alias=seal.alias,
                imprint=imprint_picture(seal.text),
            ),
            issue_date=TODAY,
        )
        assert _draw(texts, Kind.SEAL_REGISTRATION) == 1


def test_every_payment_can_be_certified() -> None:
    refused = {_town().holders[stem] for stem in _REFUSED}
    people = {person.number: person for person in _town().people()}
    of_person: dict[str, list[TaxInstalment]] = {}
    for entry in _town().instalments:
        if entry.fiscal_year == 2026 and entry.person not in refused:
            values = {name: value for name, value in asdict(entry).items() if name != "person"}
            of_person.setdefault(entry.person, []).append(TaxInstalment(**values))

    for number, instalments in of_person.items():
        texts = compose_tax_payment(
            _MUNICIPALITY,
            address=AOBA.name_ja,
            resident=_resident(people[number]),
            fiscal_year=2026,
            instalments=instalments,
            issue_date=TODAY,
        )
        assert _draw(texts, Kind.TAX_PAYMENT) == 1


@pytest.mark.parametrize(("stem", "error"), _REFUSED.items())
def test_the_two_names_that_no_form_can_show_are_refused(stem: str, error: type[Exception]) -> None:
    number = _town().holders[stem]
    home = next(h for h in _refused_homes() if number in {person.number for person in h.people})

    with pytest.raises(error):
        _draw(_record(home), Kind.RESIDENT_RECORD)


def test_an_import_can_tell_which_names_are_printable() -> None:
    refused = {person.number for person in _town().people() if unprintable(person.name)}

    assert refused == {_town().holders[stem] for stem in _REFUSED}
