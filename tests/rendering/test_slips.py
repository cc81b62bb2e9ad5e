"""The receipt and the claim slip that the resident keeps."""

from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest

from kiosk.rendering.draw import draw
from kiosk.rendering.inspection import inspect_slip
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.samples import SAMPLES, load_sample
from kiosk.rendering.slips import SLIPS, ClaimSlip, ProblemSlip, Receipt, claim_slip, problem_slip, receipt

NOON = datetime(2025, 11, 22, 12, 5)


def read(pdf: bytes) -> tuple[str, float]:
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        return document[0].get_textpage().get_text_range(), document[0].get_width()


def test_the_receipt_says_who_took_what_for_what() -> None:
    pdf = receipt(Receipt("架空県青葉市", "住民票の写し", 2, 200, 1000, 600, "7f3a91c4", "T-0001", NOON))
    text, width = read(pdf)
    assert round(width / 72 * 25.4) == 80
    for words in (
        "領　収　書",
        "架空県青葉市",
        "住民票の写し",
        "200円 × 2通",
        "400円",
        "1,000円",
        "600円",
        "7f3a91c4",
        "T-0001",
        "2025-11-22 12:05",
    ):
        assert words in text


def test_the_claim_slip_says_the_number_the_sum_and_whom_to_ask() -> None:
    slip = ClaimSlip(
        "C-004711", "架空県葛\U000e0102𠮷市", "0123-45-6789", "住民票の写し", 1000, 600, 400, "T-0001", NOON
    )
    text, _ = read(claim_slip(slip))
    for words in ("C-004711", "400円", "0123-45-6789", "架空県葛\U000e0102𠮷市"):
        assert words in text


def test_the_same_slip_has_the_same_bytes() -> None:
    content = Receipt("架空県青葉市", "住民票の写し", 1, 200, 200, 0, "7f3a91c4", "T-0001", NOON)
    assert receipt(content) == receipt(content)


def test_the_slip_of_a_bad_print_says_the_number_the_order_and_what_can_be_had() -> None:
    slip = ProblemSlip(
        "4821-7730", "66FA-0B12-9C4E", "架空県青葉市", "0123-45-6789", "住民票の写し", "T-0001", NOON
    )
    text, _ = read(problem_slip(slip))
    for words in ("4821-7730", "66FA-0B12-9C4E", "0123-45-6789", "住民票の写し", "無料", "free of charge"):
        assert words in text


@pytest.mark.parametrize("file", sorted(SLIPS.glob("*.toml")), ids=lambda file: file.stem)
def test_the_form_of_a_slip_takes_the_longest_words(file: Path) -> None:
    inspect_slip(Layout.load(file))


def test_what_is_issued_is_the_form_with_its_words() -> None:
    sample = load_sample(SAMPLES / "slips" / "receipt.json")
    form = Layout.load(SLIPS / "receipt.toml")
    content = Receipt("架空県青葉市", "住民票の写し", 2, 200, 1000, 600, "66FA-0B12-9C4E", "aoba-store", NOON)
    assert receipt(content) == draw(sample, form, copies=1).pdf
