"""What the registry says, at this moment, for the choices of one holder: read, judged and composed.

Every kind takes a fixed number of queries, however many people or entries there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from kiosk.certificates.choices import Choices
from kiosk.certificates.failures import CHOICES_NOT_OFFERED, Failure
from kiosk.certificates.kinds import RULES, Group, Kind
from kiosk.municipal.availability.models import ServiceOffer
from kiosk.municipal.issuance.compose import (
    CertificateTexts,
    compose_address_history,
    compose_family_register,
    compose_income_tax,
    compose_resident_record,
    compose_seal_registration,
    compose_tax_payment,
)
from kiosk.municipal.issuance.eligibility import (
    refusal_of_income_tax,
    refusal_of_register,
    refusal_of_resident_record,
    refusal_of_seal_registration,
    refusal_of_tax_payment,
    standing_seals,
)
from kiosk.municipal.issuance.household import household_of
from kiosk.municipal.issuance.offered import Circle
from kiosk.municipal.issuance.register import HoldersRegister, register_of
from kiosk.municipal.refusal import Refused
from kiosk.municipal.registry.models import (
    AddressEntry,
    Assessment,
    Municipality,
    RegisterEntry,
    RegisterMember,
    Resident,
    SealRegistration,
    TaxInstalment,
)


@dataclass(frozen=True)
class Asked:
    """Who asks for what: the ``register`` is read for the kinds that are made from it, else None; the
    ``household`` for the others, else empty."""

    municipality: Municipality
    holder: Resident
    choices: Choices
    today: date
    household: Sequence[Resident] = ()
    register: HoldersRegister | None = None

    @property
    def circle(self) -> Circle:
        """Among whom the persons were chosen."""
        if RULES[self.choices.kind].group is Group.REGISTER:
            return Circle.of_register(self.register)
        return Circle.of_household(self.household, self.holder)


def asked_now(municipality: Municipality, holder: Resident, choices: Choices, today: date) -> Asked:
    """The holder's household or register as it is now. Raises Refused for a register that can't be
    certified: who is in it is only then of any matter."""
    if RULES[choices.kind].group is Group.HOUSEHOLD:
        return Asked(municipality, holder, choices, today, household=household_of(holder))
    if holder.is_foreign:
        raise Refused(CHOICES_NOT_OFFERED)
    register = register_of(holder)
    _refuse(refusal_of_register(holder, register, today))
    return Asked(municipality, holder, choices, today, register=register)


def texts_of(asked: Asked) -> CertificateTexts:
    """What the certificate says. Raises Refused where it may not be had."""
    match asked.choices.kind:
        case Kind.RESIDENT_RECORD | Kind.RESIDENT_RECORD_ITEMS:
            return _resident_record(asked)
        case Kind.SEAL_REGISTRATION:
            return _seal_registration(asked)
        case Kind.INCOME_TAX:
            return _income_tax(asked)
        case Kind.TAX_PAYMENT:
            return _tax_payment(asked)
        case Kind.FAMILY_REGISTER | Kind.FAMILY_REGISTER_INDIVIDUAL:
            return _family_register(asked)
        case Kind.ADDRESS_HISTORY:
            return _address_history(asked)
    assert_never(asked.choices.kind)


def _refuse(refusal: Failure | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


def _resident_record(asked: Asked) -> CertificateTexts:
    _refuse(refusal_of_resident_record(asked.holder, asked.household, asked.today))
    return compose_resident_record(
        asked.municipality,
        address=asked.holder.household.address,
        head=next((person.name for person in asked.household if person.is_head), ""),
        residents=[asked.household[number - 1] for number in sorted(asked.choices.persons)],
        choices=asked.choices,
        issue_date=asked.today,
    )


def _seal_registration(asked: Asked) -> CertificateTexts:
    seals = list(
        SealRegistration.objects.filter(
            municipality=asked.municipality, resident=asked.holder
        ).select_related("resident")
    )
    seal_card_only = ServiceOffer.objects.filter(
        municipality=asked.municipality, kind=asked.choices.kind, seal_card_only=True
    ).exists()
    _refuse(refusal_of_seal_registration(asked.holder, seals, asked.today, seal_card_only=seal_card_only))
    [seal] = standing_seals(seals)
    return compose_seal_registration(
        asked.municipality,
        address=asked.holder.household.address,
        seal=seal,
        issue_date=asked.today,
    )


def _assessment(asked: Asked, year: int) -> Assessment | None:
    return Assessment.objects.filter(resident=asked.holder, fiscal_year=year).first()


def _year(asked: Asked) -> int:
    if asked.choices.year is None:
        raise LookupError(f"{asked.choices.kind} without a year")
    return asked.choices.year


def _income_tax(asked: Asked) -> CertificateTexts:
    assessment = _assessment(asked, _year(asked))
    _refuse(refusal_of_income_tax(asked.holder, assessment, asked.today))
    if assessment is None:
        raise Refused(CHOICES_NOT_OFFERED)
    return compose_income_tax(
        asked.municipality,
        address=asked.holder.household.address,
        resident=asked.holder,
        assessment=assessment,
        issue_date=asked.today,
    )


def _tax_payment(asked: Asked) -> CertificateTexts:
    year = _year(asked)
    of_year = TaxInstalment.objects.filter(
        municipality=asked.municipality, resident=asked.holder, fiscal_year=year
    )
    instalments = list(of_year.order_by("collection", "due_on", "period"))
    _refuse(refusal_of_tax_payment(asked.holder, _assessment(asked, year), instalments, asked.today))
    return compose_tax_payment(
        asked.municipality,
        address=asked.holder.household.address,
        resident=asked.holder,
        fiscal_year=year,
        instalments=instalments,
        issue_date=asked.today,
    )


def _members(asked: Asked, register: HoldersRegister) -> list[RegisterMember]:
    return [register.choosable[number - 1] for number in sorted(asked.choices.persons)]


def _register(asked: Asked) -> HoldersRegister:
    if asked.register is None:
        raise LookupError(f"{asked.choices.kind} is not made from a register")
    return asked.register


def _family_register(asked: Asked) -> CertificateTexts:
    held = _register(asked)
    whole = asked.choices.kind is Kind.FAMILY_REGISTER
    return compose_family_register(
        asked.municipality,
        register=held.register,
        members=held.members if whole else _members(asked, held),
        entries=list(
            RegisterEntry.objects.filter(register=held.register.pk).order_by("member_order", "order")
        ),
        whole=whole,
        issue_date=asked.today,
    )


def _address_history(asked: Asked) -> CertificateTexts:
    held = _register(asked)
    return compose_address_history(
        asked.municipality,
        register=held.register,
        members=_members(asked, held),
        addresses=list(
            AddressEntry.objects.filter(register=held.register.pk).order_by("member_order", "order")
        ),
        choices=asked.choices,
        issue_date=asked.today,
    )
