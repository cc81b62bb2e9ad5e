"""What a terminal may offer, asked for or pushed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import parse_etags
from ninja import Router

from kiosk.certificates.messages import Availability
from kiosk.municipal import clock
from kiosk.municipal.answers import answer
from kiosk.municipal.availability.answer import availability_for
from kiosk.municipal.availability.stream import availability_events, entity_tag
from kiosk.municipal.identity.api import asked_municipality, asking_terminal

router = Router(tags=["availability"])


@router.get("/availability", response=Availability, summary="What this terminal may offer now")
def availability(request: HttpRequest, municipality: str) -> HttpResponse:
    """The whole state, or 304 when the tag of ``If-None-Match`` still fits: only the clock moved."""
    terminal = asking_terminal(request)
    current = availability_for(terminal, asked_municipality(terminal, municipality), clock.now())
    tag = entity_tag(current)
    fits = tag in parse_etags(request.headers.get("If-None-Match", ""))
    response = HttpResponse(status=304) if fits else answer(current)
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    return response


@router.get("/availability/stream", summary="The same, pushed as server-sent events")
def stream(request: HttpRequest, municipality: str) -> StreamingHttpResponse:
    """Events ``availability``: the state at once, then each change within a second."""
    terminal = asking_terminal(request)
    asked = asked_municipality(terminal, municipality)
    response = StreamingHttpResponse(
        availability_events(terminal.terminal_id, asked.code), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response
