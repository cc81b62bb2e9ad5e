"""The sealed document: what may be printed, for whom, by whom – signed by the municipality.

A compact JWS (RFC 7515, ES256) over canonical JSON. The terminal holds no signing key; it trusts the
municipality's published keys, pinned at enrolment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from pydantic import Base64UrlBytes, Field, ValidationError

from kiosk.certificates.choices import Choices
from kiosk.certificates.contents import CONTENTS
from kiosk.certificates.messages import Identifier, Message
from kiosk.certificates.table import Table

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, KeySet

_ALGORITHM = "ES256"
_TYPE = "sealed-document"


def certificate_hash(certificate: bytes) -> str:
    """SHA-256 of a card's certificate (DER) in hexadecimal: the identity a document is bound to."""
    return hashlib.sha256(certificate).hexdigest()


class SealedDocument(Message):
    """One document for one visit of one card at one terminal.

    ``fields``, ``persons`` and ``tables`` hold texts exactly as they are to be printed, under the names of
    :mod:`kiosk.certificates.contents`; the layout says where. Names are never normalised.
    ``official_seal`` and ``pictures`` are PNGs. ``two_d_seals`` are the texts of the 2D symbols on each
    page of one copy, in the order of their places there.
    """

    order_id: Identifier
    visit_id: Identifier
    terminal_id: str
    municipality_code: str
    card_hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    choices: Choices
    layout_name: str
    layout_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    issue_date: date
    expires: datetime
    pages: int = Field(ge=1, description="pages of one copy")
    fee: int = Field(ge=0, description="yen for all copies")
    fields: Mapping[str, str]
    persons: tuple[Mapping[str, str], ...] = ()
    tables: Mapping[str, Table] = Field(default_factory=dict)
    pictures: Mapping[str, Base64UrlBytes] = Field(default_factory=dict)
    official_seal: Base64UrlBytes
    two_d_seals: tuple[tuple[str, ...], ...] = ()


class SealBroken(Exception):
    """The text is no document of the municipality; the message says what was wrong and quotes nothing."""


def seal(document: SealedDocument, key: ECKey) -> str:
    """Sign ``document`` with the municipality's P-256 key, whose ``kid`` goes into the header."""
    from joserfc import jws

    header = {"alg": _ALGORITHM, "typ": _TYPE, "kid": key.kid}
    return jws.serialize_compact(header, document.model_dump_json().encode(), key, algorithms=[_ALGORITHM])


def unseal(sealed: str, keys: KeySet) -> SealedDocument:
    """The document, if one of the pinned ``keys`` signed it. Raises SealBroken."""
    from joserfc import jws
    from joserfc.errors import JoseError

    try:
        opened = jws.deserialize_compact(sealed, keys, algorithms=[_ALGORITHM])
    except (JoseError, ValueError) as error:
        raise SealBroken(f"signature: {type(error).__name__}") from None
    if opened.headers().get("typ") != _TYPE:
        raise SealBroken("header: not a sealed document")
    try:
        return SealedDocument.model_validate_json(opened.payload)
    except ValidationError as error:
        places = ", ".join(".".join(map(str, entry["loc"])) for entry in error.errors())
        raise SealBroken(f"content: {places}") from None


@dataclass(frozen=True)
class Binding:
    """What a document must be about to be used in a visit: compared before drawing, money and spool."""

    order_id: str
    visit_id: str
    terminal_id: str
    municipality_code: str
    card_hash: str
    choices: Choices
    fee: int


def mismatches(document: SealedDocument, binding: Binding) -> tuple[str, ...]:
    """Names of the bindings in which the document differs from the visit; empty when it fits."""
    pairs = {
        "order_id": (document.order_id, binding.order_id),
        "visit_id": (document.visit_id, binding.visit_id),
        "terminal_id": (document.terminal_id, binding.terminal_id),
        "municipality_code": (document.municipality_code, binding.municipality_code),
        "card_hash": (document.card_hash, binding.card_hash),
        "choices": (document.choices, binding.choices),
        "fee": (document.fee, binding.fee),
    }
    return tuple(name for name, (held, expected) in pairs.items() if held != expected)


def unfit(document: SealedDocument, today: date) -> tuple[str, ...]:
    """What contradicts itself inside a document issued ``today``: the day it was issued, and the number
    of persons against those chosen; empty when nothing does.

    A document of just before midnight may be of the day before.
    """
    wrong = []
    if abs((today - document.issue_date).days) > 1:
        wrong.append("issue_date")
    by_person = bool(CONTENTS[document.choices.kind].persons)
    if by_person and len(document.persons) != len(document.choices.persons):
        wrong.append("persons")
    return tuple(wrong)
