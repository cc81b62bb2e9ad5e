"""Whether a resident may have a certificate at a terminal. Pure.

Reasons that must not be told (支援措置, a death, a mover in the household, a stopped issue) are all
ASK_THE_DESK and are all met at the same place, when an order comes: neither words, code, delay nor the
screen on which the visit ends tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kiosk.certificates.failures import (
    ASK_THE_DESK,
    MOVED_OUT,
    TAX_UNDECLARED,
    UNDER_FIFTEEN,
    Failure,
)
from kiosk.municipal.registry.models import Assessment, Resident, ResidentStatus

MINIMUM_AGE = 15
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


def _is_untold(holder: Resident) -> bool:
    return holder.protected or holder.status == ResidentStatus.DECEASED


def _stops_household(resident: Resident) -> bool:
    return resident.protected or resident.status == ResidentStatus.MOVING_OUT
