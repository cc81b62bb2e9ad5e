"""A clerk hands the city hall a file of residents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kiosk.municipal.registry.csv_import import RESIDENT_COLUMNS, import_residents
from kiosk.municipal.registry.models import Assessment, Household, Municipality, Resident
from kiosk.municipal.registry.printable import unprintable_on_forms_of
from kiosk.municipal.registry.whole_file import FileChanged
from kiosk.simulation.town.generator import generate_town
from kiosk.simulation.town.places import AOBA
from kiosk.simulation.town.settlement import settle
from tests.municipal.registry.csv_files import (
    HANAKO,
    ICHIRO,
    RESIDENT_HEADERS,
    export_residents,
    write_csv,
)


def unprintable(item: str, text: str) -> str:
    return unprintable_on_forms_of(AOBA.code)(item, text)


def _everybody() -> list[dict[str, object]]:
    hidden = ("id", "municipality_id", "household_id")
    return [
        {
            "household": resident.household.number,
            "address": resident.household.address,
            **{k: v for k, v in vars(resident).items() if not k.startswith("_") and k not in hidden},
        }
        for resident in Resident.objects.select_related("household").order_by("number")
    ]


def test_a_town_that_was_exported_comes_back_character_by_character(
    aoba: Municipality, tmp_path: Path
) -> None:
    town = generate_town(AOBA, seed=3, today=date(2026, 11, 22), people=300)
    settle(aoba, replace(town, seals=(), instalments=(), registers=()))
    before = _everybody()
    file = export_residents(
        tmp_path / "residents.csv", Resident.objects.select_related("household").order_by("-number")
    )
    Assessment.objects.all().delete()
    Resident.objects.all().delete()
    Household.objects.all().delete()

    report = import_residents(aoba, file)

    assert report.problems == ()
    assert (report.rows, report.created, report.updated, report.written) == (300, 300, 0, True)
    assert _everybody() == before


def test_a_known_resident_is_overwritten_and_nobody_is_doubled(aoba: Municipality, tmp_path: Path) -> None:
    import_residents(aoba, write_csv(tmp_path / "first.csv", [ICHIRO, HANAKO]))
    moved = {"世帯番号": "200", "住所": "架空県青葉市本町一丁目１番１号", "記載順位": "1", "続柄": "世帯主"}

    report = import_residents(aoba, write_csv(tmp_path / "second.csv", [{**HANAKO, **moved}]))

    assert (report.created, report.updated) == (0, 1)
    assert Resident.objects.count() == 2
    assert Resident.objects.get(number="1002").household.address == "架空県青葉市本町一丁目１番１号"
    assert Resident.objects.get(number="1001").household.number == "100"


def test_a_dry_run_says_what_would_happen_and_writes_nothing(aoba: Municipality, tmp_path: Path) -> None:
    report = import_residents(aoba, write_csv(tmp_path / "residents.csv", [ICHIRO, HANAKO]), dry_run=True)

    assert (report.created, report.problems, report.written) == (2, (), False)
    assert not Resident.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "column", "value"),
    [
        ({"生年月日": "1984/05/12"}, "生年月日", "1984/05/12"),
        ({"生年月日": "2023-02-29"}, "生年月日", "2023-02-29"),
        ({"生年月日": ""}, "生年月日", ""),
        ({"性別": "male"}, "性別", "male"),
        ({"記載順位": "一"}, "記載順位", "一"),
        ({"記載順位": "-1"}, "記載順位", "-1"),
        ({"住民区分": "resident"}, "住民区分", "resident"),
        ({"支援措置の有無": "1"}, "支援措置の有無", "1"),
        ({"氏名": ""}, "氏名", ""),
        ({"氏名": "改\n行"}, "氏名", "改\n行"),
        ({"氏名": "長" * 201}, "氏名", "長" * 201),
        ({"在留カード等の番号": "AB12345678CDE"}, "在留カード等の番号", "AB12345678CDE"),
        ({"個人番号": "12345678901"}, "個人番号", ""),
        ({"宛名番号": "1001"}, "宛名番号", "1001"),
        ({"住所": "架空県青葉市本町９番"}, "住所", "架空県青葉市本町９番"),
        ({"記載順位": "1"}, "記載順位", "1"),
        ({"続柄": "世帯主"}, "続柄", "世帯主"),
    ],
)
def test_one_bad_cell_is_named_and_stops_the_whole_file(
    aoba: Municipality, tmp_path: Path, wrong: Mapping[str, str], column: str, value: str
) -> None:
    report = import_residents(aoba, write_csv(tmp_path / "residents.csv", [ICHIRO, {**HANAKO, **wrong}]))

    assert [(problem.column, problem.value) for problem in report.problems] == [(column, value)]
    assert report.problems[0].line >= 3
    assert not report.written
    assert not Resident.objects.exists()


def test_every_bad_cell_of_a_file_is_reported_at_once(aoba: Municipality, tmp_path: Path) -> None:
    bad = [{**ICHIRO, "性別": "?"}, HANAKO, {**HANAKO, "宛名番号": "1003", "生年月日": "?", "続柄": ""}]

    report = import_residents(aoba, write_csv(tmp_path / "residents.csv", bad))

    found = {(problem.line, problem.column) for problem in report.problems}
    assert found == {(2, "性別"), (4, "生年月日"), (4, "続柄")}


def test_a_column_that_is_missing_unknown_or_double_is_refused(aoba: Municipality, tmp_path: Path) -> None:
    headers = [*(name for name in RESIDENT_HEADERS if name != "続柄"), "性別", "備考"]
    file = tmp_path / "residents.csv"
    file.write_text(",".join(headers) + "\n", encoding="utf-8")

    report = import_residents(aoba, file)

    assert [(p.line, p.column) for p in report.problems] == [(1, "続柄"), (1, "性別"), (1, "備考")]
    assert not report.written


def test_columns_may_come_in_any_order_and_after_a_byte_order_mark(
    aoba: Municipality, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "residents.csv", [ICHIRO], reversed(RESIDENT_HEADERS))
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())

    assert import_residents(aoba, file).written
    assert Resident.objects.get().name == "葛\U000e0102城　一郎"


def test_a_file_in_another_encoding_is_refused_by_cell(aoba: Municipality, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "residents.csv", [ICHIRO])
    file.write_bytes(file.read_bytes().replace("カツラギ".encode(), "カツラギ".encode("cp932")))

    report = import_residents(aoba, file)

    assert [(p.line, p.column) for p in report.problems] == [(2, "氏名の振り仮名")]
    report.problems[0].value.encode()


def test_a_row_with_a_cell_too_many_is_refused(aoba: Municipality, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "residents.csv", [ICHIRO])
    file.write_bytes(file.read_bytes().rstrip() + b",more\n")

    assert [problem.line for problem in import_residents(aoba, file).problems] == [2]


def test_a_quote_that_never_ends_is_refused(aoba: Municipality, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "residents.csv", [ICHIRO])
    file.write_bytes(file.read_bytes() + b'"never closed')

    assert not import_residents(aoba, file).written


def test_names_that_the_forms_cannot_print_are_listed_but_taken_over(
    aoba: Municipality, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "residents.csv", [ICHIRO, {**HANAKO, "氏名": "葛\U000e0100城　花子"}])

    report = import_residents(aoba, file, unprintable=unprintable)

    assert [(p.line, p.column, p.value) for p in report.unprintable] == [(3, "氏名", "1002")]
    assert report.written
    assert Resident.objects.get(number="1002").name == "葛\U000e0100城　花子"


def test_the_clerk_is_told_which_variants_of_a_character_there_are(
    aoba: Municipality, tmp_path: Path
) -> None:
    adobe, none, unknown = "葛\U000e0100", "あ\U000e01ef", "\ue000"
    file = write_csv(tmp_path / "residents.csv", [{**ICHIRO, "氏名": f"{adobe}{none}{unknown}"}])

    (found,) = import_residents(aoba, file, unprintable=unprintable).unprintable

    joho = "・".join(f"U+{selector:04X}" for selector in range(0xE0102, 0xE0109))
    assert found.problem == (
        f"U+845B U+E0100 の字形がありません（U+845B の異体字は {joho}）、"
        "U+3042 U+E01EF の字形がありません（異体字のない字です）、U+E000 の字形がありません"
    )


def test_a_name_that_is_too_long_for_a_form_is_reported_with_the_form(
    aoba: Municipality, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "residents.csv", [{**ICHIRO, "氏名": "葛" * 150}])

    (found,) = import_residents(aoba, file, unprintable=unprintable).unprintable

    assert (found.line, found.column, found.value) == (2, "氏名", "1001")
    assert "「住民票の写し」" in found.problem
    assert found.problem.endswith("の枠に入りません")


TEXTS = [column.header for column in RESIDENT_COLUMNS if column.is_text and column.name != "my_number"]


@pytest.mark.parametrize("header", TEXTS)
def test_whatever_of_a_resident_is_printed_is_looked_at(
    aoba: Municipality, tmp_path: Path, header: str
) -> None:
    file = write_csv(tmp_path / "residents.csv", [{**ICHIRO, header: "\ue000"}])

    report = import_residents(aoba, file, unprintable=unprintable)

    assert [(p.line, p.column) for p in report.unprintable] == [(2, header)]
    assert {"住所", "氏名", "氏名の振り仮名", "旧氏", "通称", "本籍", "筆頭者", "転入前住所"} <= set(TEXTS)


def test_a_file_that_changes_meanwhile_is_not_taken_over_in_part(aoba: Municipality, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "residents.csv", [ICHIRO, HANAKO])
    size = file.stat().st_size

    def change(done: int, total: int) -> None:
        if (done, total) == (size, 2 * size):
            write_csv(file, [ICHIRO])

    with pytest.raises(FileChanged):
        import_residents(aoba, file, progress=change)
    assert not Resident.objects.exists()


def test_progress_runs_to_its_end(aoba: Municipality, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    import_residents(
        aoba,
        write_csv(tmp_path / "residents.csv", [ICHIRO, HANAKO]),
        progress=lambda done, total: seen.append((done, total)),
    )

    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def test_no_text_of_a_resident_shows_a_name(aoba: Municipality, tmp_path: Path) -> None:
    import_residents(aoba, write_csv(tmp_path / "residents.csv", [ICHIRO]))

    assert "一郎" not in repr(Resident.objects.get())
