"""What a proposed seal or layout looks like, beside the one in force."""

from __future__ import annotations

import io

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.console.doors import door
from kiosk.municipal.console.rights import Right
from kiosk.municipal.forms.layouts import layout_in_force
from kiosk.municipal.proposals.layouts import layout_of
from kiosk.municipal.proposals.matters import ProposalRefused
from kiosk.municipal.proposals.models import Matter, Proposal
from kiosk.municipal.proposals.seals import picture_in_force
from kiosk.rendering.errors import LayoutError
from kiosk.rendering.layouts.layout import Layout

_BEFORE = "before"
_WIDTH = 700


@door(Right.SEE)
@require_GET
def picture(request: HttpRequest, code: str, pk: str, side: str) -> HttpResponse:
    """The seal, or the layout filled with a made-up person's sample; a PNG."""
    proposal = get_object_or_404(Proposal, pk=pk, municipality_id=code, decision="")
    match Matter(proposal.matter):
        case Matter.SEAL:
            drawn = picture_in_force(code) if side == _BEFORE else bytes(proposal.attachment or b"")
        case Matter.LAYOUT:
            drawn = _filled(proposal, side)
        case _:
            drawn = None
    if not drawn:
        raise Http404
    response = HttpResponse(drawn, content_type="image/png")
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _filled(proposal: Proposal, side: str) -> bytes | None:
    """Its first page; None for a layout that has become impossible."""
    kind = Kind(proposal.content["kind"])
    try:
        if side == _BEFORE:
            return _drawn(layout_in_force(MunicipalityCode(proposal.municipality_id), kind), kind)
        return _drawn(layout_of(proposal), kind)
    except (ProposalRefused, LayoutError):
        return None


def _drawn(layout: Layout, kind: Kind) -> bytes | None:
    from PIL import Image

    from kiosk.rendering.draw import draw
    from kiosk.rendering.preview import rasterise
    from kiosk.rendering.samples import samples_of

    sample = next(iter(samples_of(kind).values()), None)
    if sample is None:
        return None
    page = rasterise(draw(sample, layout, copies=1).pdf, _WIDTH)
    png = io.BytesIO()
    Image.frombytes("RGBA", (page.width, page.height), page.rgba).save(png, format="PNG")
    return png.getvalue()
