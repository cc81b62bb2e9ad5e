"""`kiosk layout check`: what is wrong with a form is found before a resident finds it."""

import json
import tomllib
from pathlib import Path

import pytest

from kiosk.certificates.kinds import Kind
from kiosk.rendering import inspection
from kiosk.rendering.errors import LayoutError
from kiosk.rendering.inspection import inspect_form
from kiosk.rendering.layouts.layout import LAYOUTS, Layout
from kiosk.rendering.layouts.published import published_schemas


def changed(kind: Kind, stated: str) -> Layout:
    return Layout.parse(f'base = "standard/{kind}"\nname = "own"\n{stated}', "own.toml")


@pytest.mark.parametrize(
    ("kind", "stated", "named"),
    [
        (
            Kind.RESIDENT_RECORD,
            "mayor = { at = [110, 250.4] }",
            "boxes.mayor: the box overlaps that of boxes.seal",
        ),
        (Kind.RESIDENT_RECORD, "seal = { size = [22, 26] }", "boxes.seal-note: the box overlaps"),
        (Kind.RESIDENT_RECORD, "persons = { step = 49 }", "the box overlaps that of boxes.persons"),
        (Kind.RESIDENT_RECORD, "two-d-seal = { at = [16.5, 255] }", "boxes.two-d-seal: the box overlaps"),
        (Kind.RESIDENT_RECORD, "two-d-seal = { version = 20 }", "two-d-seal: the box leaves the printable"),
        (Kind.SEAL_REGISTRATION, "imprint = { at = [60, 86] }", "boxes.imprint: the box overlaps"),
        (Kind.SEAL_REGISTRATION, "scramble = { at = [49, 98] }", "back.boxes.scramble: the box overlaps"),
        (Kind.FAMILY_REGISTER, "entries = { rows = 36 }", "the box overlaps that of boxes.entries"),
        (Kind.FAMILY_REGISTER, "register = { at = [4, 23] }", "boxes.register: the box leaves the printable"),
    ],
)
def test_boxes_that_meet_or_leave_the_printers_reach_are_named(kind: Kind, stated: str, named: str) -> None:
    with pytest.raises(LayoutError) as refusal:
        inspect_form(changed(kind, f"[change]\n{stated}"), kind)
    assert str(refusal.value).startswith("own.toml, ")
    assert named in str(refusal.value)


def test_a_2d_seal_without_enough_room_for_a_full_page_is_named() -> None:
    form = changed(Kind.RESIDENT_RECORD, "[change]\ntwo-d-seal = { symbols = 2 }")
    with pytest.raises(LayoutError) as refusal:
        inspect_form(form, Kind.RESIDENT_RECORD)
    assert "own.toml, two_d_seal, sample longest: 3 symbols, there are places for 2" in str(refusal.value)


def test_a_printer_that_reaches_less_is_told_by_the_page() -> None:
    with pytest.raises(LayoutError, match="printable area"):
        inspect_form(
            changed(Kind.TAX_PAYMENT, "page = { width = 210, height = 297, margin = 8 }"), Kind.TAX_PAYMENT
        )


def test_a_box_too_small_for_the_longest_text_is_named() -> None:
    narrow = changed(Kind.TAX_PAYMENT, "[change]\nmayor = { at = [127, 250.4], size = [40, 8] }")
    with pytest.raises(LayoutError) as refusal:
        inspect_form(narrow, Kind.TAX_PAYMENT)
    assert "own.toml, page 1, fields.mayor, sample longest: does not fit" in str(refusal.value)


def test_a_name_that_is_neither_shown_nor_left_out_is_named() -> None:
    with pytest.raises(LayoutError, match=r"own.toml, fields.remarks: the form neither shows it"):
        inspect_form(changed(Kind.TAX_PAYMENT, 'remove = ["remarks"]'), Kind.TAX_PAYMENT)
    left_out = 'remove = ["remarks"]\nleaves_out = ["fields.remarks"]'
    assert inspect_form(changed(Kind.TAX_PAYMENT, left_out), Kind.TAX_PAYMENT) > 0


def test_a_name_that_no_document_of_the_kind_carries_is_named() -> None:
    with pytest.raises(LayoutError, match=r"own.toml, fields.blood_type: no document of tax-payment"):
        inspect_form(
            changed(Kind.TAX_PAYMENT, '[change]\nremarks = { field = "blood_type" }'), Kind.TAX_PAYMENT
        )


def test_a_name_without_a_longest_text_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    longest = json.loads(inspection.LONGEST.read_text())
    del longest["tables"]["payments"]
    (tmp_path / "longest.json").write_text(json.dumps(longest))
    monkeypatch.setattr(inspection, "LONGEST", tmp_path / "longest.json")
    with pytest.raises(LayoutError, match=r"longest.json, tables.payments"):
        inspect_form(changed(Kind.TAX_PAYMENT, ""), Kind.TAX_PAYMENT)


@pytest.mark.parametrize("name", published_schemas())
def test_the_published_schemas_are_those_that_files_are_checked_by(name: str) -> None:
    assert (LAYOUTS / "schema" / name).read_text() == published_schemas()[name], "kiosk layout schema"


def test_a_town_is_told_by_the_schema_what_its_own_form_may_state() -> None:
    schema = json.loads(published_schemas()["own.json"])
    files = [file for file in LAYOUTS.glob("*/*.toml") if file.parent.name.isdigit()]
    assert files
    for file in files:
        stated = tomllib.loads(file.read_text())
        assert stated.keys() <= schema["properties"].keys()
        for values in stated["change"].values():
            assert (
                values.keys() <= schema["properties"]["change"]["additionalProperties"]["properties"].keys()
            )


def test_every_layout_names_its_schema_for_editors() -> None:
    schemas = {"standard": "standard.json", "blocks": "block.json", "slips": "standard.json"}
    for path in LAYOUTS.glob("*/*.toml"):
        first = path.read_text().splitlines()[0]
        assert first == f"#:schema ../schema/{schemas.get(path.parent.name, 'own.json')}", path
