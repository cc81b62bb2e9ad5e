"""The benchmark of the paper compares the same page, and measures what it says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from tests.benchmarks.paper import Measured, engines, measure, missing, table
from tests.benchmarks.paper_engines import ENGINES, FLOOR, NEEDS, OURS
from tests.benchmarks.paper_page import marks_of_the_page, write_for_the_engines
from tests.benchmarks.paper_variants import shows_the_variants


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("paper")
    write_for_the_engines(made, documents=3)
    return made


@pytest.fixture(scope="module")
def measured(directory: Path) -> dict[str, Measured]:
    return {engine: measure(directory, engine, documents=3, cold_starts=1) for engine in (OURS, FLOOR)}


def test_the_page_is_the_one_that_is_talked_about() -> None:
    marks = marks_of_the_page(0)
    assert (len(marks.texts), len(marks.frames)) == (79, 47)
    assert 120 <= len({one for text in marks.texts for one in text.text}) <= 150


def test_our_page_and_the_floor_s_are_one_picture_and_one_text(
    directory: Path, measured: dict[str, Measured]
) -> None:
    pages, texts = [], []
    for engine in measured:
        with pypdfium2.PdfDocument((directory / f"{engine}.pdf").read_bytes()) as document:
            pages.append(np.asarray(document[0].render(scale=1, grayscale=True).to_pil(), dtype=np.float32))
            texts.append(sorted("".join(document[0].get_textpage().get_text_range().split())))
    assert texts[0] == texts[1]
    assert np.abs(pages[0] - pages[1]).mean() < 1, "of 255"


def test_what_is_measured_is_more_than_nothing(measured: dict[str, Measured]) -> None:
    for one in measured.values():
        assert 0 < one.warm < one.cold
        assert 0 < one.work < one.cold_work
        assert one.size > 30_000
        assert one.peak > 10
        assert one.variants_right
    assert table(measured).row_count == len(measured)


@pytest.mark.usefixtures("measured")
def test_a_paper_with_the_base_in_a_variant_s_place_is_told(directory: Path) -> None:
    pdf = (directory / f"{OURS}.pdf").read_bytes()
    texts = [vars(text) for text in marks_of_the_page(0).texts]
    others = [{**text, "text": text["text"].replace("\U000e0102", "\U000e0105")} for text in texts]
    assert shows_the_variants(pdf, texts)
    assert not shows_the_variants(pdf, others)


def test_a_peer_that_is_not_installed_is_named_and_left_out() -> None:
    assert set(missing()) <= set(NEEDS)
    assert engines(NEEDS) == [engine for engine in ENGINES if engine not in NEEDS]
