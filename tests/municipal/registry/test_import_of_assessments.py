"""A clerk hands the city hall the tax office's file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kiosk.municipal.registry.file_tables import ASSESSMENTS
from kiosk.municipal.registry.models import Assessment, Municipality
from kiosk.municipal.registry.table_import import import_table
from kiosk.simulation.town.generator import generate_town
from kiosk.simulation.town.places import AOBA
from kiosk.simulation.town.settlement import settle
from tests.municipal.registry.csv_files import export_table


def _all() -> list[dict[str, object]]:
    return list(Assessment.objects.order_by("resident", "fiscal_year").values())


def _settled(aoba: Municipality, tmp_path: Path) -> Path:
    settle(aoba, generate_town(AOBA, seed=3, today=date(2026, 11, 22), people=120))
    return export_table(tmp_path / "tax.csv", ASSESSMENTS, Assessment.objects.select_related("resident"))


def test_assessments_come_back_to_the_yen(aoba: Municipality, tmp_path: Path) -> None:
    file = _settled(aoba, tmp_path)
    before = _all()
    Assessment.objects.all().delete()

    report = import_table(aoba, ASSESSMENTS, file)

    assert (report.problems, report.created, report.written) == ((), len(before), True)
    without_keys = [{**row, "id": 0} for row in before]
    assert [{**row, "id": 0} for row in _all()] == without_keys


def test_a_correction_overwrites_the_year(aoba: Municipality, tmp_path: Path) -> None:
    file = _settled(aoba, tmp_path)
    Assessment.objects.update(annual_tax=1)

    report = import_table(aoba, ASSESSMENTS, file)

    assert (report.created, report.updated) == (0, Assessment.objects.count())
    assert Assessment.objects.filter(annual_tax=1).count() == 0


def test_somebody_unknown_and_a_year_twice_stop_the_file(aoba: Municipality, tmp_path: Path) -> None:
    file = _settled(aoba, tmp_path)
    lines = file.read_text(encoding="utf-8").splitlines()
    unknown = ",".join(["9999999999", *lines[1].split(",")[1:]])
    file.write_text("\n".join([*lines[:3], lines[1], unknown, ""]), encoding="utf-8")

    report = import_table(aoba, ASSESSMENTS, file)

    assert [(p.line, p.column) for p in report.problems] == [(4, "課税年度"), (5, "宛名番号")]
    assert not report.written


def test_an_amount_with_a_comma_is_refused(aoba: Municipality, tmp_path: Path) -> None:
    file = _settled(aoba, tmp_path)
    lines = file.read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    cells = lines[1].split(",")
    cells[header.index("年税額")] = '"1,000"'
    file.write_text("\n".join([lines[0], ",".join(cells), ""]), encoding="utf-8")

    assert [(p.column, p.value) for p in import_table(aoba, ASSESSMENTS, file).problems] == [
        ("年税額", "1,000")
    ]
