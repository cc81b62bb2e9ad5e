"""What a terminal may offer at a moment, as it is shown before anybody stands there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import jpholiday
from django.db.models import Q

from kiosk.certificates import messages, opening
from kiosk.certificates.fees import FeePeriod, Yen, fee_on
from kiosk.certificates.kinds import RULES, Item, Kind, Scope
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.availability.models import (
    Closure,
    Notice,
    Revision,
    ServiceOffer,
    TerminalPause,
    YearEndRest,
)
from kiosk.municipal.clock import wall_time
from kiosk.municipal.forms.layouts import layout_in_force
from kiosk.municipal.identity.models import Terminal
from kiosk.municipal.registry.models import Municipality


def is_holiday(day: date) -> bool:
    """Whether ``day`` is a public holiday (国民の祝日に関する法律)."""
    return bool(jpholiday.is_holiday(day))


@dataclass(frozen=True)
class Restrictions:
    """Everything besides an offer's own hours that can close a service."""

    closures: Sequence[Closure]
    pauses: Sequence[TerminalPause]
    year_end: opening.YearEnd | None


def restrictions_of(municipality: Municipality, now: datetime) -> Restrictions:
    """What restricts the services of ``municipality`` from ``now`` on, at any terminal."""
    rest = YearEndRest.objects.filter(municipality=municipality).first()
    year_end = rest and opening.YearEnd(
        from_month=rest.from_month, from_day=rest.from_day, to_month=rest.to_month, to_day=rest.to_day
    )
    return Restrictions(
        closures=tuple(Closure.objects.filter(municipality=municipality, ends__gt=now)),
        pauses=tuple(TerminalPause.objects.filter(municipality=municipality)),
        year_end=year_end or None,
    )


def opening_of(
    offer: ServiceOffer, restrictions: Restrictions, terminal_id: str | None, now: datetime
) -> opening.Opening:
    """Whether ``offer`` is open at a terminal; ``terminal_id`` None: at terminals in general."""

    def concerns(restriction: Closure | TerminalPause) -> bool:
        return restriction.kind in ("", offer.kind) and restriction.terminal_id in (None, terminal_id)

    closures = [
        opening.Closure(wall_time(closure.begins), wall_time(closure.ends))
        for closure in restrictions.closures
        if concerns(closure)
    ]
    timed = offer.paused and offer.paused_until is not None
    if timed and offer.paused_until is not None:
        begins = offer.paused_at or now
        closures.append(opening.Closure(wall_time(begins), wall_time(offer.paused_until)))
    return opening.opening_at(
        wall_time(now),
        hours=opening.Hours(offer.opens, offer.closes, offer.weekdays_only),
        closures=closures,
        year_end=restrictions.year_end,
        paused=(offer.paused and not timed) or any(map(concerns, restrictions.pauses)),
        is_holiday=is_holiday,
    )


def fee_of(offer: ServiceOffer, day: date) -> Yen | None:
    """Yen per copy on ``day``, or None where none is set. The offer's fees are fetched beforehand."""
    return fee_on(day, (FeePeriod(Yen(fee.yen), fee.first, fee.last) for fee in offer.fees.all()))


def tax_years(offer: ServiceOffer, day: date) -> tuple[int, ...]:
    """The fiscal years that can be asked for on ``day``, the newest first."""
    newest = day.year if day.month >= offer.new_year_month else day.year - 1
    return tuple(newest - back for back in range(offer.tax_years))


def _service(
    offer: ServiceOffer, restrictions: Restrictions, terminal_id: str, now: datetime
) -> messages.Service | None:
    kind = Kind(offer.kind)
    day = wall_time(now).date()
    fee = fee_of(offer, day)
    if fee is None:
        return None
    state = opening_of(offer, restrictions, terminal_id, now)
    rule = RULES[kind]
    return messages.Service(
        kind=kind,
        is_open=state.is_open,
        reason=state.reason,
        reopens=state.reopens and state.reopens.replace(tzinfo=now.tzinfo),
        weekdays_only=offer.weekdays_only,
        opens=offer.opens.strftime("%H:%M"),
        closes=offer.closes.strftime("%H:%M"),
        fee=fee,
        scopes=tuple(scope for scope in map(Scope, offer.scopes) if scope in rule.scopes),
        items=tuple(item for item in map(Item, offer.items) if item in rule.items),
        years=tax_years(offer, day) if rule.has_year else (),
        max_copies=offer.max_copies,
        layout_sha256=layout_in_force(MunicipalityCode(offer.municipality_id), kind).sha256,
    )


def _in_catalogue_order(offers: Iterable[ServiceOffer]) -> list[ServiceOffer]:
    order = [kind.value for kind in Kind]
    return sorted(offers, key=lambda offer: order.index(offer.kind))


def offers_of(municipality: Municipality) -> list[ServiceOffer]:
    """The municipality's offers with their fees, in the order of the kinds."""
    return _in_catalogue_order(
        ServiceOffer.objects.filter(municipality=municipality).prefetch_related("fees")
    )


def availability_for(terminal: Terminal, municipality: Municipality, now: datetime) -> messages.Availability:
    """Everything that ``terminal`` shows of ``municipality`` at ``now``, in a fixed number of queries.

    A kind without a fee in force is left out: nothing may be sold then. The caller has made sure that
    the terminal serves the municipality.
    """
    revision = Revision.objects.filter(municipality=municipality).values_list("number", flat=True).first()
    restrictions = restrictions_of(municipality, now)
    day = wall_time(now).date()
    services = (_service(offer, restrictions, terminal.terminal_id, now) for offer in offers_of(municipality))
    notices = Notice.objects.filter(Q(municipality=municipality), Q(first__lte=day), Q(last__gte=day))
    return messages.Availability(
        municipality=messages.Municipality(
            code=MunicipalityCode(municipality.code),
            name=messages.Wording(ja=municipality.name_ja, en=municipality.name_en),
            desk_phone=municipality.desk_phone,
        ),
        terminal_id=terminal.terminal_id,
        clock=now,
        revision=revision or 0,
        services=tuple(service for service in services if service is not None),
        notices=tuple(messages.Wording(ja=notice.ja, en=notice.en) for notice in notices.order_by("pk")),
    )
