"""Whose card it is, and cards suspended by this installation itself."""

from __future__ import annotations

from kiosk.municipal.identity.certificates import CardIdentity
from kiosk.municipal.identity.models import CardLink, CardSuspension
from kiosk.municipal.registry.models import Municipality, Resident


def link_card(identity: CardIdentity, resident: Resident) -> None:
    """From now on this card is ``resident``'s, in the resident's municipality."""
    CardLink.objects.update_or_create(
        municipality_id=resident.municipality_id,
        issuer_key=identity.issuer_key,
        serial=identity.serial,
        defaults={"resident": resident},
    )


def resident_of(identity: CardIdentity, municipality: Municipality) -> Resident | None:
    """The resident to whom the municipality has linked the card, with the household fetched."""
    link = (
        CardLink.objects.filter(
            municipality=municipality, issuer_key=identity.issuer_key, serial=identity.serial
        )
        .select_related("resident__household")
        .first()
    )
    return link.resident if link is not None else None


def suspend_card(identity: CardIdentity) -> bool:
    """Refuse the card from now on (一時停止); False if it already was suspended here."""
    _, created = CardSuspension.objects.get_or_create(issuer_key=identity.issuer_key, serial=identity.serial)
    return created


def resume_card(identity: CardIdentity) -> bool:
    """End a suspension made here; False if there was none. A revocation list's hold stays."""
    removed, _ = CardSuspension.objects.filter(
        issuer_key=identity.issuer_key, serial=identity.serial
    ).delete()
    return removed > 0
