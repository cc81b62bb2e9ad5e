"""The pages of claims and alarms: finding one, and closing it after a confirmation."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from kiosk.municipal import clock
from kiosk.municipal.console.claims import AlarmShown, ClaimShown, alarms_of, claims_of, show
from kiosk.municipal.console.doors import door
from kiosk.municipal.console.forms import AcknowledgeForm, ReasonForm, SettleForm
from kiosk.municipal.console.rights import Right
from kiosk.municipal.console.room import Page, enter
from kiosk.municipal.fleet.alarms import AlreadyAcknowledged, acknowledge
from kiosk.municipal.fleet.models import Alarm
from kiosk.municipal.issuance.claims import (
    ClaimRefused,
    MoreThanKept,
    NotReissuable,
    ReissueUnderWay,
    claims,
    decline,
    grant_reissue,
    settle,
)

SETTLE, REISSUE, DECLINE = "settle", "reissue", "decline"
ALL = "all"
_A_PAGE = 50


@door(Right.SEE)
@require_GET
def show_claims(request: HttpRequest, code: str) -> HttpResponse:
    """Open claims and alarms, or all of them, or those of a number."""
    room = enter(request, code, Page.CLAIMS)
    now = clock.now()
    searched = request.GET.get("q", "").strip()
    only_open = request.GET.get("show") != ALL
    found = claims_of(room.municipality, only_open=only_open, searched=searched)
    alarms = alarms_of(room.municipality, only_open=only_open, searched=searched)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    still_open = claims_of(room.municipality, only_open=True, searched="")
    context = {
        "room": room,
        "now": now,
        "searched": searched,
        "only_open": only_open,
        "page": page,
        "claims": [show(claim, now) for claim in page],
        "alarms": [AlarmShown(alarm) for alarm in alarms[:_A_PAGE]],
        "open_count": still_open.count(),
        "owed": sum(still_open.values_list("owed", flat=True)),
        "alarm_count": alarms_of(room.municipality, only_open=True, searched="").count(),
    }
    return render(request, "console/claims.html", context)


@door(Right.SEE)
@require_GET
def show_claim(request: HttpRequest, code: str, order_id: str) -> HttpResponse:
    """One claim with all that is known of it and what can be done."""
    room = enter(request, code, Page.CLAIMS)
    alarms = Alarm.objects.filter(municipality=room.municipality, order_id=order_id).order_by("received_at")
    context = {
        "room": room,
        "shown": _claim(room.municipality.code, order_id),
        "alarms": [AlarmShown(alarm) for alarm in alarms],
    }
    return render(request, "console/claim.html", context)


@door(Right.SETTLE)
@require_http_methods(["GET", "POST"])
def close_claim(request: HttpRequest, code: str, order_id: str, action: str) -> HttpResponse:
    """Say what an action does and ask for a reason; on POST, do it."""
    room = enter(request, code, Page.CLAIMS)
    shown = _claim(room.municipality.code, order_id)
    form = _form(request, shown, action)
    if request.method == "POST" and form.is_valid():
        try:
            _carry_out(shown, action, form, request.user.get_username())
        except ClaimRefused as refused:
            form.add_error(None, _in_words(refused))
            shown = _claim(room.municipality.code, order_id)
        else:
            return redirect("console:claim", code=code, order_id=order_id)
    context = {"room": room, "shown": shown, "form": form, "action": action}
    return render(request, "console/close_claim.html", context)


@door(Right.SETTLE)
@require_http_methods(["GET", "POST"])
def acknowledge_alarm(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say that somebody has seen to an alarm, and what it was."""
    room = enter(request, code, Page.CLAIMS)
    alarm = get_object_or_404(Alarm, pk=pk, municipality=room.municipality)
    form = AcknowledgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, note = request.user.get_username(), form.cleaned_data["note"]
        try:
            acknowledge(alarm, by=by, note=note, now=clock.now())
        except AlreadyAcknowledged:
            form.add_error(None, gettext("ほかの職員が、先に確認しました。"))
        else:
            return redirect("console:claims", code=code)
    context = {"room": room, "shown": AlarmShown(alarm), "form": form}
    return render(request, "console/alarm.html", context)


def _claim(code: str, order_id: str) -> ClaimShown:
    """The claim on that order, if it is this municipality's. Raises Http404."""
    claim = claims().filter(municipality_id=code, order__order_id=order_id).first()
    if claim is None:
        raise Http404
    return show(claim, clock.now())


def _form(request: HttpRequest, shown: ClaimShown, action: str) -> ReasonForm:
    if action == SETTLE:
        return SettleForm(request.POST or None, owed=shown.claim.owed, kept=shown.kept)
    return ReasonForm(request.POST or None)


def _carry_out(shown: ClaimShown, action: str, form: ReasonForm, by: str) -> None:
    said, now = form.cleaned_data, clock.now()
    match action:
        case "settle":
            settle(shown.claim, returned=said["returned"], by=by, note=said["note"], now=now)
        case "reissue":
            grant_reissue(shown.claim, by=by, note=said["note"], now=now)
        case "decline":
            decline(shown.claim, by=by, note=said["note"], now=now)
        case other:
            raise AssertionError(other)


def _in_words(refused: ClaimRefused) -> str:
    """Why nothing was done, and who was faster."""
    match refused:
        case MoreThanKept():
            return gettext("端末に残っている金額より、多くは返せません。")
        case NotReissuable():
            return gettext("無料の出し直しは、印刷がおかしい証明書に、1回だけです。")
        case ReissueUnderWay():
            return gettext("出し直しを、端末で印刷しているところです。")
        case _:
            last = show(refused.claim, clock.now()).timeline[-1]
            words = gettext("すでに処理されています。%(what)s（%(who)s、%(at)s）")
            at = f"{last.at.astimezone(clock.JAPAN):%Y-%m-%d %H:%M}"
            return words % {"what": last.what, "who": last.who, "at": at}
