"""Moving a town into a city hall's database: who lives there, what they earn and paid, what is registered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from kiosk.municipal.registry.models import (
    AddressEntry,
    Assessment,
    FamilyRegister,
    Household,
    Municipality,
    RegisterEntry,
    RegisterMember,
    Resident,
    SealRegistration,
    TaxInstalment,
)
from kiosk.simulation.town.imprint_picture import imprint_picture
from kiosk.simulation.town.records import Event, Town

_ROWS_AT_ONCE = 1000


def settle(municipality: Municipality, town: Town) -> None:
    """Write the town's people and all that is recorded of them; the caller holds the transaction."""
    households = Household.objects.bulk_create(
        (
            Household(municipality=municipality, number=home.number, address=home.address)
            for home in town.homes
        ),
        batch_size=_ROWS_AT_ONCE,
    )
    residents = Resident.objects.bulk_create(
        (
            Resident(municipality=municipality, household=household, **asdict(person))
            for household, home in zip(households, town.homes, strict=True)
            for person in home.people
        ),
        batch_size=_ROWS_AT_ONCE,
    )
    by_number = {resident.number: resident for resident in residents}
    Assessment.objects.bulk_create(
        (
            Assessment(
                municipality=municipality,
                resident=by_number[assessed.person],
                fiscal_year=assessed.fiscal_year,
                declared=assessed.declared,
                issue_stopped=assessed.issue_stopped,
                was_resident_on_january_first=assessed.was_resident_on_january_first,
                address_on_january_first=assessed.address_on_january_first,
                **assessed.amounts,
            )
            for assessed in town.assessments
        ),
        batch_size=_ROWS_AT_ONCE,
    )
    _settle_seals(municipality, town, by_number)
    TaxInstalment.objects.bulk_create(
        (
            TaxInstalment(municipality=municipality, **_of_resident(asdict(entry), by_number))
            for entry in town.instalments
        ),
        batch_size=_ROWS_AT_ONCE,
    )
    _settle_registers(municipality, town, by_number)


def _of_resident(values: dict[str, Any], by_number: Mapping[str, Resident]) -> dict[str, Any]:
    person = values.pop("person")
    return {**values, "resident": by_number[person]}


def _settle_seals(municipality: Municipality, town: Town, by_number: Mapping[str, Resident]) -> None:
    seals = []
    for seal in town.seals:
        values = _of_resident(asdict(seal), by_number)
        imprint = imprint_picture(values.pop("text"))
        seals.append(SealRegistration(municipality=municipality, imprint=imprint, **values))
    SealRegistration.objects.bulk_create(seals, batch_size=_ROWS_AT_ONCE)


def _settle_registers(municipality: Municipality, town: Town, by_number: Mapping[str, Resident]) -> None:
    registers = FamilyRegister.objects.bulk_create(
        (
            FamilyRegister(
                municipality=municipality,
                number=register.number,
                domicile=register.domicile,
                head=register.head,
                being_processed=register.being_processed,
            )
            for register in town.registers
        ),
        batch_size=_ROWS_AT_ONCE,
    )
    members: list[RegisterMember] = []
    entries: list[RegisterEntry] = []
    addresses: list[AddressEntry] = []
    for row, register in zip(registers, town.registers, strict=True):
        entries += _entries(row, 0, register.events)
        for order, member in enumerate(register.members, start=1):
            values = asdict(member)
            resident = by_number.get(values.pop("person") or "")
            del values["events"], values["addresses"]
            members.append(
                RegisterMember(
                    municipality=municipality, register=row, order=order, resident=resident, **values
                )
            )
            entries += _entries(row, order, member.events)
            addresses += (
                AddressEntry(
                    municipality=municipality,
                    register=row,
                    member_order=order,
                    order=place,
                    address=address,
                    since=since,
                )
                for place, (address, since) in enumerate(member.addresses, start=1)
            )
    RegisterMember.objects.bulk_create(members, batch_size=_ROWS_AT_ONCE)
    RegisterEntry.objects.bulk_create(entries, batch_size=_ROWS_AT_ONCE)
    AddressEntry.objects.bulk_create(addresses, batch_size=_ROWS_AT_ONCE)


def _entries(register: FamilyRegister, member_order: int, events: Iterable[Event]) -> list[RegisterEntry]:
    recorded = [(event.heading, label, text) for event in events for label, text in event.items]
    return [
        RegisterEntry(
            municipality_id=register.municipality_id,
            register=register,
            member_order=member_order,
            order=order,
            heading=heading,
            label=label,
            text=text,
        )
        for order, (heading, label, text) in enumerate(recorded, start=1)
    ]
