"""Is this paper genuine? The answer to what was read from it. Pure: needs no line and no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kiosk.certificates.two_d_seal.content import (
    ContentMalformed,
    SealContent,
    VersionUnknown,
    layout_prefix,
    unpack,
)
from kiosk.certificates.two_d_seal.signature import SignatureInvalid, unverified, verify
from kiosk.certificates.two_d_seal.symbols import gather
from kiosk.certificates.two_d_seal.trust import KnownLayout, TrustedMunicipality, TrustList


class Fault(StrEnum):
    """Why a seal is not genuine."""

    CONTRADICTORY = "contradictory"
    """Symbols that do not make a seal, or pages that contradict each other."""
    KEY_UNKNOWN = "key-unknown"
    """Signed by no key of these municipalities."""
    SIGNATURE_WRONG = "signature-wrong"
    """Not signed by the key that it names."""
    OUTSIDE_PERIOD = "outside-period"
    """Issued on a day on which its key was not in use."""
    OTHER_MUNICIPALITY = "other-municipality"
    """Says that it is of another municipality than the one whose key signed it."""


class Obstacle(StrEnum):
    """Why nothing can be said."""

    NO_SEAL = "no-seal"
    """No symbol of a seal was found."""
    INCOMPLETE = "incomplete"
    """Some symbols of a seal were not found."""
    SEVERAL_PAPERS = "several-papers"
    """Seals of several certificates: each is asked for on its own."""
    NEWER = "newer"
    """A seal that this program does not know yet."""


@dataclass(frozen=True)
class OpenedSeal:
    """A seal that its municipality signed. ``layout`` is the form, where the trust list knows it."""

    content: SealContent
    municipality: TrustedMunicipality
    layout: KnownLayout | None


@dataclass(frozen=True)
class Genuine:
    """Signed, and not withdrawn as far as the trust list knows. ``seals`` are those of the pages that were
    shown, in order; whether the paper says the same is for the eye."""

    seals: tuple[OpenedSeal, ...] = field(repr=False)

    @property
    def missing_pages(self) -> tuple[int, ...]:
        """Pages of the certificate that were not shown."""
        shown = {seal.content.page for seal in self.seals}
        return tuple(page for page in range(1, self.seals[0].content.pages + 1) if page not in shown)


@dataclass(frozen=True)
class Withdrawn:
    """Genuine once, withdrawn on ``since``."""

    seals: tuple[OpenedSeal, ...] = field(repr=False)
    since: date


@dataclass(frozen=True)
class NotGenuine:
    """A seal is there, and it is not the municipality's."""

    fault: Fault


@dataclass(frozen=True)
class Unreadable:
    """Nothing can be said of the paper: it is not called false."""

    obstacle: Obstacle


Verdict = Genuine | Withdrawn | NotGenuine | Unreadable


class _Found(Exception):
    """Ends the reading of seals with an answer."""

    def __init__(self, verdict: NotGenuine | Unreadable) -> None:
        super().__init__()
        self.verdict = verdict


def judge(texts: Iterable[str], trust: TrustList) -> Verdict:
    """The answer for the texts of all 2D codes that were read from one paper, in any order.

    One false seal makes a paper false, whatever else is on it; one that is not whole leaves it open.
    """
    gathered = gather(texts)
    try:
        seals = sorted(
            (_opened(signed, trust) for signed in gathered.seals), key=lambda one: one.content.page
        )
    except _Found as found:
        return found.verdict
    if gathered.contradicting:
        return NotGenuine(Fault.CONTRADICTORY)
    if gathered.incomplete:
        return Unreadable(Obstacle.INCOMPLETE)
    if not seals:
        return Unreadable(Obstacle.NO_SEAL)
    first = seals[0].content
    if any(seal.content.order_id != first.order_id for seal in seals):
        return Unreadable(Obstacle.SEVERAL_PAPERS)
    is_twice = len({seal.content.page for seal in seals}) < len(seals)
    if is_twice or any(not _of_one(seal.content, first) for seal in seals):
        return NotGenuine(Fault.CONTRADICTORY)
    for paper in trust.withdrawn:
        if (paper.municipality_code, paper.order_id) == (first.municipality_code, first.order_id):
            return Withdrawn(tuple(seals), paper.withdrawn_on)
    return Genuine(tuple(seals))


def _of_one(content: SealContent, first: SealContent) -> bool:
    """Whether a page is of the same certificate."""
    return all(
        getattr(content, name) == getattr(first, name)
        for name in ("municipality_code", "kind", "layout", "issue_date", "pages")
    )


def _opened(signed: bytes, trust: TrustList) -> OpenedSeal:
    try:
        stated, _ = unverified(signed)
    except SignatureInvalid:
        raise _Found(NotGenuine(Fault.CONTRADICTORY)) from None
    known = trust.key(stated.hex())
    if known is None:
        raise _Found(NotGenuine(Fault.KEY_UNKNOWN))
    municipality, key = known
    try:
        content = unpack(verify(signed, key.public_key()))
    except SignatureInvalid:
        raise _Found(NotGenuine(Fault.SIGNATURE_WRONG)) from None
    except VersionUnknown:
        raise _Found(Unreadable(Obstacle.NEWER)) from None
    except ContentMalformed:
        raise _Found(NotGenuine(Fault.CONTRADICTORY)) from None
    if content.municipality_code != municipality.code:
        raise _Found(NotGenuine(Fault.OTHER_MUNICIPALITY))
    if not key.covers(content.issue_date):
        raise _Found(NotGenuine(Fault.OUTSIDE_PERIOD))
    layouts = (one for one in trust.layouts if layout_prefix(one.sha256) == content.layout)
    return OpenedSeal(content, municipality, next(layouts, None))
