"""戸籍 and 附票: entries that go on over as many sheets as it takes."""

import pytest

from kiosk.certificates.kinds import Kind
from kiosk.rendering.layouts.layout import find_layout
from kiosk.rendering.placement import PlacedPage, place
from kiosk.rendering.samples import samples_of

REGISTER = find_layout(Kind.FAMILY_REGISTER)
SAMPLES = samples_of(Kind.FAMILY_REGISTER)


def texts(page: PlacedPage) -> list[str]:
    return [text.text for text in page.texts]


def test_each_row_stands_on_one_sheet_and_the_counter_says_which() -> None:
    sample = SAMPLES["family-register-several-sheets"]
    pages = place(sample, REGISTER)
    counters = ("（３の１）", "（３の２）", "（３の３）")
    for page, counter in zip(pages, counters, strict=True):
        assert counter in texts(page)
        assert "髙島　清次郎" in texts(page)
    shown = [path for page in pages for path, _ in page.words if path.startswith("tables.")]
    rows = sample.tables["entries"].rows
    assert shown == [
        f"tables.entries.{row}.{cell}"
        for row, cells in enumerate(rows, start=1)
        for cell, text in enumerate(cells, start=1)
        if text
    ]


def test_nothing_can_be_added_below_the_last_entry() -> None:
    pages = place(SAMPLES["family-register-several-sheets"], REGISTER)
    closings = ["以　下　余　白" in texts(page) for page in pages]
    assert closings == [False, False, True]
    last = pages[-1]
    (closing,) = (text for text in last.texts if text.text == "以　下　余　白")
    entries = [text.rectangle for text in last.texts if text.path.startswith("tables.entries.")]
    assert closing.rectangle.top == pytest.approx(max(entry.bottom for entry in entries))
    assert closing.rectangle.left == 18 + 46


def test_entries_are_ruled_off_and_the_items_of_one_are_not() -> None:
    (page,) = place(SAMPLES["family-register-couple"], REGISTER)
    ruled = {line.y1 for line in page.lines if line.y1 == line.y2}
    begun = {
        text.rectangle.top
        for text in page.texts
        if text.text in ("戸籍に記録されている者", "身分事項", "戸籍事項")
    }
    first = min(begun)
    assert ruled == begun - {first}


def test_a_full_last_sheet_has_no_room_for_anything_more() -> None:
    sample = SAMPLES["family-register-couple"]
    table = sample.tables["entries"]
    full = table.model_copy(update={"rows": (table.rows * 2)[:35]})
    (page,) = place(sample.model_copy(update={"tables": {"entries": full}}), REGISTER)
    assert "以　下　余　白" not in texts(page)
