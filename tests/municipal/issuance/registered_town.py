"""The small town where everything is registered of its household: a seal, taxes, a family register."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from kiosk.certificates.kinds import RULES, Kind
from kiosk.municipal.availability.description import FeeDescription, ServiceDescription
from kiosk.municipal.registry.models import (
    AddressEntry,
    Assessment,
    Collection,
    FamilyRegister,
    RegisterEntry,
    RegisterMember,
    SealRegistration,
    TaxInstalment,
)
from kiosk.rendering.samples import SAMPLES
from tests.municipal.identity.authorities import Root
from tests.municipal.issuance.small_town import DESCRIPTION, SmallTown, found

EVERY_KIND = DESCRIPTION.model_copy(
    update={
        "services": tuple(
            ServiceDescription(
                kind=kind,
                scopes=RULES[kind].scopes,
                items=tuple(sorted(RULES[kind].items)),
                tax_years=2 if RULES[kind].has_year else 0,
                fees=(FeeDescription(yen=200, first=date(2026, 4, 1)),),
            )
            for kind in Kind
        )
    }
)
YEAR = 2026
IMPRINT = (SAMPLES / "imprint-round.png").read_bytes()


def found_registered(directory: Path, *, members: int, root: Root, card: rsa.RSAPrivateKey) -> SmallTown:
    """A town that issues every kind, to a household all of whose members are in one register."""
    town = found(directory, members=members, root=root, card=card, description=EVERY_KIND)
    holder = town.household[0]
    SealRegistration.objects.create(
        municipality=town.municipality,
        resident=holder,
        number="1",
        name=holder.name,
        registered_on=date(2005, 4, 1),
        imprint=IMPRINT,
    )
    Assessment.objects.create(
        municipality=town.municipality,
        resident=holder,
        fiscal_year=YEAR,
        address_on_january_first=holder.household.address,
        annual_tax=40_000,
    )
    add_instalments(town, 4)
    register = FamilyRegister.objects.create(
        municipality=town.municipality, number="1", domicile="架空県青葉市一丁目１番地", head=holder.name
    )
    _add_entry(town, register, 0, "戸籍編製", "編製日", "平成１７年４月１日")
    for order in range(1, members + 1):
        add_member(town, order)
    return town


def add_instalments(town: SmallTown, count: int) -> None:
    """As many paid instalments of this year, each due in another month from June on."""
    TaxInstalment.objects.all().delete()
    TaxInstalment.objects.bulk_create(
        TaxInstalment(
            municipality=town.municipality,
            resident=town.household[0],
            fiscal_year=YEAR,
            collection=Collection.NORMAL,
            period=period,
            due_on=date(YEAR + (5 + period) // 13, (4 + period) % 12 + 1, 28),
            due=10_000,
            paid=10_000,
        )
        for period in range(1, count + 1)
    )


def add_member(town: SmallTown, order: int) -> None:
    """The household's member of that order, put into the register with an entry and two addresses."""
    register = FamilyRegister.objects.get()
    resident = town.household[order - 1]
    RegisterMember.objects.create(
        municipality=town.municipality,
        register=register,
        order=order,
        resident=resident,
        name=f"{order}子",
        birth_date=resident.birth_date,
        sex=resident.sex,
        father="木漏日太郎",
        mother="木漏日和子",
        relationship="長女",
    )
    _add_entry(town, register, order, "出生", "出生日", "昭和５５年４月１日")
    for place, address in enumerate(("架空県白波市港町８番", "架空県青葉市一丁目１番"), start=1):
        AddressEntry.objects.create(
            municipality=town.municipality,
            register=register,
            member_order=order,
            order=place,
            address=address,
            since=date(2000 + 5 * place, 4, 1),
        )


def _add_entry(
    town: SmallTown, register: FamilyRegister, member_order: int, heading: str, label: str, text: str
) -> None:
    RegisterEntry.objects.create(
        municipality=town.municipality,
        register=register,
        member_order=member_order,
        order=1,
        heading=heading,
        label=label,
        text=text,
    )
