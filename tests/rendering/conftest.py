import base64
from collections.abc import Callable
from datetime import date, datetime

import pytest

from kiosk.certificates.choices import Choices
from kiosk.certificates.kinds import Kind
from kiosk.certificates.sealed_document import SealedDocument
from kiosk.rendering.layouts.layout import Layout, find_layout
from kiosk.rendering.samples import Sample, samples_of

Seal = Callable[..., SealedDocument]


@pytest.fixture(scope="session")
def resident_record() -> Layout:
    return find_layout(Kind.RESIDENT_RECORD)


@pytest.fixture(scope="session")
def income_tax() -> Layout:
    return find_layout(Kind.INCOME_TAX)


@pytest.fixture
def household() -> Sample:
    return samples_of(Kind.RESIDENT_RECORD)["resident-record-household"]


@pytest.fixture
def two_sheets() -> Sample:
    return samples_of(Kind.RESIDENT_RECORD)["resident-record-two-sheets"]


@pytest.fixture
def every_item() -> Sample:
    return samples_of(Kind.RESIDENT_RECORD)["resident-record-every-item"]


@pytest.fixture
def as_document() -> Seal:
    """What a city hall would seal for a content: the same texts, bound to a visit."""

    def build(content: Sample, layout: Layout, copies: int = 1) -> SealedDocument:
        return SealedDocument(
            order_id="0" * 32,
            visit_id="1" * 32,
            terminal_id="T-0001",
            municipality_code="131211",
            card_hash="2" * 64,
            choices=Choices(kind=Kind.RESIDENT_RECORD, copies=copies),
            layout_name=layout.name,
            layout_sha256=layout.sha256,
            issue_date=date(2025, 11, 22),
            expires=datetime(2025, 11, 22, 11, 0),
            pages=layout.page_count(content),
            fee=200 * copies,
            fields=content.fields,
            persons=content.persons,
            tables=content.tables,
            pictures={name: base64.urlsafe_b64encode(picture) for name, picture in content.pictures.items()},
            two_d_seals=content.two_d_seals,
            official_seal=base64.urlsafe_b64encode(content.official_seal),
        )

    return build


@pytest.fixture
def renamed() -> Callable[[Sample, str], Sample]:
    """The same content with another name for its first person."""

    def rename(content: Sample, name: str) -> Sample:
        first, *others = content.persons
        return content.model_copy(update={"persons": ({**first, "name": name}, *others)})

    return rename
