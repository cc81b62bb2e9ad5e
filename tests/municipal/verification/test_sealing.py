"""What the city hall hands out proves itself, to the last word; what cannot is refused before money."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest

from kiosk.certificates.choices import Choices
from kiosk.certificates.failures import CHARACTER
from kiosk.certificates.kinds import Kind
from kiosk.certificates.sealed_document import SealedDocument
from kiosk.certificates.two_d_seal.verdict import Genuine, judge
from kiosk.municipal.configuration import Configuration
from kiosk.municipal.refusal import Refused
from kiosk.municipal.registry.models import Municipality
from kiosk.municipal.verification.publication import trust_list
from kiosk.municipal.verification.sealing import with_two_d_seals
from kiosk.rendering.layouts.layout import find_layout
from kiosk.rendering.samples import Sample, samples_of
from kiosk.rendering.two_d_seal import check_two_d_seals
from tests.municipal.issuance.small_town import CODE, NOON

pytestmark = pytest.mark.django_db
ORDER = "66fa0b129c4e" + "0" * 20
FORM = find_layout(Kind.RESIDENT_RECORD)


def document(content: Sample) -> SealedDocument:
    return SealedDocument(
        order_id=ORDER,
        visit_id="1" * 32,
        terminal_id="aoba-store",
        municipality_code=CODE,
        card_hash="2" * 64,
        choices=Choices(kind=Kind.RESIDENT_RECORD),
        layout_name=FORM.name,
        layout_sha256=FORM.sha256,
        issue_date=NOON.date(),
        expires=NOON + timedelta(minutes=15),
        pages=FORM.page_count(content),
        fee=200,
        fields=content.fields,
        persons=content.persons,
        tables=content.tables,
        official_seal=urlsafe_b64encode(content.official_seal),
    )


def test_the_citys_published_keys_prove_every_page(hall: Configuration, town: Municipality) -> None:
    content = samples_of(Kind.RESIDENT_RECORD)["resident-record-two-sheets"]
    sealed = with_two_d_seals(document(content), FORM, town, hall.keys)
    verdict = judge([text for page in sealed.two_d_seals for text in page], trust_list(NOON))
    assert isinstance(verdict, Genuine)
    assert verdict.missing_pages == ()
    assert verdict.seals[0].content.order_id == ORDER
    assert verdict.seals[0].layout is not None
    assert verdict.seals[0].layout.sha256 == FORM.sha256
    check_two_d_seals(sealed, FORM)


def test_a_page_that_says_more_than_its_seal_can_carry_is_refused_like_a_text_that_does_not_fit(
    hall: Configuration, town: Municipality
) -> None:
    content = samples_of(Kind.RESIDENT_RECORD)["resident-record-long-texts"]
    endless = "".join(chr(0x4E00 + number * 7 % 20_000) for number in range(900))
    first, *others = content.persons
    long = content.model_copy(update={"persons": ({**first, "remarks": endless}, *others)})
    with pytest.raises(Refused) as refused:
        with_two_d_seals(document(long), FORM, town, hall.keys)
    assert refused.value.failure is CHARACTER
