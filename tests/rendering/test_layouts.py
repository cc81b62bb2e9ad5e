"""A form is data: what is wrong in it or missing from a document is refused, naming the place."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.rendering.draw import draw
from kiosk.rendering.errors import LayoutError, MissingField, TextOverflow
from kiosk.rendering.inspection import inspect
from kiosk.rendering.layouts.layout import LAYOUTS, Layout, find_layout
from kiosk.rendering.placement import place
from kiosk.rendering.samples import Sample, load_sample, samples_of

FORM = """
name = "test"
title = "試験"
page = { width = 100, height = 50 }
[styles]
plain = { largest = 10, smallest = 8 }
[[boxes]]
kind = "text"
at = [10, 10]
size = [40, 8]
style = "plain"
field = "name"
"""


def form(replaced: str = "", by: str = "", *, added: str = "") -> Layout:
    assert replaced in FORM
    return Layout.parse(FORM.replace(replaced, by, 1) + added, source="form.toml")


def content(**fields: str) -> Sample:
    return Sample(fields=fields)


@pytest.mark.parametrize(
    ("replaced", "by", "named"),
    [
        ('style = "plain"', 'style = "plain"\ncolour = "red"', "boxes.0.text.colour"),
        ('kind = "text"', 'kind = "picture"', "boxes.0"),
        ("largest = 10", "largest = 7", "smallest is larger"),
        ('style = "plain"', 'style = "bold"', "no style 'bold'"),
        ('field = "name"', 'field = "name"\ntext = "名"', "exactly one of text, field and counter"),
        ('field = "name"', "", "exactly one of text, field and counter"),
        ("size = [40, 8]", "size = [40, 0]", "boxes.0.text.size.1"),
        ("size = [40, 8]", "", "boxes.0.text.size"),
        ('title = "試験"', "title = ", "no TOML"),
        ('field = "name"', 'counter = "person"', "belongs into a repeat"),
    ],
)
def test_a_wrong_layout_is_refused_naming_file_and_place(replaced: str, by: str, named: str) -> None:
    with pytest.raises(LayoutError) as refusal:
        form(replaced, by)
    assert "form.toml" in str(refusal.value)
    assert named in str(refusal.value)


def test_two_cells_on_one_place_are_refused() -> None:
    grid = """
