"""Availability as server-sent events: the state at once, then each change within a second."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from kiosk.certificates.messages import Availability
from kiosk.municipal import clock
from kiosk.municipal.availability.answer import availability_for
from kiosk.municipal.availability.watcher import revision_watcher
from kiosk.municipal.identity.terminals import terminal_serving
from kiosk.municipal.registry.models import Municipality

HEARTBEAT_SECONDS = 5.0
_HEARTBEAT = b": still here\n\n"
_RECONNECT = b"retry: 1000\n\n"


def entity_tag(availability: Availability) -> str:
    """A tag that changes with anything but the clock."""
    content = availability.model_dump_json(exclude={"clock"})
    return '"' + hashlib.sha256(content.encode()).hexdigest()[:32] + '"'


def availability_events(terminal_id: str, municipality_code: str) -> Iterator[bytes]:
    """Events ``availability`` whose data is the whole Availability; comments in between.

    Opening and closing times pass without a change in the database: at each heartbeat the state is
    compared too. The stream ends when the terminal no longer serves the municipality.
    """
    yield _RECONNECT
    tag = ""
    while not revision_watcher.is_stopping:
        terminal = terminal_serving(terminal_id, municipality_code)
        if terminal is None:
            return
        municipality = Municipality.objects.get(pk=municipality_code)
        availability = availability_for(terminal, municipality, clock.now())
        if entity_tag(availability) != tag:
            tag = entity_tag(availability)
            data = availability.model_dump_json()
            yield f"event: availability\nid: {availability.revision}\ndata: {data}\n\n".encode()
        else:
            yield _HEARTBEAT
        revision_watcher.wait_for_change(municipality_code, availability.revision, HEARTBEAT_SECONDS)
