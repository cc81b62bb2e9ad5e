"""A document gets its 2D seals: one on each page of a copy."""

from __future__ import annotations

from pathlib import Path

from kiosk.certificates.failures import CHARACTER
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.sealed_document import SealedDocument
from kiosk.municipal.refusal import Refused
from kiosk.municipal.registry.models import Municipality
from kiosk.municipal.verification.keys import key_on
from kiosk.municipal.verification.models import SealedForm
from kiosk.rendering.errors import TextOverflow
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.two_d_seal import SealedPaper, sign_pages


def with_two_d_seals(
    document: SealedDocument, layout: Layout, municipality: Municipality, keys: Path
) -> SealedDocument:
    """The document with the symbols of its pages, where its layout has a place for them.

    Raises Refused where a page says more than its seal can carry, LayoutError for a content that does
    not fit the layout, SealKeyMissing.
    """
    if layout.two_d_seal is None:
        return document
    kind = document.choices.kind
    paper = SealedPaper(
        MunicipalityCode(document.municipality_code), kind, document.order_id, document.issue_date
    )
    key = key_on(keys, municipality, document.issue_date)
    try:
        seals = sign_pages(document, layout, paper, key)
    except TextOverflow:
        raise Refused(CHARACTER) from None
    SealedForm.objects.get_or_create(sha256=layout.sha256, defaults={"kind": kind})
    return document.model_copy(update={"two_d_seals": seals})
