"""Numbers for Prometheus. Every label has few values, all of them ours: none says who came or what of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save
from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from kiosk.certificates.failures import Failure
from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import OutcomeKind
from kiosk.municipal import clock

REGISTRY = CollectorRegistry()
_NO_CALL = "none"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_calls = Counter("kiosk_calls", "Calls by name and HTTP status.", ("call", "status"), registry=REGISTRY)
_call_seconds = Histogram(
    "kiosk_call_seconds",
    "From a call to the beginning of its answer.",
    ("call",),
    buckets=_SECONDS,
    registry=REGISTRY,
)
_visits = Counter("kiosk_visits", "Visits opened, and their cards accepted.", ("stage",), registry=REGISTRY)
_refusals = Counter(
    "kiosk_refusals", "Refusals by code of the failure catalogue.", ("failure",), registry=REGISTRY
)
_outcomes = Counter("kiosk_outcomes", "Orders ended, by outcome.", ("outcome",), registry=REGISTRY)
_issued = Counter("kiosk_issued", "Orders printed, by kind of certificate.", ("kind",), registry=REGISTRY)


def begin() -> None:
    """Count what is stored from now on, each once its transaction holds."""
    from kiosk.municipal.issuance.models import OrderOutcome, Visit

    for stage in ("opened", "authenticated"):
        _visits.labels(stage)
    for outcome in OutcomeKind:
        _outcomes.labels(outcome.value)
    for kind in Kind:
        _issued.labels(kind.value)
    post_save.connect(_visit_stored, sender=Visit, dispatch_uid="count visits")
    post_save.connect(_outcome_stored, sender=OrderOutcome, dispatch_uid="count outcomes")


def answered(call: str | None, status: int, seconds: float) -> None:
    """A call, named as in ``urls.py`` whatever ids are in its path, was answered with this HTTP status;
    None for what is no call."""
    _calls.labels(call or _NO_CALL, status).inc()
    _call_seconds.labels(call or _NO_CALL).observe(seconds)


def refused(failure: Failure) -> None:
    """A terminal was told no."""
    _refusals.labels(failure.code).inc()


class _Readiness(Collector):
    """What the node lacks, looked at when it is asked."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """1 for each kind of thing that is missing, 0 for the others."""
        from kiosk.municipal.operation.readiness import What, lacks

        missing = {lack.what for lack in lacks(settings.CITY_HALL, clock.now())}
        gauge = GaugeMetricFamily("kiosk_missing", "What this node can't serve without.", labels=("what",))
        for what in What:
            gauge.add_metric((what.value,), what in missing)
        yield gauge

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing is looked at when it is registered."""
        return iter(())


def _visit_stored(instance: Any, created: bool, **others: object) -> None:
    from kiosk.municipal.issuance.models import VisitState

    if created:
        transaction.on_commit(_visits.labels("opened").inc)
    elif instance.state == VisitState.AUTHENTICATED:
        transaction.on_commit(_visits.labels("authenticated").inc)


def _outcome_stored(instance: Any, created: bool, **others: object) -> None:
    if not created:
        return
    transaction.on_commit(_outcomes.labels(OutcomeKind(instance.outcome).value).inc)
    if instance.outcome == OutcomeKind.PRINTED:
        transaction.on_commit(_issued.labels(Kind(instance.order.choices["kind"]).value).inc)


REGISTRY.register(_Readiness())
for _of_this_process in (ProcessCollector, PlatformCollector, GCCollector):
    _of_this_process(registry=REGISTRY)