[[boxes]]
kind = "grid"
at = [10, 30]
columns = [10, 10]
rows = [5]
cells = [
  { row = 1, column = 1, columns = 2, style = "plain", text = "一" },
  { row = 1, column = 2, style = "plain", text = "二" },
]
"""
    with pytest.raises(LayoutError, match="two cells at row 1, column 2"):
        form(added=grid)


def test_a_missing_field_is_refused() -> None:
    with pytest.raises(MissingField, match=r"form.toml, fields.name"):
        draw(content(), form(), copies=1)


def test_a_field_that_the_form_would_hide_is_refused_unless_left_out_on_purpose() -> None:
    filled = content(name="一郎", remarks="備考")
    with pytest.raises(MissingField, match=r"fields.remarks: the form does not show it"):
        draw(filled, form(), copies=1)
    draw(filled, form("[styles]", 'leaves_out = ["fields.remarks"]\n[styles]'), copies=1)


def test_a_person_without_a_key_is_refused(household: Sample, resident_record: Layout) -> None:
    second = {key: text for key, text in household.persons[1].items() if key != "old_name"}
    broken = household.model_copy(update={"persons": (household.persons[0], second)})
    with pytest.raises(MissingField, match=r"persons.2.old_name"):
        draw(broken, resident_record, copies=1)


def test_a_resident_record_of_nobody_is_refused(household: Sample, resident_record: Layout) -> None:
    with pytest.raises(MissingField, match="persons"):
        draw(household.model_copy(update={"persons": ()}), resident_record, copies=1)


def test_a_text_shrinks_to_its_smallest_size_and_no_further() -> None:
    room_at_smallest = int((40 - 1.6) / (8 / 72 * 25.4))
    draw(content(name="国" * room_at_smallest), form(), copies=1)
    with pytest.raises(TextOverflow, match=r"form.toml, page 1, fields.name: does not fit at 8 points"):
        draw(content(name="国" * (room_at_smallest + 1)), form(), copies=1)


def test_a_name_too_long_for_the_form_is_refused_without_being_told(
    household: Sample, resident_record: Layout, renamed: Callable[[Sample, str], Sample]
) -> None:
    with pytest.raises(TextOverflow) as refusal:
        draw(renamed(household, "寿限無" * 40), resident_record, copies=1)
    assert "persons.1.name" in str(refusal.value)
    assert "寿限無" not in str(refusal.value)


def test_more_rows_than_the_table_has_are_refused(income_tax: Layout) -> None:
    sample = samples_of(Kind.INCOME_TAX)["income-tax-taxed"]
    rows = sample.tables["income"].rows * 2
    table = sample.tables["income"].model_copy(update={"rows": rows})
    longer = sample.model_copy(update={"tables": {**sample.tables, "income": table}})
    with pytest.raises(TextOverflow, match=r"tables.income: 24 rows, the box has 15"):
        draw(longer, income_tax, copies=1)


def test_a_latin_name_is_not_torn_at_the_end_of_a_line(resident_record: Layout) -> None:
    foreign = samples_of(Kind.RESIDENT_RECORD)["resident-record-foreign-resident"]
    from kiosk.rendering.fitting import fit

    paper = draw(foreign, resident_record, copies=1)
    name = next(text for text in paper.pages[0].texts if text.path == "persons.2.name")
    first, second = fit(name, "form").lines
    assert first.text.endswith("ALEXANDRA ")
    assert second.text.startswith("CHRISTINA")


def test_a_municipality_replaces_a_form_without_code(tmp_path: Path) -> None:
    code = MunicipalityCode("131211")
    (tmp_path / "standard").mkdir()
    (tmp_path / "standard" / "income-tax.toml").write_text(FORM)
    assert find_layout(Kind.INCOME_TAX, code, tmp_path).title == "試験"
    (tmp_path / code).mkdir()
    (tmp_path / code / "income-tax.toml").write_text(FORM.replace("試験", "足立区の様式"))
    assert find_layout(Kind.INCOME_TAX, code, tmp_path).title == "足立区の様式"
    assert find_layout(Kind.INCOME_TAX, None, tmp_path).title == "試験"


def test_the_hash_of_a_layout_is_that_of_its_file() -> None:
    assert form().sha256 != form("試験", "試験 ").sha256
    assert Layout.load(LAYOUTS / "standard" / "income-tax.toml").sha256 == find_layout(Kind.INCOME_TAX).sha256


@pytest.mark.parametrize("kind", list(Kind))
def test_every_standard_form_holds_for_all_its_samples(kind: Kind) -> None:
    inspect(find_layout(kind), samples_of(kind))


def test_a_box_that_leaves_the_page_is_found() -> None:
    with pytest.raises(LayoutError, match=r"boxes.name: the box leaves the printable area"):
        inspect(form("at = [10, 10]", "at = [70, 10]"), {"one": content(name="一郎")})


def test_boxes_that_overlap_are_found() -> None:
    second = '[[boxes]]\nkind = "text"\nat = [20, 12]\nsize = [40, 8]\nstyle = "plain"\ntext = "様"\n'
    with pytest.raises(LayoutError, match="overlaps"):
        inspect(form(added=second), {"one": content(name="一郎")})


def test_a_sample_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_text('{"fields": {}, "colour": "red"}')
    with pytest.raises(LayoutError, match=r"odd.json, colour"):
        load_sample(path)


def stamped(side: int) -> bytes:
    """The picture of an imprint, ``side`` pixels wide and high."""
    content = BytesIO()
    Image.new("1", (side, side), 0).save(content, "PNG")
    return content.getvalue()


def test_an_imprint_stands_in_its_own_size_in_the_middle_of_its_frame() -> None:
    form = find_layout(Kind.SEAL_REGISTRATION)
    sample = samples_of(Kind.SEAL_REGISTRATION)["seal-registration-variant-name"]
    for millimetres in (8, 16, 25):
        picture = stamped(round(millimetres / 25.4 * 600))
        (page,) = place(sample.model_copy(update={"pictures": {"imprint": picture}}), form)
        imprint = next(image.rectangle for image in page.images if image.path == "pictures.imprint")
        assert imprint.width == imprint.height == pytest.approx(millimetres, abs=0.03)
        assert imprint.left + imprint.right == pytest.approx(2 * 48)


@pytest.mark.parametrize(
    ("picture", "problem"),
    [(stamped(800), "larger than its box of 32 × 32 mm"), (b"GIF89a" + bytes(40), "no PNG"), (b"", "no PNG")],
)
def test_an_imprint_that_is_none_or_too_large_is_refused(picture: bytes, problem: str) -> None:
    sample = samples_of(Kind.SEAL_REGISTRATION)["seal-registration-variant-name"]
    broken = sample.model_copy(update={"pictures": {"imprint": picture}})
    with pytest.raises(LayoutError, match=r"seal-registration.toml, pictures.imprint: ") as refusal:
        draw(broken, find_layout(Kind.SEAL_REGISTRATION), copies=1)
    assert problem in str(refusal.value)
