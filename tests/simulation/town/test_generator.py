"""The sample town looks like a town, and is the same town every time."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from functools import cache
from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont

from kiosk.certificates.eras import era_date
from kiosk.municipal.registry.models import Assessment, Resident
from kiosk.rendering.fonts.source import SOURCES, FontRole
from kiosk.simulation.town.generator import generate_town
from kiosk.simulation.town.names import VARIANT_SURNAMES
from kiosk.simulation.town.places import AOBA, WAKABA
from kiosk.simulation.town.records import Home, Person, Town, age_on
from kiosk.simulation.town.residents_refused import LONG_NAME, NAME_WITHOUT_GLYPH

TODAY = date(2026, 11, 22)


@cache
def _aoba() -> Town:
    return generate_town(AOBA, seed=1, today=TODAY, people=2000)


def _people() -> list[Person]:
    return list(_aoba().people())


def _holder(stem: str) -> tuple[Home, Person]:
    number = _aoba().holders[stem]
    return next((home, p) for home in _aoba().homes for p in home.people if p.number == number)


def test_the_same_seed_gives_the_same_town_and_another_gives_another() -> None:
    again = generate_town(AOBA, seed=1, today=TODAY, people=2000)

    assert again == _aoba()
    assert generate_town(AOBA, seed=2, today=TODAY, people=2000) != again


def test_the_residents_with_cards_are_the_same_whatever_the_seed_and_size() -> None:
    other = generate_town(AOBA, seed=99, today=TODAY, people=500)
    cards = len({number for home in _aoba().homes for number in [home.number] if int(number) <= 21})

    assert other.homes[:cards] == _aoba().homes[:cards]
    assert other.holders == _aoba().holders


def test_there_are_exactly_as_many_people_as_asked_for() -> None:
    assert len(_people()) == 2000
    assert sum(1 for _ in generate_town(WAKABA, seed=1, today=TODAY, people=150).people()) == 150


def test_a_town_too_small_for_its_cards_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer"):
        generate_town(AOBA, seed=1, today=TODAY, people=20)


def test_numbers_are_unique() -> None:
    people = _people()

    assert len({person.number for person in people}) == 2000
    assert len({person.my_number for person in people}) == 2000
    assert len({home.number for home in _aoba().homes}) == len(_aoba().homes)


def test_every_household_has_one_head_who_comes_first() -> None:
    for home in _aoba().homes:
        assert [person.relationship for person in home.people].count("世帯主") == 1, home
        assert home.people[0].relationship == "世帯主"
        assert [p.order_in_household for p in home.people] == list(range(1, len(home.people) + 1))


def test_ages_in_a_household_are_possible() -> None:
    for home in _aoba().homes:
        head = home.people[0]
        spouse_born = [p.birth_date for p in home.people if p.relationship in ("妻", "夫")]
        younger_parent = max([head.birth_date, *spouse_born])
        assert age_on(TODAY, head.birth_date) >= 18, home
        for person in home.people:
            assert 0 <= age_on(TODAY, person.birth_date) <= 106, person
            if person.relationship in ("妻", "夫", "子の妻"):
                assert age_on(TODAY, person.birth_date) >= 18, home
            if person.relationship == "子" and not head.nationality:
                assert age_on(person.birth_date, younger_parent) >= 16, home
            if person.relationship in ("父", "母"):
                assert age_on(head.birth_date, person.birth_date) >= 16, home


def test_brothers_and_sisters_are_born_apart() -> None:
    for home in _aoba().homes:
        born = sorted(p.birth_date for p in home.people if p.relationship == "子" and not p.nationality)
        assert all((later - earlier).days > 270 for earlier, later in pairwise(born)), home


def test_dates_of_residence_follow_each_other() -> None:
    for person in _people():
        assert person.birth_date <= person.became_resident_on <= TODAY
        if person.address_since is not None:
            assert person.became_resident_on < person.address_since <= TODAY
        if person.notified_on is not None:
            moved = person.address_since or person.became_resident_on
            assert 0 <= (person.notified_on - moved).days <= 14


def test_eras_from_taisho_to_reiwa_are_there() -> None:
    assert {era_date(person.birth_date)[:2] for person in _people()} == {"大正", "昭和", "平成", "令和"}


def test_households_are_of_every_kind() -> None:
    sizes = {len(home.people) for home in _aoba().homes}
    relationships = {person.relationship for person in _people()}

    assert sizes >= {1, 2, 3, 4, 5, 6, 9}
    assert relationships >= {"世帯主", "妻", "夫", "子", "父", "母", "子の妻", "子の子"}
    assert 1.8 < 2000 / len(_aoba().homes) < 2.6


def test_japanese_people_have_a_register_and_foreign_people_a_status() -> None:
    foreign = [person for person in _people() if person.nationality]
    special = [person for person in foreign if person.article_30_45 == "特別永住者"]

    assert all(p.domicile and p.head_of_register for p in _people() if not p.nationality)
    assert len(foreign) > 30
    assert len({person.nationality for person in foreign}) >= 8
    assert any(person.alias for person in foreign)
    assert all(person.residence_card_number for person in foreign)
    assert special
    assert not any(person.residence_status for person in special)
    assert all(p.residence_status for p in foreign if p not in special)
    assert all(p.residence_expiry is None or p.residence_expiry > TODAY for p in foreign)


def test_names_are_written_with_variants_that_the_font_has_and_no_others() -> None:
    font = TTFont(SOURCES[FontRole.MINCHO][0].path, lazy=True)["cmap"]
    plain = font.getBestCmap()
    sequences = {
        (base, selector)
        for table in font.tables
        if table.format == 14
        for selector, mapped in table.uvsDict.items()
        for base, _ in mapped
    }
    texts = {
        text
        for person in _people()
        for text in (person.name, person.old_name, person.head_of_register, person.alias)
        if NAME_WITHOUT_GLYPH.written not in text
    } | {home.address for home in _aoba().homes}

    for text in sorted(texts | {name.written for name in VARIANT_SURNAMES}):
        for index, character in enumerate(text):
            if 0xE0100 <= ord(character) <= 0xE01EF:
                assert (ord(text[index - 1]), ord(character)) in sequences, text
            else:
                assert ord(character) in plain, (text, hex(ord(character)))
    assert (ord("葛"), 0xE0100) not in sequences


def test_variants_of_every_sort_are_borne_by_somebody() -> None:
    written = "".join(person.name for person in _people())

    for text in ("葛\U000e0102", "辻\U000e0103", "邉\U000e010f", "髙", "\ufa11", "𠮷", "\ufa19"):
        assert text in written
    assert any(person.old_name for person in _people())


def test_the_special_cases_are_there() -> None:
    assert [p.name for p in _holder("ichiro")[0].people] == [
        "葛\U000e0102城　一郎",
        "葛\U000e0102城　花子",
        "葛\U000e0102城　さくら",
        "葛\U000e0102城　そら",
    ]
    assert _holder("ichiro")[0] == _holder("hanako")[0]
    assert len(_holder("rin")[0].people) == 1
    assert _holder("rin")[1].alias
    assert len(_holder("five")[0].people) == 5
    assert len(_holder("nine")[0].people) == 9
    assert _holder("protected")[1].protected
    assert _holder("moving-out")[1].status == "moving-out"
    assert _holder("moved-out")[1].status == "moved-out"
    assert _holder("deceased")[1].status == "deceased"
    home, person = _holder("mover-in-household")
    assert person.status == "resident"
    assert "moving-out" in {member.status for member in home.people}
    assert age_on(TODAY, _holder("under-15")[1].birth_date) < 15
    assert "葛\U000e0100" in _holder("unprintable")[1].name
    assert _holder("too-long")[1].name == LONG_NAME
    assert age_on(TODAY, _holder("kiyo")[1].birth_date) > 100


def test_the_tax_office_holds_back_what_it_should() -> None:
    years = {
        stem: [a for a in _aoba().assessments if a.person == _aoba().holders[stem]]
        for stem in ("undeclared", "issue-stopped", "newcomer", "under-15", "ichiro")
    }

    assert not any(assessed.declared for assessed in years["undeclared"])
    assert all(assessed.issue_stopped for assessed in years["issue-stopped"])
    assert years["newcomer"] == years["under-15"] == []
    assert [assessed.fiscal_year for assessed in years["ichiro"]] == [2023, 2024, 2025, 2026]


def test_in_spring_the_newest_assessment_is_still_last_years() -> None:
    spring = generate_town(AOBA, seed=1, today=date(2026, 5, 31), people=100)

    assert {assessed.fiscal_year for assessed in spring.assessments} == {2022, 2023, 2024, 2025}


def test_people_and_amounts_fit_the_registry() -> None:
    columns = {field.name for field in Resident._meta.get_fields() if field.concrete}
    amounts = {name for assessed in _aoba().assessments for name in assessed.amounts}

    assert {field.name for field in fields(Person)} == columns - {"id", "municipality", "household"}
    assert amounts <= {field.name for field in Assessment._meta.get_fields()}


def test_family_registers_hold_the_oldest_eras_and_the_newest() -> None:
    eras = {era_date(member.birth_date)[:2] for r in _aoba().registers for member in r.members}

    assert eras == {"明治", "大正", "昭和", "平成", "令和"}


def test_everybody_with_their_domicile_here_is_in_one_register_and_nobody_else_is() -> None:
    here = {p.number for p in _people() if p.domicile.startswith("架空県青葉市")}
    registered = [m.person for register in _aoba().registers for m in register.members if m.person]

    assert sorted(registered) == sorted(here)
    assert not any(m.removed for r in _aoba().registers for m in r.members if m.person)


def test_a_family_in_its_register_is_told_by_its_order_of_birth() -> None:
    register = next(r for r in _aoba().registers if r.head == "山\ufa11　浩二" and len(r.members) > 5)

    assert [(m.name, m.spouse or m.relationship) for m in register.members] == [
        ("浩二", "夫"),
        ("香織", "妻"),
        ("翔", "長男"),
        ("七海", "長女"),
        ("蓮", "二男"),
        ("紬", "二女"),
    ]
    assert {m.father for m in register.members[2:]} == {"山\ufa11浩二"}


def test_instalments_make_up_the_years_tax_and_are_paid_as_far_as_they_are_due() -> None:
    due: dict[tuple[str, int], int] = {}
    for entry in _aoba().instalments:
        key = (entry.person, entry.fiscal_year)
        due[key] = due.get(key, 0) + entry.due
    taxed = {(a.person, a.fiscal_year): a.amounts["annual_tax"] for a in _aoba().assessments if a.amounts}
    late = {e.person for e in _aoba().instalments if e.due_on < TODAY and e.paid < e.due}

    assert due == {key: taxed[key] for key in due}
    assert late == {_aoba().holders["in-arrears"], _aoba().holders["payment-on-its-way"]}
    assert {e.collection for e in _aoba().instalments} == {"normal", "special"}


def test_seals_of_every_standing_are_there() -> None:
    standing = {seal.person: seal.status for seal in _aoba().seals}

    assert standing[_aoba().holders["ichiro"]] == "registered"
    assert standing[_aoba().holders["seal-cancelled"]] == "cancelled"
    assert standing[_aoba().holders["seal-suspended"]] == "suspended"
    assert _aoba().holders["newcomer"] not in standing
