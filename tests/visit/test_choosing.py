import pytest

from kiosk.certificates import failures
from kiosk.certificates.choices import Choices
from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.effects import AbandonOrder, DropLateAnswer, PrepareOrder
from kiosk.terminal.visit.offer import offered_items, offered_scopes
from kiosk.terminal.visit.states import Part
from tests.visit.town import ALONE, AOBA, FAMILY, after, availability, confirming, verified

RECORD = events.KindChosen(Kind.RESIDENT_RECORD)


def test_a_whole_household_takes_few_touches_to_the_confirm_screen() -> None:
    touches = [RECORD, events.ScopeChosen(Scope.HOUSEHOLD), events.Continued(), events.Continued()]
    state, effects = after(verified(), *touches)
    assert state.screen == states.Confirm()
    choices = Choices(kind=Kind.RESIDENT_RECORD, scope=Scope.HOUSEHOLD, persons=(1, 2, 3))
    assert effects == (PrepareOrder(1, 1, choices),)


def test_a_tax_certificate_asks_for_the_year_and_nothing_of_the_household() -> None:
    state, _ = after(verified(), events.KindChosen(Kind.INCOME_TAX))
    assert state.screen == states.ChooseYear()
    state, effects = after(
        state, events.YearChosen(2025), events.CopiesSet(2), events.CopiesSet(3), events.Continued()
    )
    assert effects == (PrepareOrder(1, 1, Choices(kind=Kind.INCOME_TAX, year=2025, copies=3)),)


def test_a_year_that_is_not_offered_is_not_taken() -> None:
    state, _ = after(verified(), events.KindChosen(Kind.INCOME_TAX), events.YearChosen(1999))
    assert state.screen == states.ChooseYear()


def test_without_any_assessment_the_tax_certificate_is_refused_in_its_own_words() -> None:
    nobody = FAMILY.model_copy(update={"years": ()})
    state, _ = after(verified(nobody), events.KindChosen(Kind.INCOME_TAX))
    assert state.screen == states.Refused(failures.TAX_UNDECLARED, AOBA)


def test_a_service_that_is_off_explains_itself_and_leads_nowhere() -> None:
    closed = events.AvailabilityArrived(availability(is_open=False))
    state, _ = after(verified(), closed, RECORD)
    assert state.screen == states.ChooseCertificate()
    assert state.dialog == states.ServiceClosedDialog(Kind.RESIDENT_RECORD)


def test_a_certificate_that_this_person_cannot_have_explains_itself_and_ends_nothing() -> None:
    entitled = FAMILY.model_copy(update={"kinds": (Kind.INCOME_TAX,)})
    state, _ = after(verified(entitled), RECORD)
    assert (state.screen, state.dialog) == (
        states.ChooseCertificate(),
        states.ServiceClosedDialog(Kind.RESIDENT_RECORD),
    )


def test_a_service_switched_off_during_the_visit_is_seen_at_once() -> None:
    state, _ = after(verified(), events.AvailabilityArrived(availability(is_open=False)))
    assert state.availability is not None
    assert not any(service.is_open for service in state.availability.services)


def test_a_person_alone_is_not_asked_for_a_part_of_the_household() -> None:
    state, _ = after(verified(ALONE), RECORD)
    assert offered_scopes(state) == (Scope.HOUSEHOLD, Scope.SELF)


def test_at_least_one_person_is_chosen_and_the_order_stays_that_of_the_record() -> None:
    state, _ = after(verified(), RECORD, events.ScopeChosen(Scope.PART), events.PersonToggled(1))
    assert state.ongoing.draft.persons == ()
    assert after(state, events.Continued())[0].screen == states.ChoosePersons()
    state, _ = after(state, events.PersonToggled(3), events.PersonToggled(1), events.PersonToggled(2))
    assert state.ongoing.draft.persons == (1, 2, 3)
    assert after(state, events.Continued())[0].screen == states.ChooseItems()


def test_a_stranger_to_the_household_cannot_be_put_on_the_paper() -> None:
    state, _ = after(verified(), RECORD, events.ScopeChosen(Scope.PART), events.PersonToggled(9))
    assert state.ongoing.draft.persons == (1,)


def test_items_of_foreign_residents_are_asked_only_where_one_is_on_the_paper() -> None:
    alone, _ = after(verified(), RECORD, events.ScopeChosen(Scope.SELF))
    assert set(offered_items(alone)) == {Item.HEAD_AND_RELATIONSHIP, Item.DOMICILE, Item.MY_NUMBER}
    whole, _ = after(verified(), RECORD, events.ScopeChosen(Scope.HOUSEHOLD))
    assert set(offered_items(whole)) == set(Item)


def test_nothing_is_shown_that_was_not_asked_for() -> None:
    state, _ = after(verified(), RECORD, events.ScopeChosen(Scope.HOUSEHOLD))
    assert state.ongoing.draft.items == frozenset()


