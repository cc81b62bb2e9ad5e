"""The 2D seal and the page: signed is what the layout places, drawn is what was signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.sealed_document import SealedDocument
from kiosk.certificates.two_d_seal.content import (
    ContentMalformed,
    SealContent,
    layout_prefix,
    pack,
    signed_words,
)
from kiosk.certificates.two_d_seal.signature import sign
from kiosk.certificates.two_d_seal.statement import stated
from kiosk.certificates.two_d_seal.symbols import SealTooLarge, split
from kiosk.rendering.content import Content
from kiosk.rendering.errors import LayoutError, TextOverflow
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.placement import PlacedPage, place


@dataclass(frozen=True)
class SealedPaper:
    """Whose paper a seal is for."""

    municipality_code: MunicipalityCode
    kind: Kind
    order_id: str
    issue_date: date


class SealMismatch(Exception):
    """The 2D seal of a page does not say what the page says."""

    def __init__(self, page: int) -> None:
        super().__init__(f"page {page}: its 2D seal says something else")
        self.page = page


def sign_pages(
    content: Content, layout: Layout, paper: SealedPaper, key: ec.EllipticCurvePrivateKey
) -> tuple[tuple[str, ...], ...]:
    """The texts of the symbols on each page of one copy; none for a layout that has no place for them.

    Raises TextOverflow where the seal of a page needs more symbols than the layout has places for,
    LayoutError where the content does not fit the layout.
    """
    box = layout.two_d_seal
    if box is None:
        return ()
    pages = place(content, layout)
    symbols = []
    for page in pages:
        signed = sign(pack(_content_of(page, len(pages), layout, paper)), key)
        try:
            symbols.append(split(signed, box.version, box.symbols))
        except SealTooLarge as error:
            raise TextOverflow(f"{layout.source}, two_d_seal", str(error)) from None
    return tuple(symbols)


def check_two_d_seals(document: SealedDocument, layout: Layout) -> None:
    """Prove that each page's symbols make one seal of this very page: this order, kind, day and layout,
    and each of its words. Raises SealMismatch; LayoutError for a document that does not fit its layout.

    The signature is not asked: the whole document is the municipality's, signed for this visit.
    """
    if layout.two_d_seal is None:
        if document.two_d_seals:
            raise SealMismatch(1)
        return
    sealed, placed = len(document.two_d_seals), layout.page_count(document)
    if sealed != placed:
        raise SealMismatch(min(sealed, placed) + 1)
    pages = place(document, layout)
    paper = SealedPaper(
        MunicipalityCode(document.municipality_code),
        document.choices.kind,
        document.order_id,
        document.issue_date,
    )
    for page, texts in zip(pages, document.two_d_seals, strict=True):
        if stated(texts) != (_content_of(page, len(pages), layout, paper),):
            raise SealMismatch(page.number)


def _content_of(page: PlacedPage, pages: int, layout: Layout, paper: SealedPaper) -> SealContent:
    try:
        words = signed_words(paper.kind, page.words)
    except ContentMalformed as error:
        raise LayoutError(f"{layout.source}, two_d_seal", str(error)) from None
    return SealContent(
        paper.municipality_code,
        paper.kind,
        paper.order_id,
        layout_prefix(layout.sha256),
        paper.issue_date,
        page.number,
        pages,
        words,
    )
