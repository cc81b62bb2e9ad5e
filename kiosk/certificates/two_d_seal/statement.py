"""What symbols say, before anybody has proven that the municipality says it."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.certificates.two_d_seal.content import ContentMalformed, SealContent, unpack
from kiosk.certificates.two_d_seal.signature import SignatureInvalid, unverified
from kiosk.certificates.two_d_seal.symbols import gather


def stated(texts: Iterable[str]) -> tuple[SealContent, ...] | None:
    """The contents of all seals among the texts of 2D codes; None where there is none, or where one is
    incomplete or can't be understood."""
    gathered = gather(texts)
    if not gathered.is_whole:
        return None
    try:
        return tuple(unpack(unverified(signed)[1]) for signed in gathered.seals)
    except (SignatureInvalid, ContentMalformed):
        return None


def is_complete(texts: Iterable[str]) -> bool:
    """Whether every page is there of each certificate of which there is one."""
    contents = stated(texts) or ()
    missing = {(one.order_id, page) for one in contents for page in range(1, one.pages + 1)}
    return bool(contents) and missing == {(one.order_id, one.page) for one in contents}
