"""Every page's 2D seal says what the page says; the terminal would notice one that says anything else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.certificates.contents import UNSIGNED
from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.sealed_document import SealedDocument
from kiosk.certificates.two_d_seal.content import unpack
from kiosk.certificates.two_d_seal.signature import verify
from kiosk.certificates.two_d_seal.symbols import capacity, gather
from kiosk.rendering.errors import TextOverflow
from kiosk.rendering.layouts.layout import Layout, find_layout
from kiosk.rendering.placement import place
from kiosk.rendering.sample_seal import with_sample_seals
from kiosk.rendering.samples import Sample, samples_of
from kiosk.rendering.two_d_seal import SealedPaper, SealMismatch, check_two_d_seals, sign_pages

KEY = ec.derive_private_key(4711, ec.SECP256R1())
HERS = SealedPaper(MunicipalityCode("131211"), Kind.RESIDENT_RECORD, "0" * 32, date(2025, 11, 22))
AsDocument = Callable[..., SealedDocument]


def with_place_for(layout: Layout, symbols: int, version: int) -> Layout:
    """The same form with other places for the 2D seal; none where ``symbols`` is 0."""
    form = json.loads(layout.form)
    form["boxes"] = [box for box in form["boxes"] if box["kind"] != "two-d-seal"]
    if symbols:
        place = {"kind": "two-d-seal", "at": [18, 259.8], "symbols": symbols, "version": version}
        form["boxes"].append(place)
    return Layout.received(json.dumps(form).encode(), layout.source)


@pytest.fixture
def form(resident_record: Layout) -> Layout:
    return with_place_for(resident_record, 3, 14)


def sealed(content: Sample, form: Layout, paper: SealedPaper = HERS) -> Sample:
    return content.model_copy(update={"two_d_seals": sign_pages(content, form, paper, KEY)})


def test_each_page_carries_its_own_words_and_never_my_number(
    two_sheets: Sample, every_item: Sample, form: Layout
) -> None:
    for content in (two_sheets, every_item):
        pages = place(content, form)
        for page, texts in zip(pages, sign_pages(content, form, HERS, KEY), strict=True):
            assert all(len(text) <= capacity(14) for text in texts)
            (seal,) = gather(texts).seals
            said = unpack(verify(seal, KEY.public_key()))
            shown = {path: text for path, text in page.words if path.rpartition(".")[2] not in UNSIGNED}
            assert dict(said.words) == shown
            assert (said.page, said.pages) == (page.number, len(pages))
    assert not any("1111 2222 3333" in text for _, text in said.words)


def test_an_honest_document_passes(two_sheets: Sample, form: Layout, as_document: AsDocument) -> None:
    check_two_d_seals(as_document(sealed(two_sheets, form), form), form)


@pytest.mark.parametrize(
    "other",
    [
        SealedPaper(MunicipalityCode("999016"), HERS.kind, HERS.order_id, HERS.issue_date),
        SealedPaper(HERS.municipality_code, HERS.kind, "1" * 32, HERS.issue_date),
        SealedPaper(HERS.municipality_code, HERS.kind, HERS.order_id, date(2025, 11, 21)),
    ],
    ids=["another city's", "of another order", "of another day"],
)
def test_the_seal_of_another_paper_is_noticed(
    household: Sample, form: Layout, as_document: AsDocument, other: SealedPaper
) -> None:
    with pytest.raises(SealMismatch):
        check_two_d_seals(as_document(sealed(household, form, other), form), form)


def test_the_seal_of_another_persons_words_is_noticed(
    household: Sample, form: Layout, as_document: AsDocument, renamed: Callable[[Sample, str], Sample]
) -> None:
    hers = as_document(sealed(household, form), form)
    theirs = as_document(sealed(renamed(household, "別の　人"), form), form)
    with pytest.raises(SealMismatch, match="page 1"):
        check_two_d_seals(hers.model_copy(update={"two_d_seals": theirs.two_d_seals}), form)


def test_seals_of_exchanged_missing_or_cut_pages_are_noticed(
    two_sheets: Sample, form: Layout, as_document: AsDocument
) -> None:
    document = as_document(sealed(two_sheets, form), form)
    first, second = document.two_d_seals
    for texts in ((second, first), (first,), (), (first, second, second), (first, second[:-1]), (first, ())):
        with pytest.raises(SealMismatch):
            check_two_d_seals(document.model_copy(update={"two_d_seals": texts}), form)


def test_a_form_without_a_place_for_it_carries_no_seal(
    household: Sample, form: Layout, as_document: AsDocument
) -> None:
    bare = with_place_for(form, 0, 0)
    assert sign_pages(household, bare, HERS, KEY) == ()
    check_two_d_seals(as_document(household, bare), bare)
    with pytest.raises(SealMismatch):
        check_two_d_seals(as_document(sealed(household, form), bare), bare)


def test_a_page_that_says_more_than_its_symbols_hold_is_refused_before_it_is_signed(
    two_sheets: Sample, resident_record: Layout
) -> None:
    with pytest.raises(TextOverflow, match=r"two_d_seal: \d symbols, there are places for 1"):
        sign_pages(two_sheets, with_place_for(resident_record, 1, 9), HERS, KEY)


@pytest.mark.parametrize("kind", Kind)
def test_every_page_of_every_sample_finds_room_on_its_form(kind: Kind) -> None:
    form = find_layout(kind)
    for content in samples_of(kind).values():
        symbols = with_sample_seals(content, form, kind).two_d_seals
        assert len(symbols) == form.page_count(content)
        assert all(symbols)
