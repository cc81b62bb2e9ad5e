"""CSV files as a city's own system would export them."""

from __future__ import annotations

import base64
import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from django.db import models

from kiosk.municipal.registry.csv_import import RESIDENT_COLUMNS
from kiosk.municipal.registry.file_tables import FileTable
from kiosk.municipal.registry.models import Resident

RESIDENT_HEADERS = tuple(column.header for column in RESIDENT_COLUMNS)

ICHIRO = {
    "世帯番号": "100",
    "住所": "架空県青葉市緑ケ丘二丁目３番１４号",
    "宛名番号": "1001",
    "記載順位": "1",
    "氏名": "葛\U000e0102城　一郎",
    "氏名の振り仮名": "カツラギ　イチロウ",
    "生年月日": "1984-05-12",
    "性別": "男",
    "続柄": "世帯主",
    "個人番号": "123456789010",
    "住民となった年月日": "2013-03-28",
    "住所を定めた年月日": "",
    "本籍": "架空県青葉市緑ケ丘１２０番地",
    "筆頭者": "葛\U000e0102城　一郎",
    "住民区分": "住民",
    "支援措置の有無": "無",
}
HANAKO = {
    **ICHIRO,
    "宛名番号": "1002",
    "記載順位": "2",
    "氏名": "葛\U000e0102城　花子",
    "生年月日": "1986-08-23",
    "性別": "女",
    "続柄": "妻",
}


def write_csv(
    path: Path, rows: Iterable[Mapping[str, str]], headers: Iterable[str] = RESIDENT_HEADERS
) -> Path:
    """A UTF-8 file with ``headers``; what a row does not say is empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, tuple(headers), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def export_residents(path: Path, residents: Iterable[Resident]) -> Path:
    """Every resident with every item."""
    return write_csv(
        path,
        (
            {
                column.header: _text(
                    getattr(resident.household, {"household_number": "number"}.get(column.name, column.name))
                    if column.name in ("household_number", "address")
                    else _cell(resident, column.name)
                )
                for column in RESIDENT_COLUMNS
            }
            for resident in residents
        ),
    )


def export_table(path: Path, table: FileTable, rows: Iterable[models.Model]) -> Path:
    """Every row with every item, and the numbers of what it refers to."""
    references = {reference.column.name: reference.field for reference in table.references}
    return write_csv(
        path,
        (
            {
                column.header: _text(
                    getattr(getattr(row, references[column.name]), "number", "")
                    if column.name in references
                    else _cell(row, column.name)
                )
                for column in table.columns
            }
            for row in rows
        ),
        tuple(column.header for column in table.columns),
    )


def _cell(row: models.Model, name: str) -> object:
    shown = getattr(row, f"get_{name}_display", None)
    return shown() if shown is not None else getattr(row, name)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bytes():
            return base64.b64encode(value).decode()
        case bool():
            return "有" if value else "無"
        case date():
            return value.isoformat()
        case _:
            return str(value)
