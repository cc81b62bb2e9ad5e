"""Whether a resident may have a certificate at a terminal. Pure.

Reasons that must not be told (支援措置, a death, a mover in the household, a stopped issue, a suspended
seal, arrears) are all ASK_THE_DESK and are all met at the same place, when an order comes: neither words,
code, delay nor the screen on which the visit ends tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kiosk.certificates.failures import (
    ASK_THE_DESK,
    MOVED_OUT,
    NO_TAX_RECORD,
    PAYMENT_NOT_SHOWN,
    REGISTER_ELSEWHERE,
    REGISTER_IN_PROCESS,
    SEAL_CARD_NOT_REGISTERED,
    SEAL_NOT_REGISTERED,
    TAX_UNDECLARED,
    UNDER_FIFTEEN,
    Failure,
)
from kiosk.municipal.issuance.register import HoldersRegister
from kiosk.municipal.registry.models import (
    Assessment,
    Resident,
    ResidentStatus,
    SealRegistration,
    SealStatus,
    TaxInstalment,
)

MINIMUM_AGE = 15
PAYMENTS_SHOW_WITHIN = timedelta(weeks=3)
"""How long a payment may be on its way to the records (from a bank or a store two to three weeks)."""

_MOVED = (ResidentStatus.MOVING_OUT, ResidentStatus.MOVED_OUT)


def age_on(birth_date: date, day: date) -> int:
    """Full years on ``day``."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def refusal_of_holder(holder: Resident, today: date) -> Failure | None:
    """What the holder of a card is told before any certificate is chosen, or None."""
    if _is_untold(holder):
        return None
    if holder.status in _MOVED:
        return MOVED_OUT
    if age_on(holder.birth_date, today) < MINIMUM_AGE:
        return UNDER_FIFTEEN
    return None


def refusal_of_resident_record(
    holder: Resident, household: Sequence[Resident], today: date
) -> Failure | None:
    """Why no resident record of this household is issued; one mover or protected member stops it whole."""
    if _is_untold(holder) or any(_stops_household(resident) for resident in household):
        return ASK_THE_DESK
    return refusal_of_holder(holder, today)


def refusal_of_income_tax(holder: Resident, assessment: Assessment | None, today: date) -> Failure | None:
    """Why no income certificate of that year is issued; without assessment nothing was declared here."""
    if _is_untold(holder) or (assessment is not None and assessment.issue_stopped):
        return ASK_THE_DESK
    refusal = refusal_of_holder(holder, today)
    if refusal is not None:
        return refusal
    if assessment is None or not assessment.declared or not assessment.was_resident_on_january_first:
        return TAX_UNDECLARED
    return None


def refusal_of_tax_payment(
    holder: Resident, assessment: Assessment | None, instalments: Sequence[TaxInstalment], today: date
) -> Failure | None:
    """Why no payment certificate of that year is issued. What fell due lately may have been paid and not
    show yet; what has been due for longer is in arrears, which is nobody's business at a store."""
    overdue = [entry for entry in instalments if entry.unpaid and entry.due_on < today]
    in_arrears = any(entry.due_on + PAYMENTS_SHOW_WITHIN < today for entry in overdue)
    if _is_untold(holder) or in_arrears or (assessment is not None and assessment.issue_stopped):
        return ASK_THE_DESK
    refusal = refusal_of_holder(holder, today)
    if refusal is not None:
        return refusal
    if not instalments and (assessment is None or not assessment.declared):
        return NO_TAX_RECORD
    is_unknown = not instalments and assessment is not None and assessment.is_taxed
    return PAYMENT_NOT_SHOWN if overdue or is_unknown else None


def refusal_of_seal_registration(
    holder: Resident, seals: Sequence[SealRegistration], today: date, *, seal_card_only: bool
) -> Failure | None:
    """Why no seal is certified. A cancelled one is none; with two that stand nobody can say which."""
    standing = standing_seals(seals)
    is_doubtful = len(standing) > 1 or any(seal.status == SealStatus.SUSPENDED for seal in standing)
    if _is_untold(holder) or is_doubtful:
        return ASK_THE_DESK
    refusal = refusal_of_holder(holder, today)
    if refusal is not None:
        return refusal
    if not standing:
        return SEAL_NOT_REGISTERED
    return SEAL_CARD_NOT_REGISTERED if seal_card_only and not standing[0].card_is_seal_card else None


def standing_seals(seals: Sequence[SealRegistration]) -> list[SealRegistration]:
    """The registrations that were not cancelled."""
    return [seal for seal in seals if seal.status != SealStatus.CANCELLED]


def refusal_of_register(holder: Resident, register: HoldersRegister | None, today: date) -> Failure | None:
    """Why no certificate of the family register is issued; one protected member stops it whole."""
    members = register.members if register is not None else ()
    if _is_untold(holder) or any(member.resident and member.resident.protected for member in members):
        return ASK_THE_DESK
    refusal = refusal_of_holder(holder, today)
    if refusal is not None:
        return refusal
    if register is None:
        return REGISTER_ELSEWHERE
    return REGISTER_IN_PROCESS if register.register.being_processed else None


def _is_untold(holder: Resident) -> bool:
    return holder.protected or holder.status == ResidentStatus.DECEASED


def _stops_household(resident: Resident) -> bool:
    return resident.protected or resident.status == ResidentStatus.MOVING_OUT
