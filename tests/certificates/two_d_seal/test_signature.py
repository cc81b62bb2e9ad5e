"""Only the municipality's key makes its seal, and no bit of it can be changed."""

from __future__ import annotations

import cbor2
import pytest
from cwt import COSE, COSEKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.certificates.two_d_seal.content import pack
from kiosk.certificates.two_d_seal.signature import SignatureInvalid, key_id, sign, unverified, verify
from tests.certificates.two_d_seal.seals import NEW_KEY, OLD_KEY, content

PAYLOAD = pack(content())
SIGNED = sign(PAYLOAD, OLD_KEY)


def test_any_reader_of_cose_can_verify_it() -> None:
    numbers = OLD_KEY.public_key().public_numbers()
    coordinates = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
    key = COSEKey.new({1: 2, 2: key_id(OLD_KEY.public_key()), 3: -7, -1: 1, **coordinates})
    assert COSE.new().decode(SIGNED, key) == PAYLOAD


def test_the_same_page_is_signed_by_the_same_bytes() -> None:
    assert sign(PAYLOAD, OLD_KEY) == SIGNED


def test_it_names_its_key() -> None:
    assert unverified(SIGNED) == (key_id(OLD_KEY.public_key()), PAYLOAD)
    assert verify(SIGNED, OLD_KEY.public_key()) == PAYLOAD


def test_another_key_verifies_nothing_even_under_the_same_name() -> None:
    with pytest.raises(SignatureInvalid, match="another key"):
        verify(SIGNED, NEW_KEY.public_key())
    forged = cbor2.loads(sign(PAYLOAD, NEW_KEY))
    forged.value[0] = cbor2.loads(SIGNED).value[0]
    with pytest.raises(SignatureInvalid, match="signature"):
        verify(cbor2.dumps(forged), OLD_KEY.public_key())


@given(st.integers(0, len(SIGNED) * 8 - 1))
def test_no_bit_can_be_turned(bit: int) -> None:
    turned = bytearray(SIGNED)
    turned[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SignatureInvalid):
        verify(bytes(turned), OLD_KEY.public_key())


@given(st.binary(max_size=120))
def test_nothing_can_be_added_and_nonsense_is_refused(more: bytes) -> None:
    for signed in (SIGNED + more, more) if more else ():
        with pytest.raises(SignatureInvalid):
            verify(signed, OLD_KEY.public_key())
