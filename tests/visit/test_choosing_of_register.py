"""A resident wants a certificate of the family register: three kinds behind one card."""

import pytest

from kiosk.certificates.choices import Choices
from kiosk.certificates.kinds import RULES, Group, Item, Kind, Scope
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.effects import PrepareOrder
from kiosk.terminal.visit.offer import grouped_services, offered_items, persons, single_services
from tests.visit.town import ELSEWHERE, FAMILY, after, availability, confirming, service, verified

OPENED = events.RegisterKindsOpened()
WHOLE = events.KindChosen(Kind.FAMILY_REGISTER)
INDIVIDUAL = events.KindChosen(Kind.FAMILY_REGISTER_INDIVIDUAL)
HISTORY = events.KindChosen(Kind.ADDRESS_HISTORY)
OF_REGISTER = tuple(kind for kind in Kind if RULES[kind].group is Group.REGISTER)


def offering(*kinds: Kind, **changes: object) -> events.AvailabilityArrived:
    services = tuple(service(kind, **changes) for kind in kinds)
    return events.AvailabilityArrived(availability().model_copy(update={"services": services}))


def test_all_eight_kinds_stand_on_six_cards() -> None:
    state = verified()
    assert tuple(one.kind for one in grouped_services(state)) == OF_REGISTER
    assert len(single_services(state)) + 1 == 6


def test_the_whole_register_takes_three_touches_to_the_confirm_screen() -> None:
    state, effects = after(verified(), OPENED, WHOLE, events.Continued())
    assert state.screen == states.Confirm()
    assert effects == (PrepareOrder(1, 1, Choices(kind=Kind.FAMILY_REGISTER)),)


def test_persons_are_those_of_the_register_not_of_the_household() -> None:
    state, _ = after(verified(), OPENED, INDIVIDUAL, events.ScopeChosen(Scope.PART))
    assert state.screen == states.ChoosePersons()
    assert persons(state) == FAMILY.registered
    state, effects = after(
        state, events.PersonToggled(1), events.PersonToggled(2), events.Continued(), events.Continued()
    )
    chosen = Choices(kind=Kind.FAMILY_REGISTER_INDIVIDUAL, scope=Scope.PART, persons=(2,))
    assert effects == (PrepareOrder(1, 1, chosen),)


def test_the_address_history_of_everybody_asks_for_the_domicile_only() -> None:
    state, _ = after(verified(), OPENED, HISTORY, events.ScopeChosen(Scope.REGISTER))
    assert state.screen == states.ChooseItems()
    assert offered_items(state) == (Item.DOMICILE,)
    state, effects = after(state, events.ItemSet(Item.DOMICILE, True), events.Continued(), events.Continued())
    chosen = Choices(
        kind=Kind.ADDRESS_HISTORY,
        scope=Scope.REGISTER,
        persons=(1, 2),
        items=frozenset({Item.DOMICILE}),
    )
    assert effects == (PrepareOrder(1, 1, chosen),)


def test_going_back_leads_through_the_three_to_all_kinds() -> None:
    state, _ = after(verified(), OPENED, HISTORY, events.ScopeChosen(Scope.SELF), events.Continued())
    seen = []
    while not isinstance(state.screen, states.ChooseCertificate):
        seen.append(type(state.screen).__name__)
        state, _ = after(state, events.WentBack())
    assert seen == ["ChooseCopies", "ChooseItems", "ChooseScope", "ChooseRegisterKind"]


def test_another_certificate_is_chosen_in_the_midst_of_a_change() -> None:
    state, _ = after(confirming(FAMILY), events.ChangeRequested(states.Part.CERTIFICATE), OPENED)
    assert state.screen == states.ChooseRegisterKind()
    assert after(state, events.WentBack())[0].screen == states.ChooseCertificate()
    assert after(state, WHOLE)[0].screen == states.ChooseCopies()


@pytest.mark.parametrize("choice", [WHOLE, INDIVIDUAL, HISTORY])
def test_of_a_register_kept_elsewhere_nobody_is_asked_anything(choice: events.KindChosen) -> None:
    state, effects = after(verified(ELSEWHERE), OPENED, choice)
    assert state.screen == states.Confirm()
    assert effects == (PrepareOrder(1, 1, Choices(kind=choice.kind)),)


def test_one_certificate_alone_needs_no_card_before_it() -> None:
    state, _ = after(verified(), offering(Kind.RESIDENT_RECORD, Kind.ADDRESS_HISTORY))
    assert grouped_services(state) == ()
    assert after(state, OPENED)[0].screen == states.ChooseCertificate()
    assert after(state, HISTORY)[0].screen == states.ChooseScope()


def test_out_of_office_hours_the_card_explains_itself() -> None:
    state, _ = after(verified(), offering(*OF_REGISTER, is_open=False), OPENED)
    assert state.screen == states.ChooseCertificate()
    assert state.dialog == states.ServiceClosedDialog(Kind.FAMILY_REGISTER)


def test_who_has_no_register_is_told_that_there_is_none_to_choose() -> None:
    others = tuple(kind for kind in Kind if kind not in OF_REGISTER)
    foreign = ELSEWHERE.model_copy(update={"kinds": others})
    state, _ = after(verified(foreign), OPENED)
    assert state.dialog == states.ServiceClosedDialog(Kind.FAMILY_REGISTER)


def test_an_unknown_touch_on_the_three_changes_nothing() -> None:
    before, _ = after(verified(), OPENED)
    assert after(before, events.ScopeChosen(Scope.SELF)) == (before, ())