class TestMyNumber:
    AT_ITEMS = (RECORD, events.ScopeChosen(Scope.PART), events.PersonToggled(2), events.Continued())
    WANTED = events.ItemSet(Item.MY_NUMBER, True)

    def test_is_shown_only_after_its_own_question(self) -> None:
        state, _ = after(verified(), *self.AT_ITEMS, self.WANTED)
        assert state.dialog == states.MyNumberDialog()
        assert Item.MY_NUMBER not in state.ongoing.draft.items
        assert Item.MY_NUMBER in after(state, events.MyNumberAnswered(True))[0].ongoing.draft.items
        assert Item.MY_NUMBER not in after(state, events.MyNumberAnswered(False))[0].ongoing.draft.items

    def test_an_answer_without_the_question_is_not_heard(self) -> None:
        state, _ = after(verified(), *self.AT_ITEMS, events.MyNumberAnswered(True))
        assert Item.MY_NUMBER not in state.ongoing.draft.items

    def test_is_asked_anew_when_other_persons_are_chosen(self) -> None:
        state, _ = after(verified(), *self.AT_ITEMS, self.WANTED, events.MyNumberAnswered(True))
        state, _ = after(state, events.WentBack(), events.PersonToggled(3))
        assert Item.MY_NUMBER not in state.ongoing.draft.items


@pytest.mark.parametrize(("wished", "taken"), [(0, 1), (-3, 1), (1, 1), (10, 10), (11, 10)])
def test_copies_stay_within_what_the_municipality_allows(wished: int, taken: int) -> None:
    state, _ = after(verified(), RECORD, events.ScopeChosen(Scope.SELF), events.Continued())
    assert after(state, events.CopiesSet(wished))[0].ongoing.draft.copies == taken


def test_going_back_leads_through_every_screen_to_the_kinds() -> None:
    state, _ = after(
        verified(), RECORD, events.ScopeChosen(Scope.PART), events.Continued(), events.Continued()
    )
    seen = []
    while not isinstance(state.screen, states.ChooseCertificate):
        seen.append(type(state.screen).__name__)
        state, _ = after(state, events.WentBack())
    assert seen == ["ChooseCopies", "ChooseItems", "ChoosePersons", "ChooseScope"]
    assert after(state, events.WentBack())[0] == state


@pytest.mark.parametrize(
    ("part", "touches"),
    [
        (Part.COPIES, [events.CopiesSet(2), events.Continued()]),
        (Part.ITEMS, [events.ItemSet(Item.DOMICILE, True), events.Continued()]),
        (Part.PERSONS, [events.ScopeChosen(Scope.HOUSEHOLD)]),
        (Part.CERTIFICATE, [RECORD]),
    ],
)
def test_one_change_leads_straight_back_to_a_new_paper(part: Part, touches: list[events.Event]) -> None:
    state, effects = after(confirming(FAMILY), events.ChangeRequested(part))
    assert AbandonOrder(1) in effects
    state, effects = after(state, *touches)
    assert state.screen == states.Confirm(order=None)
    assert isinstance(effects[-1], PrepareOrder)


def test_what_a_kind_does_not_have_is_nothing_to_change() -> None:
    before = confirming(FAMILY)
    assert after(before, events.ChangeRequested(Part.YEAR)) == (before, ())


def test_a_paper_that_comes_after_a_change_is_dropped() -> None:
    state, _ = after(confirming(), events.WentBack(), events.CopiesSet(2), events.Continued())
    late, effects = after(state, events.PaperReady(1, 1, 200, 1))
    assert late.screen == states.Confirm(order=None)
    assert effects == (DropLateAnswer("PaperReady", serial=1, attempt=1),)


def test_changing_the_language_keeps_every_choice() -> None:
    before, _ = after(verified(), RECORD, events.ScopeChosen(Scope.HOUSEHOLD))
    opened, _ = after(before, events.SettingsOpened(), events.PreferencesChanged(states.Preferences("en")))
    state, _ = after(opened, events.DialogClosed())
    assert (state.screen, state.visit) == (before.screen, before.visit)


def test_a_cut_line_while_choosing_is_not_yet_the_residents_business() -> None:
    state, _ = after(verified(), RECORD, events.MunicipalityLost(AOBA), events.ScopeChosen(Scope.SELF))
    assert state.screen == states.ChooseItems()


class TestWhatIsOfferedChangesUnderneath:
    """The city hall changes its services while somebody stands at the terminal."""

    def test_copies_that_can_no_longer_be_chosen_are_passed_over(self) -> None:
        state, _ = after(
            verified(ALONE),
            RECORD,
            events.ScopeChosen(Scope.SELF),
            events.Continued(),
        )
        assert isinstance(state.screen, states.ChooseCopies)
        once = events.AvailabilityArrived(availability(max_copies=1))
        assert isinstance(after(state, once, events.Continued())[0].screen, states.Confirm)
        assert isinstance(after(state, once, events.WentBack())[0].screen, states.ChooseItems)

    def test_the_only_year_that_is_left_can_be_chosen(self) -> None:
        state, _ = after(
            verified(ALONE),
            events.KindChosen(Kind.INCOME_TAX),
            events.AvailabilityArrived(availability(years=(2026,))),
            events.YearChosen(2026),
        )
        assert isinstance(state.screen, states.ChooseCopies)
        assert state.ongoing.draft.year == 2026

    def test_the_way_back_from_a_service_that_is_gone_leads_to_the_others(self) -> None:
        gone = events.AvailabilityArrived(availability().model_copy(update={"services": ()}))
        state, effects = after(confirming(), gone, events.WentBack())
        assert isinstance(state.screen, states.ChooseCertificate)
        assert effects == (AbandonOrder(1),)
