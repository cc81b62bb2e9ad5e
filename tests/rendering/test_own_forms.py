"""A municipality's own form says only what differs; whatever it says must make sense of the standard one."""

import shutil
from pathlib import Path

import pytest

from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.rendering.draw import draw
from kiosk.rendering.errors import LayoutError
from kiosk.rendering.layouts.layout import LAYOUTS, Layout, find_layout
from kiosk.rendering.placement import PlacedPage, place
from kiosk.rendering.samples import Sample

WAKABA = MunicipalityCode("999318")
OWN = f'base = "standard/resident-record"\nname = "{WAKABA}/resident-record"\n'


@pytest.fixture
def layouts(tmp_path: Path) -> Path:
    """Forms that may be changed."""
    copy = tmp_path / "layouts"
    shutil.copytree(LAYOUTS, copy)
    return copy


def own_form(stated: str) -> Layout:
    return Layout.parse(OWN + stated, f"{WAKABA}/resident-record.toml")


def texts(page: PlacedPage) -> set[str]:
    return {text.text for text in page.texts}


def test_wakabas_record_has_its_fee_its_words_and_its_larger_seal(
    household: Sample, resident_record: Layout
) -> None:
    (standard,) = place(household, resident_record)
    (own,) = place(household, find_layout(Kind.RESIDENT_RECORD, WAKABA))
    assert texts(own) - texts(standard) == {
        "交付手数料　無料（若葉町手数料条例第２条）",
        "公印は黒色で印刷しています",
    }
    assert texts(standard) - texts(own) == {"この印は黒色です"}
    assert own.images[0].rectangle.width > standard.images[0].rectangle.width
    assert own.frames == standard.frames
    assert find_layout(Kind.INCOME_TAX, WAKABA) == find_layout(Kind.INCOME_TAX)


def test_a_box_and_a_cell_are_changed_by_id_or_field_and_taken_away(household: Sample) -> None:
    form = own_form(
        'remove = ["counter"]\n'
        'leaves_out = ["persons.notified_on", "fields.certification"]\n'
        "[styles]\nmayor = { largest = 12 }\n"
        "[change]\n"
        'notified-on-label = { text = "摘要" }\n'
        'notified_on = { text = "－" }\n'
        'certification = { text = "原本と相違ない。" }\n'
        "mayor = { at = [80, 252] }\n"
    )
    (page,) = place(household, form)
    assert {"摘要", "－", "原本と相違ない。"} <= texts(page)
    assert not {"届出日", "1/1"} & texts(page)
    mayor = next(text for text in page.texts if text.path == "fields.mayor")
    assert (mayor.rectangle.left, mayor.rectangle.top) == (80, 252)
    assert (mayor.style.largest, mayor.style.smallest) == (12, 8.5)


@pytest.mark.parametrize(
    ("stated", "named"),
    [
        ("[change]\nmayer = { at = [80, 252] }", "change.mayer: no box or cell has this id"),
        ('remove = ["stamp"]', "remove.stamp: no box or cell has this id"),
        ("[change]\nmayor = { colour = 1 }", "change.mayor.text.colour: Extra inputs"),
        ("[change]\nmayor = { at = [80] }", "change.mayor.text.at.1: Field required"),
        ("[change]\naddress = { row = 0 }", "change.address.row"),
        ('[change]\nseal-note = { text = "印", field = "mayor" }', "change.seal-note.text: Value error"),
        ("[styles]\nmayor = { colour = 1 }", "styles.mayor.colour: Extra inputs"),
        ("[styles]\nfee = { largest = 9 }", "styles.fee.smallest: Field required"),
        ("colour = 1", "colour: Extra inputs"),
        ('[ground]\nword = ""', "ground.word"),
        (
            '[[boxes]]\nid = "seal"\nkind = "frame"\nat = [9, 9]\nsize = [9, 9]',
            "id 'seal' stands at two boxes",
        ),
        (
            '[[boxes]]\nkind = "text"\nat = [9, 9]\nsize = [9, 9]\nstyle = "fee"\ntext = "無料"',
            "no style 'fee'",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_naming_file_box_and_key(stated: str, named: str) -> None:
    with pytest.raises(LayoutError) as refusal:
        own_form(stated)
    assert str(refusal.value).startswith("999318/resident-record.toml, ")
    assert named in str(refusal.value)


def test_a_base_or_a_block_that_is_not_there_is_named() -> None:
    with pytest.raises(LayoutError, match=r"own.toml, base: there is no form standard/passport"):
        Layout.parse('base = "standard/passport"\nname = "own"', "own.toml")
    standard = 'name = "x"\ntitle = "x"\npage = { width = 9, height = 9 }\n'
    with pytest.raises(LayoutError, match=r"own.toml, include: there is no block footer"):
        Layout.parse(standard + 'boxes = [{ kind = "include", block = "footer" }]', "own.toml")


def test_a_fault_in_a_block_is_told_as_the_blocks(layouts: Path) -> None:
    block = layouts / "blocks" / "certified.toml"
    block.write_text(block.read_text().replace("size = [22, 22]", "size = [22, 0]"))
    with pytest.raises(LayoutError, match=r"^blocks/certified.toml, boxes\.3\.image\.size\.1: "):
        find_layout(Kind.TAX_PAYMENT, None, layouts)


def test_a_changed_block_is_another_form_and_a_changed_comment_is_not(layouts: Path) -> None:
    before = find_layout(Kind.RESIDENT_RECORD, WAKABA, layouts)
    assert before == find_layout(Kind.RESIDENT_RECORD, WAKABA)
    block = layouts / "blocks" / "certified.toml"
    block.write_text("# nothing\n" + block.read_text())
    assert find_layout(Kind.RESIDENT_RECORD, WAKABA, layouts).sha256 == before.sha256
    block.write_text(block.read_text().replace("at = [24, 248.4]", "at = [24, 248.5]"))
    assert find_layout(Kind.RESIDENT_RECORD, WAKABA, layouts).sha256 != before.sha256


def test_a_terminal_needs_nothing_but_the_form_that_it_was_handed(household: Sample) -> None:
    own = find_layout(Kind.RESIDENT_RECORD, WAKABA)
    handed = Layout.received(own.form, own.source)
    assert handed.sha256 == own.sha256
    assert draw(household, handed, 1).pdf == draw(household, own, 1).pdf


@pytest.mark.parametrize("form", [b"", b"name = 1", b"[]", b'{"name": "x"}'])
def test_a_form_that_is_none_is_refused(form: bytes) -> None:
    with pytest.raises(LayoutError, match=r"form\.json"):
        Layout.received(form, "form.json")
