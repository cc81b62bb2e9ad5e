"""The paper that the example visits have prepared: the sample household's, as the rendering room draws it."""

from __future__ import annotations

from functools import cache

from kiosk.certificates.kinds import Kind
from kiosk.rendering.draw import Paper, draw
from kiosk.rendering.layouts.layout import find_layout
from kiosk.rendering.preview import preview
from kiosk.rendering.samples import samples_of
from kiosk.terminal.visit.conversation import Picture


@cache
def _paper() -> Paper:
    sample = samples_of("resident-record")["resident-record-household"]
    return draw(sample, find_layout(Kind.RESIDENT_RECORD), 1)


@cache
def page_of_paper(page: int, width: int, *, revealed: bool) -> Picture | None:
    """Page ``page`` (from 0), None beyond the last."""
    if page >= _paper().pages_per_copy:
        return None
    drawn = preview(_paper(), page + 1, width, masked=not revealed)
    return Picture(drawn.width, drawn.height, drawn.rgba)
