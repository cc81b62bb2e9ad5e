"""職印: the picture of the official seal."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.forms.official_seal import OfficialSealMissing, official_seal, write_official_seal
from kiosk.municipal.proposals.matters import Change, ProposalRefused, Rule
from kiosk.municipal.proposals.models import Proposal

MOST_BYTES = 1_000_000
_MOST_PIXELS = 4000


def picture_in_force(code: str) -> bytes | None:
    """The seal that documents bear now (PNG); None where there is none yet."""
    try:
        return official_seal(settings.CITY_HALL.forms, MunicipalityCode(code))
    except OfficialSealMissing:
        return None


def _size(picture: bytes | None) -> str:
    if picture is None:
        return gettext("なし")
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        return f"{image.width} × {image.height}"


def _sha256(picture: bytes | None) -> str:
    return "" if picture is None else hashlib.sha256(picture).hexdigest()


def _check(proposal: Proposal, now: datetime) -> None:
    from PIL import Image, UnidentifiedImageError

    picture = bytes(proposal.attachment or b"")
    try:
        with Image.open(io.BytesIO(picture), formats=["PNG"]) as image:
            image.verify()
            fits = image.width <= _MOST_PIXELS and image.height <= _MOST_PIXELS
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ProposalRefused(gettext("PNG の画像を選んでください。")) from None
    if not fits or len(picture) > MOST_BYTES:
        raise ProposalRefused(gettext("画像が大きすぎます。"))


def _changes(proposal: Proposal) -> Sequence[Change]:
    before = picture_in_force(proposal.municipality_id)
    after = bytes(proposal.attachment or b"")
    return (
        Change(gettext_lazy("職印"), _size(before), _size(after)),
        Change("SHA-256", _sha256(before), _sha256(after)),
    )


def _put_in_force(proposal: Proposal) -> None:
    picture = bytes(proposal.attachment or b"")
    write_official_seal(settings.CITY_HALL.forms, MunicipalityCode(proposal.municipality_id), picture)


SEALS = Rule(_check, _changes, _put_in_force)
