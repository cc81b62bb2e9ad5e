"""What a verifier goes by: the keys of municipalities with their periods, withdrawn papers, known forms.

Published by a city hall (``GET /verify/keys.json``) and carried as a file to where there is no line.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, datetime
from typing import Annotated, Literal, Self

from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import Field, model_validator

from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import Identifier, Message, Wording
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.two_d_seal.signature import key_id

Coordinate = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


class TrustedKey(Message):
    """A public key as a JWK (RFC 7517), and the days on which papers are issued under it: both included,
    without ``not_after`` it is the one in use."""

    kty: Literal["EC"] = "EC"
    crv: Literal["P-256"] = "P-256"
    alg: Literal["ES256"] = "ES256"
    kid: str = Field(pattern=r"^[0-9a-f]{16}$")
    x: Coordinate
    y: Coordinate
    not_before: date
    not_after: date | None = None

    @model_validator(mode="after")
    def _named_after_itself(self) -> Self:
        if key_id(self.public_key()).hex() != self.kid:
            raise ValueError("kid is not this key's")
        return self

    @classmethod
    def of(cls, key: ec.EllipticCurvePublicKey, not_before: date, not_after: date | None) -> TrustedKey:
        """A key as it is published."""
        point = key.public_numbers()
        x, y = (
            urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")
            for number in (point.x, point.y)
        )
        return cls(kid=key_id(key).hex(), x=x, y=y, not_before=not_before, not_after=not_after)

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The key. Raises ValueError for a point that is not on the curve."""
        x, y = (int.from_bytes(urlsafe_b64decode(f"{text}=")) for text in (self.x, self.y))
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()

    def covers(self, day: date) -> bool:
        """Whether papers of that day may be sealed with it."""
        return self.not_before <= day and (self.not_after is None or day <= self.not_after)


class TrustedMunicipality(Message):
    """Whose seals are believed; ``desk_phone`` is whom to ask."""

    code: MunicipalityCode
    name: Wording
    desk_phone: str
    keys: tuple[TrustedKey, ...]


class KnownLayout(Message):
    """A form that papers were issued on."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    kind: Kind


class WithdrawnPaper(Message):
    """A paper that is no longer good, though its seal is. Why is not told to everybody."""

    municipality_code: MunicipalityCode
    order_id: Identifier
    withdrawn_on: date


class TrustList(Message):
    """All of it, as of ``published_at``: nothing that was withdrawn later is in it."""

    version: Literal[1] = 1
    published_at: datetime
    municipalities: tuple[TrustedMunicipality, ...]
    layouts: tuple[KnownLayout, ...] = ()
    withdrawn: tuple[WithdrawnPaper, ...] = ()

    def key(self, kid: str) -> tuple[TrustedMunicipality, TrustedKey] | None:
        """The key of that id, and whose it is."""
        named = ((town, key) for town in self.municipalities for key in town.keys if key.kid == kid)
        return next(named, None)
