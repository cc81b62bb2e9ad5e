"""手数料: what a copy costs from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from kiosk.certificates.fees import FeePeriod, Yen
from kiosk.certificates.kinds import RULES, Kind
from kiosk.municipal.availability.answer import fee_of
from kiosk.municipal.availability.models import Fee, ServiceOffer
from kiosk.municipal.clock import wall_time
from kiosk.municipal.proposals.matters import Change, ProposalRefused, Rule
from kiosk.municipal.proposals.models import Proposal


def content_of(kind: Kind, yen: int, first: date, last: date | None) -> dict[str, object]:
    """What a proposal of a fee holds."""
    return {
        "kind": kind.value,
        "yen": yen,
        "first": first.isoformat(),
        "last": last.isoformat() if last else None,
    }


def _period(proposal: Proposal) -> FeePeriod:
    content = proposal.content
    last = content["last"]
    return FeePeriod(
        Yen(content["yen"]), date.fromisoformat(content["first"]), date.fromisoformat(last) if last else None
    )


def _offer(proposal: Proposal) -> ServiceOffer:
    kind = proposal.content["kind"]
    offer = ServiceOffer.objects.filter(municipality=proposal.municipality_id, kind=kind).first()
    if offer is None:
        raise ProposalRefused(gettext("この証明書は、端末で扱っていません。"))
    return offer


def _check(proposal: Proposal, now: datetime) -> None:
    _offer(proposal)
    try:
        period = _period(proposal)
    except ValueError:
        raise ProposalRefused(
            gettext("手数料は10円きざみで、終わりの日は初日よりあとにしてください。")
        ) from None
    if period.first < wall_time(now).date():
        raise ProposalRefused(gettext("初日が、もう過ぎています。"))


def _changes(proposal: Proposal) -> Sequence[Change]:
    offer, period = _offer(proposal), _period(proposal)
    before = fee_of(offer, period.first)
    title = gettext(RULES[Kind(offer.kind)].title)
    days = gettext("%(first)s から") % {"first": date_format(period.first)}
    if period.last is not None:
        days = gettext("%(first)s から %(last)s まで") % {
            "first": date_format(period.first),
            "last": date_format(period.last),
        }
    return (
        Change(
            gettext("%(title)sの手数料") % {"title": title},
            gettext("未設定") if before is None else _in_yen(before),
            _in_yen(period.yen),
        ),
        Change(gettext_lazy("期間"), "", days),
    )


def _in_yen(yen: int) -> str:
    return gettext("%(yen)s円") % {"yen": yen}


def _put_in_force(proposal: Proposal) -> None:
    offer, period = _offer(proposal), _period(proposal)
    for replaced in Fee.objects.filter(offer=offer, first=period.first):
        replaced.delete()
    Fee(
        municipality=proposal.municipality, offer=offer, yen=period.yen, first=period.first, last=period.last
    ).save()


FEES = Rule(_check, _changes, _put_in_force, ahead=True)
