"""取り消し: a certificate that was handed out is declared no longer good."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kiosk.municipal.clock import JAPAN
from kiosk.municipal.issuance.claims import has_printed, may_print
from kiosk.municipal.issuance.models import Order
from kiosk.municipal.verification.models import Withdrawal

_LONGEST_REASON = 200


class CertificateUnknown(LookupError):
    """No paper has that number, or several have; the message says which."""


class AlreadyWithdrawn(ValueError):
    """A certificate is withdrawn once."""


def withdrawals() -> QuerySet[Withdrawal]:
    """Those of all municipalities, the newest first."""
    return Withdrawal.objects.select_related("order").order_by("-withdrawn_at", "-pk")


def certificate(number: str, now: datetime) -> Order:
    """The order whose paper bears this 発行番号 (``66FA-0B12-9C4E``, or the whole order id), in whatever
    case and with or without hyphens. Raises CertificateUnknown."""
    digits = number.replace("-", "").strip().lower()
    if len(digits) < 12 or not set(digits) <= set("0123456789abcdef"):
        raise CertificateUnknown(f"certificate {number}: a number is like 66FA-0B12-9C4E")
    orders = Order.objects.select_related("outcome").filter(order_id__startswith=digits)
    found = [order for order in orders if has_printed(order) or may_print(order, now)]
    if not found:
        raise CertificateUnknown(f"certificate {number}: no paper of this city hall has this number")
    if len(found) > 1:
        whole = ", ".join(order.order_id for order in found)
        raise CertificateUnknown(f"certificate {number}: several have this number; give one in full: {whole}")
    return found[0]


def withdraw(order: Order, *, reason: str, by: str, now: datetime) -> Withdrawal:
    """From now on the paper is shown as withdrawn. Raises AlreadyWithdrawn; ValueError without a reason."""
    if not 0 < len(reason.strip()) <= _LONGEST_REASON:
        raise ValueError(f"withdraw: a reason is needed, of at most {_LONGEST_REASON} characters")
    with transaction.atomic():
        made, is_new = Withdrawal.objects.get_or_create(
            order=order, defaults={"reason": reason.strip(), "by": by, "withdrawn_at": now}
        )
    if not is_new:
        when = made.withdrawn_at.astimezone(JAPAN)
        raise AlreadyWithdrawn(f"withdrawn already by {made.by} on {when:%Y-%m-%d %H:%M}")
    return made
