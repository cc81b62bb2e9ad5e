"""Whether anything that says who was here, or their PIN, is left in what a program wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from cryptography import x509

from drivers.card.simulated import CardContents
from kiosk.certificates.sealed_document import certificate_hash
from tests.real_parts.city_hall import CityHall

_PERSONAL = (
    *("number", "name", "furigana", "old_name", "old_name_furigana", "my_number", "birth_date"),
    *("domicile", "previous_address"),
)
_SIGNED = b"eyJhbGciOi"
"""How every signed document begins."""
_VERIFY = "0020008004"
"""The command that takes a PIN to the card."""


def of_the_household(hall: CityHall) -> dict[str, str]:
    """Everything that the registry holds of 花子's household and that says who they are."""
    with hall.registry() as database:
        [(home, address)] = database.execute(
            "SELECT household.id, household.address FROM registry_household AS household"
            " JOIN registry_resident AS resident ON resident.household_id = household.id"
            " WHERE resident.name LIKE '%花子' AND resident.name LIKE '葛%'"
        ).fetchall()
        people = database.execute(
            f"SELECT {', '.join(_PERSONAL)} FROM registry_resident WHERE household_id = ?", (home,)
        ).fetchall()
    facts = {"address": address, "given name": "花子", "family name": "葛\U000e0102城"}
    for person in people:
        told = dict(zip(_PERSONAL, person, strict=True))
        facts |= {f"{column} {told['number']}": str(value) for column, value in told.items() if value}
    return facts


def of_the_card(card: CardContents) -> dict[str, str]:
    """What tells this card from every other."""
    certificate = x509.load_der_x509_certificate(card.certificate)
    [holder] = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return {
        "serial": str(certificate.serial_number),
        "serial in hexadecimal": f"{certificate.serial_number:x}",
        "subject": str(holder.value),
        "hash": certificate_hash(card.certificate),
        "key": card.certificate[100:120].hex(),
    }


def written_forms(text: str) -> set[bytes]:
    """A text as files and logs may hold it."""
    escaped = json.dumps(text)[1:-1]
    forms = {text.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")}
    return forms | {
        escaped.encode(),
        escaped.upper().encode(),
        text.upper().encode(),
        text.encode().hex().encode(),
    }


def found_in(content: bytes, secrets: Mapping[str, str], pins: Iterable[str]) -> list[str]:
    """The names of those secrets that a file's content holds; a PIN counts where it stands alone, since
    four digits are in many a number."""
    names = [name for name, text in secrets.items() if any(form in content for form in written_forms(text))]
    for pin in pins:
        spelled = "|".join((pin, ", ?".join(pin), " ".join(pin), pin.encode().hex(), pin.encode().hex(" ")))
        if re.search(rf"(?<![0-9A-Za-z.-])({spelled})(?![0-9A-Za-z.-])".encode(), content, re.IGNORECASE):
            names.append("PIN")
    if _VERIFY.encode() in content or bytes.fromhex(_VERIFY) in content:
        names.append("VERIFY")
    if _SIGNED in content:
        names.append("sealed document")
    return names
