"""The pages of the switchboard: seeing what is on, and switching it."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kiosk.certificates.kinds import Kind
from kiosk.municipal import clock
from kiosk.municipal.availability.models import ServiceOffer
from kiosk.municipal.availability.switching import pause, resume
from kiosk.municipal.console.doors import Open, door
from kiosk.municipal.console.forms import SwitchOffForm, SwitchOnForm
from kiosk.municipal.console.rights import Right
from kiosk.municipal.console.room import Page, enter, own_municipalities
from kiosk.municipal.console.switchboard import switchboard, title_of
from kiosk.municipal.registry.models import Municipality
from kiosk.municipal.stylesheet import stylesheet_of

ON, OFF = "on", "off"


@door(Open.SIGNED_IN)
@require_GET
def first_page(request: HttpRequest) -> HttpResponse:
    """The switchboard of the user's first municipality."""
    first = own_municipalities(request).first()
    if first is None:
        raise PermissionDenied
    return redirect("console:switchboard", code=first.code)


@door(Right.SEE)
@require_GET
def show_switchboard(request: HttpRequest, code: str) -> HttpResponse:
    """Each service as residents see it now, and the coming two weeks."""
    room = enter(request, code, Page.SWITCHBOARD)
    now = clock.now()
    context = {"room": room, "now": now, "board": switchboard(room.municipality, now)}
    return render(request, "console/switchboard.html", context)


@door(Right.SWITCH)
@require_http_methods(["GET", "POST"])
def switch(request: HttpRequest, code: str, kind: str, to: str) -> HttpResponse:
    """Say what a switch would do and ask for a reason; on POST, do it."""
    room = enter(request, code, Page.SWITCHBOARD)
    municipality = room.municipality
    offer = get_object_or_404(ServiceOffer, municipality=municipality, kind=kind)
    form_class = SwitchOffForm if to == OFF else SwitchOnForm
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _carry_out(municipality, offer, to, form.cleaned_data, request.user.get_username())
        return redirect("console:switchboard", code=code)
    context = {
        "room": room,
        "offer": offer,
        "title": title_of(offer),
        "terminal_count": municipality.terminals.filter(revoked=False).count(),
        "form": form,
        "to": to,
    }
    return render(request, "console/switch.html", context)


def _carry_out(
    municipality: Municipality, offer: ServiceOffer, to: str, said: dict[str, object], by: str
) -> None:
    kind, reason = Kind(offer.kind), str(said["reason"])
    if to == ON:
        resume(municipality, kind, reason=reason, by=by)
        return
    until = cast(datetime | None, said["until"])
    pause(municipality, kind, reason=reason, by=by, now=clock.now(), until=until)


stylesheet = door(Open.EVERYBODY)(stylesheet_of("kiosk.municipal.console", "console.css"))
