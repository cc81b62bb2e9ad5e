"""A seal is spread over as few symbols as hold it, and found again in any order."""

from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from kiosk.certificates.two_d_seal.symbols import LARGEST_VERSION, SealTooLarge, capacity, gather, split

LETTERS = "KIOSK:"
"""Digits in a row would be written shorter."""


def modules(text: str) -> int:
    """A side of the smallest QR code of level M over a text."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return int(code.to_image(scale=1, add_quiet_zones=False).shape[0])


@pytest.mark.parametrize("version", range(1, LARGEST_VERSION + 1))
def test_a_symbol_holds_what_the_standard_says_and_not_one_character_more(version: int) -> None:
    text = (LETTERS * 600)[: capacity(version)]
    assert modules(text) == 17 + 4 * version
    if version < LARGEST_VERSION:
        assert modules(text + "A") == 17 + 4 * (version + 1)


@given(st.binary(min_size=1, max_size=900), st.integers(9, 40), st.randoms(use_true_random=False))
def test_a_seal_is_put_together_from_its_symbols_in_any_order(
    seal: bytes, version: int, random: object
) -> None:
    texts = list(split(seal, version, 8))
    assert all(len(text) <= capacity(version) for text in texts)
    assert max(map(len, texts)) - min(map(len, texts)) <= len(texts)
    random.shuffle(texts)  # type: ignore[attr-defined]
    gathered = gather(["https://example.jp/", *texts, *texts])
    assert gathered.seals == (seal,)
    assert gathered.is_whole


def test_two_seals_in_one_photo_are_kept_apart() -> None:
    first, second = split(bytes(300), 9, 3), split(bytes(range(256)), 9, 3)
    gathered = gather([first[1], second[0], first[0], *second[1:], *first[2:]])
    assert set(gathered.seals) == {bytes(300), bytes(range(256))}


def test_a_missing_symbol_is_noticed() -> None:
    texts = split(bytes(590), 10, 3)
    assert len(texts) == 3
    gathered = gather(texts[:2])
    assert (gathered.seals, gathered.incomplete, gathered.is_whole) == ((), 1, False)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: text[:3] + "1" + text[4:],
        lambda text: text[:4] + "Z" + text[5:],
        lambda text: text[:3],
        lambda text: text + "葛",
    ],
    ids=["cut", "exchanged", "numbered like another", "one of 35", "nothing but its mark", "kanji"],
)
def test_a_symbol_that_was_tampered_with_makes_no_seal(change: object) -> None:
    *others, last = split(bytes(590), 10, 3)
    gathered = gather([*others, change(last)])  # type: ignore[operator]
    assert gathered.seals == ()
    assert not gathered.is_whole


def test_a_seal_that_needs_more_places_than_the_form_has_is_refused() -> None:
    with pytest.raises(SealTooLarge, match="3 symbols, there are places for 2"):
        split(bytes(590), 10, 2)
