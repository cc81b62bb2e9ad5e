"""A clerk asks which of the residents can't be served at a store, before any of them stands at one."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps

from kiosk.municipal.registry.characters_check import AtTheDesk, path_between, unprintable_in
from kiosk.municipal.registry.csv_table import is_free_text
from kiosk.municipal.registry.models import Assessment, Household, Municipality, Resident
from kiosk.municipal.registry.printable import unprintable_on_forms_of
from kiosk.simulation.town.generator import generate_town
from kiosk.simulation.town.places import AOBA
from kiosk.simulation.town.settlement import settle

PRIVATE = "\ue000"
PROBLEM = "U+E000 の字形がありません"


def unprintable(item: str, text: str) -> str:
    return unprintable_on_forms_of(AOBA.code)(item, text)


@pytest.fixture
def town(aoba: Municipality) -> Municipality:
    settle(aoba, generate_town(AOBA, seed=3, today=date(2026, 11, 22), people=120))
    return aoba


def _found(municipality: Municipality) -> list[AtTheDesk]:
    return list(unprintable_in(municipality, unprintable, lambda done, total: None))


def test_each_resident_is_named_with_the_item_and_the_code_point(town: Municipality) -> None:
    before = _found(town)
    taxed = Assessment.objects.exclude(resident__number__in=[one.number for one in before])[0]
    Resident.objects.filter(pk=taxed.resident_id).update(alias=PRIVATE)
    Assessment.objects.filter(pk=taxed.pk).update(address_on_january_first=PRIVATE)

    found = [one for one in _found(town) if one not in before]

    number = taxed.resident.number
    assert found == [
        AtTheDesk(number, "住民", f"宛名番号{number}", "通称", PROBLEM),
        AtTheDesk(number, "個人住民税", f"{taxed.fiscal_year}年度", "賦課期日現在の住所", PROBLEM),
    ]


def test_an_address_concerns_everybody_who_lives_there(town: Municipality) -> None:
    household = Resident.objects.filter(order_in_household=3)[0].household
    Household.objects.filter(pk=household.pk).update(address=PRIVATE)

    found = [one for one in _found(town) if one.column == "住所"]

    assert [one.number for one in found] == sorted(household.residents.values_list("number", flat=True))
    assert {one.problem for one in found} == {PROBLEM}


def test_a_mayor_who_can_not_be_printed_is_told_once(town: Municipality) -> None:
    Municipality.objects.filter(pk=town.pk).update(mayor_name=PRIVATE)

    found = [one for one in _found(town) if one.table == "市区町村"]

    assert [(one.number, one.column) for one in found] == [("", "市区町村長名")]


def test_another_municipality_s_residents_are_its_own(town: Municipality) -> None:
    other = Municipality.objects.create(code="131211", name_ja=PRIVATE)

    assert {one.table for one in _found(other)} == {"市区町村"}
    assert "市区町村" not in {one.table for one in _found(town)}


def test_progress_reaches_every_row(town: Municipality) -> None:
    seen: list[tuple[int, int]] = []
    list(unprintable_in(town, unprintable, lambda done, total: seen.append((done, total))))

    assert [done for done, _ in seen] == list(range(1, seen[-1][1] + 1))


def test_every_table_with_texts_is_somebodys_or_the_municipality_s() -> None:
    """A table that is added without a way to its municipality would be passed over in silence."""
    for model in apps.get_app_config("registry").get_models():
        if any(is_free_text(field) for field in model._meta.concrete_fields):
            assert path_between(model, Municipality) is not None, model
