"""What a seal says comes back exactly, whatever the names are, and it never carries My Number."""

from __future__ import annotations

import zlib

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.certificates.contents import CONTENTS
from kiosk.certificates.kinds import Kind
from kiosk.certificates.two_d_seal.content import (
    ContentMalformed,
    VersionUnknown,
    Words,
    pack,
    signed_words,
    unpack,
)
from kiosk.certificates.two_d_seal.vocabulary import DICTIONARY, KIND_NUMBERS
from tests.certificates.two_d_seal.seals import NAME, content, pages

NAMES_OF_VERSION_1 = {
    Kind.RESIDENT_RECORD: 1635476457,
    Kind.RESIDENT_RECORD_ITEMS: 4269431484,
    Kind.SEAL_REGISTRATION: 469577492,
    Kind.INCOME_TAX: 3275426235,
    Kind.TAX_PAYMENT: 3465645552,
    Kind.FAMILY_REGISTER: 2665606592,
    Kind.FAMILY_REGISTER_INDIVIDUAL: 2665606592,
    Kind.ADDRESS_HISTORY: 2665606592,
}
"""CRC-32 of each kind's names."""


@given(pages())
def test_every_word_of_every_kind_comes_back_exactly(page: tuple[Kind, Words]) -> None:
    kind, words = page
    said = content(words, kind=kind, page=2, pages=3)
    assert unpack(pack(said)) == said


def test_a_name_keeps_its_variants_and_its_unnormalised_characters() -> None:
    assert dict(unpack(pack(content())).words)["persons.1.name"] == NAME


def test_my_number_is_never_signed() -> None:
    words = signed_words(
        Kind.RESIDENT_RECORD, [("persons.1.my_number", "1111 2222 3333"), ("persons.1.sex", "男")]
    )
    assert words == (("persons.1.sex", "男"),)


@pytest.mark.parametrize(
    "path", ["fields.income", "persons.1.shoe_size", "tables.income.1.3", "tables.tax.0.0", "text", "fields"]
)
def test_a_word_that_no_such_document_has_is_refused_by_its_path(path: str) -> None:
    with pytest.raises(ContentMalformed, match=path):
        signed_words(Kind.INCOME_TAX, [(path, "秘密")])


def test_two_texts_for_one_field_are_refused() -> None:
    with pytest.raises(ContentMalformed, match=r"fields\.address: two texts"):
        signed_words(Kind.INCOME_TAX, [("fields.address", "甲"), ("fields.address", "乙")])


@given(st.binary(max_size=200))
def test_nonsense_is_refused_in_words_of_its_own(nonsense: bytes) -> None:
    with pytest.raises(ContentMalformed):
        unpack(nonsense)


@given(st.data())
def test_a_content_with_any_part_of_another_type_is_refused_or_read(data: st.DataObject) -> None:
    stated = cbor2.loads(pack(content()))
    place = data.draw(st.integers(0, len(stated) - 1))
    other = st.none() | st.integers() | st.text() | st.binary() | st.lists(st.integers())
    stated[place] = data.draw(other.filter(lambda value: value != stated[place]))
    try:
        unpack(cbor2.dumps(stated))
    except ContentMalformed:
        return
    assert place in (1, 2, 3, 4, 5, 6, 7)


def test_a_seal_of_a_newer_program_says_so() -> None:
    stated = cbor2.loads(pack(content()))
    with pytest.raises(VersionUnknown):
        unpack(cbor2.dumps([2, *stated[1:]]))


def test_words_that_would_fill_the_memory_are_refused() -> None:
    stated = cbor2.loads(pack(content()))
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    stated[-1] = bomb.compress(bytes(50_000_000)) + bomb.flush()
    with pytest.raises(ContentMalformed):
        unpack(cbor2.dumps(stated))


def test_papers_of_years_ago_are_still_read() -> None:
    """What each number and name of version 1 means must never change: append, or make another version."""
    assert set(KIND_NUMBERS) == set(Kind)
    assert sorted(KIND_NUMBERS.values()) == list(range(1, 1 + len(Kind)))
    assert zlib.crc32(DICTIONARY) == 718381079
    assert {kind: zlib.crc32(names_of(kind).encode()) for kind in Kind} == NAMES_OF_VERSION_1


def names_of(kind: Kind) -> str:
    groups = (CONTENTS[kind].fields, CONTENTS[kind].persons, CONTENTS[kind].tables)
    return " ".join(name for group in groups for name in group)
