"""A reader finds every line end where a phrase ends, in Japanese and in English."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.terminal.screens.typesetting import Line, Run, plain, set_lines


def em(text: str, bold: bool) -> float:
    """Ten px for a wide character, five for a Latin one, one more for bold."""
    return sum((10.0 if character >= "\u2e80" else 5.0) + bold for character in text)


def shown(lines: list[Line]) -> list[str]:
    return ["".join(run.text for run in line) for line in lines]


def test_a_line_ends_where_a_phrase_ends() -> None:
    assert shown(set_lines("まわりの人に|見えないように、|手でかくして|入れてください。", 140, em)) == [
        "まわりの人に見えないように、",
        "手でかくして入れてください。",
    ]


def test_a_line_may_end_after_a_comma_without_a_mark() -> None:
    assert shown(set_lines("申しわけありません。お金は、お返しします。", 100, em)) == [
        "申しわけありません。",
        "お金は、",
        "お返しします。",
    ]


def test_punctuation_never_begins_a_line() -> None:
    assert shown(set_lines("（無料）|。まで", 40, em)) == ["（無", "料）。", "まで"]


def test_english_ends_its_lines_between_words_and_drops_the_space() -> None:
    assert shown(set_lines("Wrong PIN. 2 tries left", 60, em)) == ["Wrong PIN. 2", "tries left"]


def test_a_telephone_number_stays_whole() -> None:
    assert shown(set_lines("電話は0120-95-0178へ", 65, em)) == ["電話は", "0120-95-0178", "へ"]


def test_a_forced_line_end_holds() -> None:
    assert shown(set_lines("白い\n黒い", 500, em)) == ["白い", "黒い"]


def test_bold_words_stay_bold_across_a_line_end() -> None:
    lines = set_lines("ただし**税・|保険**だけ", 65, em)
    assert lines == [(Run("ただし"), Run("税・", bold=True)), (Run("保険", bold=True), Run("だけ"))]


def test_a_text_that_is_bold_throughout_is_measured_bold() -> None:
    assert shown(set_lines("同意|する", 40, em)) == ["同意する"]
    assert shown(set_lines("同意|する", 40, em, bold=True)) == ["同意", "する"]


def test_plain_words_have_no_marks() -> None:
    assert plain("のこり|**1回**です") == "のこり1回です"


@pytest.mark.parametrize("width", [30, 60, 100])
def test_a_text_without_phrases_is_parted_by_the_rules_of_japanese_lines(width: int) -> None:
    for line in shown(set_lines("架空県青葉市中央町「一丁目」ヶ丘ー々番地", width, em))[1:]:
        assert line[0] not in "」ヶー々、。"


_TEXTS = st.text(st.sampled_from("市民課、。「」（）ーっabc 12|"), max_size=40)


@given(_TEXTS, st.integers(min_value=30, max_value=300))
def test_no_character_is_lost_whatever_the_width(text: str, width: int) -> None:
    kept = "".join(shown(set_lines(text, width, em))).replace(" ", "")
    assert kept == plain(text).replace(" ", "")


@given(_TEXTS, st.integers(min_value=30, max_value=300))
def test_a_line_is_wider_than_its_box_only_where_it_must_not_be_parted(text: str, width: int) -> None:
    for line in shown(set_lines(text, width, em)):
        if em(line, False) > width:
            assert not any(may_part(*pair) for pair in pairwise(line))


def may_part(before: str, after: str) -> bool:
    wide = before >= "\u2e80" or after >= "\u2e80"
    return wide and before not in "（「" and after not in "、。」）ーっ"
