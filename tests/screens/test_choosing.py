"""A resident chooses with a finger, and the visit hears exactly what was chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.terminal.visit import events
from kiosk.terminal.visit.events import Event
from kiosk.terminal.visit.states import Part, State
from tests.screens.example_states import EXAMPLES, RECORD_OF_THREE
from tests.screens.touching import control, touched, words
from tests.screens.window import TerminalWindow


@pytest.mark.parametrize(
    ("example", "words", "heard"),
    [
        ("choose_certificate", "住民票の写し", events.KindChosen(Kind.RESIDENT_RECORD)),
        ("choose_certificate", "所得・課税証明書", events.KindChosen(Kind.INCOME_TAX)),
        ("choose_certificate_one_closed", "所得・課税証明書", events.KindChosen(Kind.INCOME_TAX)),
        (
            "choose_certificate_of_eight",
            "住民票記載事項証明書",
            events.KindChosen(Kind.RESIDENT_RECORD_ITEMS),
        ),
        ("choose_certificate_of_eight", "戸籍の証明書・附票", events.RegisterKindsOpened()),
        ("choose_register_kind", "戸籍の附票の写し", events.KindChosen(Kind.ADDRESS_HISTORY)),
        ("choose_register_kind", "もどる", events.WentBack()),
        ("choose_scope_of_register", "戸籍の全員", events.ScopeChosen(Scope.REGISTER)),
        ("choose_scope_of_register", "戸籍の一部", events.ScopeChosen(Scope.PART)),
        ("choose_persons_of_register", "桃", events.PersonToggled(3)),
        ("choose_certificate", "ほしい証明書がない", events.HelpOpened()),
        ("choose_certificate", "やめる", events.Stopped()),
        ("choose_scope", "世帯全員", events.ScopeChosen(Scope.HOUSEHOLD)),
        ("choose_scope", "世帯の一部", events.ScopeChosen(Scope.PART)),
        ("choose_scope", "本人だけ", events.ScopeChosen(Scope.SELF)),
        ("choose_scope", "もどる", events.WentBack()),
        ("choose_persons", "そら", events.PersonToggled(4)),
        ("choose_persons_of_seven", "長女の夫", events.PersonToggled(5)),
        ("choose_persons", "全員をえらぶ", events.AllPersonsChosen()),
        ("choose_persons", "つぎへ（3人）", events.Continued()),
        ("choose_year", "令和6年度", events.YearChosen(2024)),
        ("choose_items", "つぎへ", events.Continued()),
        ("choose_copies", "つぎへ", events.Continued()),
        ("my_number", "のせない", events.MyNumberAnswered(show=False)),
        ("my_number", "番号をのせる（3人）", events.MyNumberAnswered(show=True)),
        ("service_closed", "ほかの証明書をえらぶ", events.DialogClosed()),
    ],
)
def test_a_touch_says_what_its_words_say(
    window: TerminalWindow, example: str, words: str, heard: Event
) -> None:
    window.show(EXAMPLES[example])
    assert touched(window, words) == heard


def test_nobody_goes_on_without_a_person_on_the_paper(window: TerminalWindow) -> None:
    window.show(EXAMPLES["choose_persons_none"])
    window.touch_widget(control(window, "つぎへ"))
    assert window.listener.events == []


def test_an_item_is_set_by_either_half_of_its_row(window: TerminalWindow) -> None:
    from kiosk.terminal.screens.choose_items import Half

    window.show(EXAMPLES["choose_items"])
    halves = window.widgets(Half)
    for half in halves:
        window.touch_widget(half)
    assert window.listener.events == [
        events.ItemSet(item, shown)
        for item in (Item.HEAD_AND_RELATIONSHIP, Item.DOMICILE, Item.MY_NUMBER)
        for shown in (True, False)
    ]


def test_plus_and_minus_change_the_copies_by_one(window: TerminalWindow) -> None:
    from kiosk.terminal.screens.choose_copies import StepperButton

    window.show(EXAMPLES["choose_copies"])
    minus, plus = window.widgets(StepperButton)
    window.touch_widget(minus)
    window.touch_widget(plus)
    assert window.listener.events == [events.CopiesSet(1), events.CopiesSet(3)]


@pytest.mark.parametrize(("example", "which"), [("choose_copies_one", 0), ("choose_copies_most", 1)])
def test_the_copies_stay_between_one_and_the_most(window: TerminalWindow, example: str, which: int) -> None:
    from kiosk.terminal.screens.choose_copies import StepperButton

    window.show(EXAMPLES[example])
    window.touch_widget(window.widgets(StepperButton)[which])
    assert window.listener.events == []


def test_a_finger_keeps_its_card_when_the_state_changes_under_it(window: TerminalWindow) -> None:
    window.show(EXAMPLES["choose_persons"])
    finger = window.finger(*window.middle(control(window, "そら"))).down()
    window.show(with_persons(EXAMPLES["choose_persons"], (1, 2)))
    finger.up()
    assert window.listener.events == [events.PersonToggled(4)]


def with_persons(state: State, numbers: tuple[int, ...]) -> State:
    return replace(state, visit=replace(state.ongoing, draft=replace(RECORD_OF_THREE, persons=numbers)))


def test_a_household_of_twelve_turns_the_page(window: TerminalWindow) -> None:
    state = EXAMPLES["choose_persons_of_seven"]
    entitlement = state.ongoing.entitlement
    assert entitlement is not None
    one = entitlement.persons[0]
    twelve = tuple(one.model_copy(update={"number": n, "label": f"名{n}"}) for n in range(1, 13))
    large = entitlement.model_copy(update={"persons": twelve})
    window.show(replace(state, visit=replace(state.ongoing, entitlement=large)))
    window.touch_widget(control(window, "ほかの人（1/2）"))
    window.frames()
    assert touched(window, "名12") == events.PersonToggled(12)


@pytest.mark.parametrize(
    ("number", "part"),
    [(0, Part.CERTIFICATE), (1, Part.PERSONS), (2, Part.ITEMS), (3, Part.COPIES)],
)
def test_each_choice_can_be_changed_before_paying(window: TerminalWindow, number: int, part: Part) -> None:
    from kiosk.terminal.screens.confirm import ConfirmRow
    from kiosk.terminal.screens.widgets.button import PushButton

    window.show(EXAMPLES["confirm"])
    row = window.widgets(ConfirmRow)[number]
    window.touch_widget(next(child for child in row.walk(restrict=True) if isinstance(child, PushButton)))
    assert window.listener.events == [events.ChangeRequested(part)]


def test_the_family_name_is_on_no_screen_of_choice(window: TerminalWindow) -> None:
    window.show(EXAMPLES["choose_persons_of_seven"])
    assert {"一郎", "さくら", "長女の夫", "昭和59年生まれ"} <= words(window)
