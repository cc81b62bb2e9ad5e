"""What the files of the city's own systems hold, table by table, and how their rows are found again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import models

from kiosk.municipal.registry.csv_table import Column, column_of, fields_of_file
from kiosk.municipal.registry.models import (
    AddressEntry,
    Assessment,
    FamilyRegister,
    RegisterEntry,
    RegisterMember,
    Resident,
    SealRegistration,
    TaxInstalment,
)


@dataclass(frozen=True)
class Reference:
    """A foreign key of the table, filled by the number of a row that is there already. ``may_be_empty``:
    the row may be nobody's; ``only_once``: no two rows may be of the same."""

    field: str
    column: Column
    to: type[models.Model]
    missing: str
    may_be_empty: bool = False
    only_once: bool = False


@dataclass(frozen=True)
class FileTable:
    """A table that a file fills: ``key`` are the fields (references among them) by which a row is found
    again. ``whole`` are those of the key whose rows a file states all of: what is there of the same and not
    in the file is taken away."""

    model: type[models.Model]
    references: tuple[Reference, ...]
    key: tuple[str, ...]
    whole: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the file fills by itself."""
        return fields_of_file(self.model, [reference.field for reference in self.references])

    @property
    def columns(self) -> tuple[Column, ...]:
        """The file's columns: a number for each reference, then every item of the row."""
        own = (column_of(self.model, name) for name in self.fields)
        return (*(reference.column for reference in self.references), *own)


def _empty_or(column: Column) -> Column:
    def read(text: str) -> Any:
        return column.read(text) if text else ""

    return replace(column, read=read)


_OF_RESIDENT = Reference(
    "resident",
    replace(column_of(Resident, "number"), name="resident_number"),
    Resident,
    "この宛名番号の住民がいません",
)
_OF_REGISTER = Reference(
    "register",
    replace(column_of(FamilyRegister, "number"), name="register_number"),
    FamilyRegister,
    "この戸籍番号の戸籍がありません",
)
_RESIDENT_IF_ANY = replace(
    _OF_RESIDENT, column=_empty_or(_OF_RESIDENT.column), may_be_empty=True, only_once=True
)

ASSESSMENTS = FileTable(Assessment, (_OF_RESIDENT,), ("resident", "fiscal_year"))
SEALS = FileTable(SealRegistration, (_OF_RESIDENT,), ("number",))
PAYMENTS = FileTable(
    TaxInstalment,
    (_OF_RESIDENT,),
    ("resident", "fiscal_year", "collection", "period"),
    whole=("resident", "fiscal_year"),
)
REGISTERS = FileTable(FamilyRegister, (), ("number",))
REGISTER_MEMBERS = FileTable(
    RegisterMember, (_OF_REGISTER, _RESIDENT_IF_ANY), ("register", "order"), whole=("register",)
)
REGISTER_ENTRIES = FileTable(
    RegisterEntry, (_OF_REGISTER,), ("register", "member_order", "order"), whole=("register",)
)
ADDRESS_HISTORIES = FileTable(
    AddressEntry, (_OF_REGISTER,), ("register", "member_order", "order"), whole=("register",)
)
