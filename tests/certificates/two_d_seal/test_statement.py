"""What codes say is known before it is proven: enough to see whether a page is missing."""

from __future__ import annotations

from kiosk.certificates.two_d_seal.statement import is_complete, stated
from tests.certificates.two_d_seal.seals import STRANGERS_KEY, content, symbols

FIRST, SECOND = (symbols(content(page=page, pages=2), STRANGERS_KEY) for page in (1, 2))


def test_a_certificate_is_complete_with_all_its_pages_and_all_their_codes() -> None:
    assert is_complete([*SECOND, *FIRST])
    assert not is_complete(FIRST)
    assert not is_complete([*FIRST, *SECOND[:-1]])
    assert not is_complete([])


def test_whatever_can_not_be_understood_says_nothing() -> None:
    assert stated(FIRST) == (content(page=1, pages=2),)
    assert stated(["KS111ABCDEFNO SEAL"]) is None
    assert stated(["https://example.jp/"]) is None
