"""A clerk hands the city hall the files of the seal, tax and family register systems."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import models

from kiosk.municipal.registry.file_tables import (
    ADDRESS_HISTORIES,
    PAYMENTS,
    REGISTER_ENTRIES,
    REGISTER_MEMBERS,
    REGISTERS,
    SEALS,
    FileTable,
)
from kiosk.municipal.registry.models import (
    AddressEntry,
    FamilyRegister,
    Municipality,
    RegisterEntry,
    RegisterMember,
    SealRegistration,
    SealStatus,
    TaxInstalment,
)
from kiosk.municipal.registry.table_import import import_table
from kiosk.municipal.registry.whole_file import ImportReport
from kiosk.simulation.town.generator import generate_town
from kiosk.simulation.town.places import AOBA
from kiosk.simulation.town.settlement import settle
from tests.municipal.registry.csv_files import export_table

Edit = Callable[[list[str], list[str]], None]


@pytest.fixture(autouse=True)
def settled(aoba: Municipality) -> None:
    settle(aoba, generate_town(AOBA, seed=3, today=date(2026, 11, 22), people=80))


TABLES = {
    "seals": SEALS,
    "payments": PAYMENTS,
    "registers": REGISTERS,
    "members": REGISTER_MEMBERS,
    "entries": REGISTER_ENTRIES,
    "address histories": ADDRESS_HISTORIES,
}


def rows_of(table: FileTable) -> models.QuerySet[models.Model]:
    return table.model._default_manager.order_by(*table.key)


def everything(table: FileTable) -> list[dict[str, object]]:
    """All but the keys that the database gives."""
    return [
        {
            name: bytes(value) if isinstance(value, memoryview) else value
            for name, value in row.items()
            if name != "id"
        }
        for row in rows_of(table).values()
    ]


def exported(tmp_path: Path, table: FileTable, edit: Edit = lambda header, cells: None) -> Path:
    """The table as its system would write it, one cell after ``edit`` of the second row."""
    file = export_table(tmp_path / "file.csv", table, rows_of(table))
    header, *lines = file.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    edit(header.split(","), cells)
    lines[1] = ",".join(cells)
    file.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return file


def put(column: str, text: str) -> Edit:
    def edit(header: list[str], cells: list[str]) -> None:
        cells[header.index(column)] = text

    return edit


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_that_was_exported_comes_back_to_the_byte(
    aoba: Municipality, tmp_path: Path, table: FileTable
) -> None:
    before = everything(table)
    file = exported(tmp_path, table)
    if table is not REGISTERS:
        table.model._default_manager.all().delete()

    report = import_table(aoba, table, file)

    assert (report.problems, report.written) == ((), True)
    assert report.rows == len(before) > 20
    assert everything(table) == before


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_same_file_again_changes_nothing_and_a_dry_run_writes_nothing(
    aoba: Municipality, tmp_path: Path, table: FileTable
) -> None:
    before = everything(table)

    report = import_table(aoba, table, exported(tmp_path, table), dry_run=True)

    assert (report.created, report.updated, report.written) == (0, len(before), False)
    assert import_table(aoba, table, tmp_path / "file.csv").written
    assert everything(table) == before


REFUSED: dict[str, tuple[FileTable, Edit, str]] = {
    "nobody of that number": (SEALS, put("宛名番号", "9999999999"), "宛名番号"),
    "an unknown standing": (SEALS, put("登録状態", "有効"), "登録状態"),
    "no picture": (SEALS, put("印影", "iVBORw0KGgo="), "印影"),
    "no base64": (SEALS, put("印影", "印"), "印影"),
    "no seal at all": (SEALS, put("印影", ""), "印影"),
    "a seal twice": (SEALS, put("印鑑登録番号", "00000001"), "印鑑登録番号"),
    "an amount with a comma": (PAYMENTS, put("納付済額", "1.000"), "納付済額"),
    "a day that never comes": (PAYMENTS, put("納期限", "2026-02-30"), "納期限"),
    "no such register": (REGISTER_ENTRIES, put("戸籍番号", "99999999"), "戸籍番号"),
    "no date": (ADDRESS_HISTORIES, put("住所を定めた年月日", ""), "住所を定めた年月日"),
    "a name that is empty": (REGISTER_MEMBERS, put("名", ""), "名"),
}


@pytest.mark.parametrize(("table", "edit", "column"), REFUSED.values(), ids=REFUSED)
def test_one_bad_cell_is_named_and_stops_the_whole_file(
    aoba: Municipality, tmp_path: Path, table: FileTable, edit: Edit, column: str
) -> None:
    before = everything(table)

    report = import_table(aoba, table, exported(tmp_path, table, edit))

    assert [(problem.line, problem.column) for problem in report.problems] == [(3, column)]
    assert not report.written
    assert everything(table) == before


def test_an_imprint_is_never_quoted(aoba: Municipality, tmp_path: Path) -> None:
    report = import_table(aoba, SEALS, exported(tmp_path, SEALS, put("印影", "secret")))

    assert report.problems[0].value == ""


def test_a_cancellation_reaches_the_registry(aoba: Municipality, tmp_path: Path) -> None:
    report = import_table(aoba, SEALS, exported(tmp_path, SEALS, put("登録状態", "抹消")))

    assert report.written
    number = rows_of(SEALS)[1].pk
    assert SealRegistration.objects.get(pk=number).status == SealStatus.CANCELLED


def without(file: Path, lines: Callable[[str], bool]) -> ImportReport:
    header, *rest = file.read_text(encoding="utf-8").splitlines()
    kept = [line for line in rest if not lines(line)]
    file.write_text("\n".join([header, *kept, ""]), encoding="utf-8")
    return import_table(Municipality.objects.get(), REGISTER_ENTRIES, file)


def test_what_a_register_says_no_longer_is_taken_away_and_other_registers_stay(
    aoba: Municipality, tmp_path: Path
) -> None:
    register = FamilyRegister.objects.order_by("pk").first()
    assert register is not None
    others = RegisterEntry.objects.exclude(register=register).count()
    file = export_table(
        tmp_path / "file.csv", REGISTER_ENTRIES, RegisterEntry.objects.filter(register=register)
    )

    report = without(file, lambda line: "婚姻" in line)

    assert report.written
    assert not RegisterEntry.objects.filter(register=register, heading="婚姻").exists()
    assert RegisterEntry.objects.filter(register=register).exists()
    assert RegisterEntry.objects.exclude(register=register).count() == others


def test_an_instalment_that_was_withdrawn_is_taken_away_of_that_year_only(
    aoba: Municipality, tmp_path: Path
) -> None:
    some = TaxInstalment.objects.filter(fiscal_year=2026).first()
    assert some is not None
    of_year = TaxInstalment.objects.filter(resident=some.resident, fiscal_year=2026)
    before, count = TaxInstalment.objects.count(), of_year.count()
    file = export_table(tmp_path / "file.csv", PAYMENTS, [some])

    assert import_table(aoba, PAYMENTS, file).written
    assert of_year.count() == 1
    assert TaxInstalment.objects.count() == before - count + 1


def test_who_marries_moves_from_one_register_to_another_in_one_file(
    aoba: Municipality, tmp_path: Path
) -> None:
    child = RegisterMember.objects.filter(relationship="長女", resident__isnull=False, order__gt=2).first()
    assert child is not None
    new = RegisterMember.objects.exclude(register=child.register).order_by("register", "order").first()
    assert new is not None
    moved = RegisterMember.objects.get(pk=child.pk)
    moved.pk, moved.register, moved.order = None, new.register, 9
    child.resident, child.removed = None, True
    stay = [*child.register.members.exclude(pk=child.pk), *new.register.members.all()]
    file = export_table(tmp_path / "file.csv", REGISTER_MEMBERS, [moved, child, *stay])

    assert import_table(aoba, REGISTER_MEMBERS, file).problems == ()
    assert RegisterMember.objects.get(pk=child.pk).removed
    assert RegisterMember.objects.get(resident=moved.resident).register_id == new.register_id


def test_nobody_is_in_two_registers(aoba: Municipality, tmp_path: Path) -> None:
    first, second = RegisterMember.objects.filter(order=1, resident__isnull=False)[:2]
    twice = RegisterMember.objects.get(pk=second.pk)
    twice.resident = first.resident
    others = second.register.members.exclude(pk=second.pk)
    file = export_table(tmp_path / "file.csv", REGISTER_MEMBERS, [twice, *others])

    report = import_table(aoba, REGISTER_MEMBERS, file)

    assert [(problem.line, problem.column) for problem in report.problems] == [(2, "宛名番号")]
    assert AddressEntry.objects.exists()
