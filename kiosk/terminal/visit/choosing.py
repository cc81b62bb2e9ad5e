"""From the kinds to the confirm screen: what is wanted?"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from kiosk.certificates import failures
from kiosk.certificates.kinds import RULES, Group, Item, Kind, Scope
from kiosk.terminal.visit import events
from kiosk.terminal.visit.effects import AbandonOrder, PrepareOrder
from kiosk.terminal.visit.ending import Result, end, go, refuse
from kiosk.terminal.visit.events import Event
from kiosk.terminal.visit.offer import (
    chosen_service,
    granted_reissue,
    grouped_services,
    is_entitled,
    keep_offered,
    offered_items,
    offered_scopes,
    offered_years,
    persons,
    persons_of_scope,
    reissue_of_kind,
    service_of,
)
from kiosk.terminal.visit.states import (
    ChooseCertificate,
    ChooseCopies,
    ChooseItems,
    ChoosePersons,
    ChooseRegisterKind,
    ChooseScope,
    ChooseYear,
    Confirm,
    Draft,
    MyNumberDialog,
    Part,
    Screen,
    ServiceClosedDialog,
    State,
)

_KINDS = (ChooseCertificate, ChooseRegisterKind)


def on_choosing(state: State, event: Event) -> Result:
    """An event on one of the screens of choice."""
    visit = state.ongoing
    if not isinstance(state.screen, _KINDS) and chosen_service(state) is None:
        return refuse(state, failures.SERVICE_OFF)
    match event:
        case events.Stopped():
            return end(state)
        case events.WentBack():
            return _back(state)
        case events.RegisterKindsOpened() if isinstance(state.screen, ChooseCertificate):
            return _open_register_kinds(state)
        case events.KindChosen() if isinstance(state.screen, _KINDS):
            return _choose_kind(state, event)
        case events.ScopeChosen(scope) if isinstance(state.screen, ChooseScope):
            if scope not in offered_scopes(state):
                return state, ()
            if scope is not Scope.PART or visit.draft.scope is not Scope.PART:
                state = _with_draft(state, replace(visit.draft, scope=scope))
                state = _set_persons(state, set(persons_of_scope(state, scope)))
            return _onward(state)
        case events.PersonToggled(number) if isinstance(state.screen, ChoosePersons):
            return _set_persons(state, {*visit.draft.persons} ^ {number}), ()
        case events.AllPersonsChosen() if isinstance(state.screen, ChoosePersons):
            return _set_persons(state, {person.number for person in persons(state)}), ()
        case events.YearChosen(year) if isinstance(state.screen, ChooseYear):
            if year not in offered_years(state):
                return state, ()
            return _onward(_with_draft(state, replace(visit.draft, year=year)))
        case events.ItemSet(Item.MY_NUMBER, True) if isinstance(state.screen, ChooseItems):
            offered = Item.MY_NUMBER in offered_items(state) and Item.MY_NUMBER not in visit.draft.items
            return (replace(state, dialog=MyNumberDialog()) if offered else state), ()
        case events.MyNumberAnswered(show) if isinstance(state.dialog, MyNumberDialog):
            return _set_item(replace(state, dialog=None), Item.MY_NUMBER, show), ()
        case events.ItemSet(item, shown) if isinstance(state.screen, ChooseItems):
            return _set_item(state, item, shown), ()
        case events.CopiesSet(copies) if isinstance(state.screen, ChooseCopies):
            service = chosen_service(state)
            limit = service.max_copies if service else 1
            return _with_draft(state, replace(visit.draft, copies=max(1, min(copies, limit)))), ()
        case events.Continued():
            if isinstance(state.screen, ChoosePersons) and visit.draft.persons:
                return _onward(state)
            if isinstance(state.screen, ChooseItems | ChooseCopies):
                return _onward(state)
            return state, ()
        case _:
            return state, ()


def change(state: State, part: Part) -> Result:
    """変える on the confirm screen: the prepared paper is given up, one choice is made anew. A part that
    the kind does not have is nothing to change."""
    visit = state.ongoing
    if visit.draft.kind is None or not _has(visit.draft.kind, part):
        return state, ()
    screens: dict[Part, Screen] = {
        Part.CERTIFICATE: ChooseCertificate(),
        Part.PERSONS: ChooseScope(),
        Part.YEAR: ChooseYear(),
        Part.ITEMS: ChooseItems(),
        Part.COPIES: ChooseCopies(),
    }
    state = replace(state, visit=replace(visit, editing=True))
    return _give_up_order(go(state, screens[part]))


def _has(kind: Kind, part: Part) -> bool:
    rule = RULES[kind]
    match part:
        case Part.CERTIFICATE | Part.COPIES:
            return True
        case Part.PERSONS:
            return rule.has_scope
        case Part.YEAR:
            return rule.has_year
        case Part.ITEMS:
            return rule.has_items
    assert_never(part)


def prepare(state: State) -> Result:
    """Show the confirm screen while the paper is ordered, drawn and proven."""
    visit = state.ongoing
    visit = replace(visit, attempt=visit.attempt + 1, editing=False)
    granted = granted_reissue(state)
    claim = granted.claim if granted is not None else None
    return go(replace(state, visit=visit), Confirm()), (
        PrepareOrder(visit.serial, visit.attempt, visit.draft.choices(), claim),
    )


def back_from_confirm(state: State) -> Result:
    """もどる on the confirm screen."""
    return _give_up_order(go(state, _preceding(state)))


def _give_up_order(state: State) -> Result:
    visit = replace(state.ongoing, attempt=state.ongoing.attempt + 1)
    return replace(state, visit=visit), (AbandonOrder(visit.serial),)


def _open_register_kinds(state: State) -> Result:
    """Show what is behind the register's card, as long as there is anything to be had."""
    services = grouped_services(state)
    if not services:
        return state, ()
    if any(service.is_open and is_entitled(state, service.kind) for service in services):
        return go(state, ChooseRegisterKind()), ()
    return replace(state, dialog=ServiceClosedDialog(services[0].kind)), ()


def _choose_kind(state: State, event: events.KindChosen) -> Result:
    visit = state.ongoing
    service = service_of(state, event.kind)
    if service is None:
        return state, ()
    if not service.is_open or not is_entitled(state, event.kind):
        return replace(state, dialog=ServiceClosedDialog(event.kind)), ()
    if visit.draft.kind is event.kind and visit.editing:
        return prepare(state)
    again = reissue_of_kind(state, event.kind)
    if again is not None and not visit.editing:
        return prepare(replace(state, visit=replace(visit, draft=Draft.of(again.choices))))
    fresh = Draft(kind=event.kind)
    state = replace(state, visit=replace(visit, draft=fresh, editing=False))
    years = offered_years(state)
    if RULES[event.kind].has_year:
        if not years:
            return refuse(state, _NO_YEARS[event.kind])
        if len(years) == 1:
            state = _with_draft(state, replace(fresh, year=years[0]))
    return _onward(state)


def _path(state: State) -> tuple[Screen, ...]:
    """The screens of the chosen kind in their order, without those that leave nothing to choose. Of a
    register that is kept elsewhere nobody can be chosen: the city hall is asked at once, and says so."""
    visit = state.ongoing
    service = chosen_service(state)
    screens: list[Screen] = [ChooseCertificate()]
    if visit.draft.kind is None or service is None:
        return tuple(screens)
    rule = RULES[visit.draft.kind]
    if service in grouped_services(state):
        screens.append(ChooseRegisterKind())
    if rule.group is Group.REGISTER and not persons(state):
        return (*screens, Confirm())
    if rule.has_scope:
        screens.append(ChooseScope())
        if visit.draft.scope is Scope.PART:
            screens.append(ChoosePersons())
    if rule.has_year and len(offered_years(state)) > 1:
        screens.append(ChooseYear())
    if rule.has_items and (visit.draft.scope is None or offered_items(state)):
        screens.append(ChooseItems())
    if service.max_copies > 1:
        screens.append(ChooseCopies())
    return (*screens, Confirm())


_NO_YEARS = {Kind.INCOME_TAX: failures.TAX_UNDECLARED, Kind.TAX_PAYMENT: failures.NO_TAX_RECORD}

_ORDER: tuple[type[Screen], ...] = (
    ChooseCertificate,
    ChooseRegisterKind,
    ChooseScope,
    ChoosePersons,
    ChooseYear,
    ChooseItems,
    ChooseCopies,
    Confirm,
)
"""Every screen that may be on a path, in the order in which paths have them."""


def _place(screen: Screen) -> int:
    return _ORDER.index(type(screen))


def _following(state: State) -> Screen:
    """The next screen of the path. The present one may have left it: what is offered can change."""
    here = _place(state.screen)
    return next((screen for screen in _path(state) if _place(screen) > here), Confirm())


def _preceding(state: State) -> Screen:
    here = _place(state.screen)
    return next((screen for screen in reversed(_path(state)) if _place(screen) < here), ChooseCertificate())


def _onward(state: State) -> Result:
    following = _following(state)
    done_editing = state.ongoing.editing and not isinstance(following, ChoosePersons)
    if done_editing or isinstance(following, Confirm):
        return prepare(state)
    return go(state, following), ()


def _back(state: State) -> Result:
    visit = state.ongoing
    if isinstance(state.screen, ChoosePersons) and not visit.draft.persons:
        state = _set_persons(state, set(persons_of_scope(state, Scope.PART)))
    elif isinstance(state.screen, ChooseRegisterKind):
        return go(state, ChooseCertificate()), ()
    elif visit.editing and not isinstance(state.screen, ChoosePersons):
        return prepare(state)
    return (state, ()) if isinstance(state.screen, ChooseCertificate) else (go(state, _preceding(state)), ())


def _with_draft(state: State, draft: Draft) -> State:
    return replace(state, visit=replace(state.ongoing, draft=keep_offered(state, draft)))


def _set_persons(state: State, numbers: set[int]) -> State:
    """My Number was agreed to for the persons of then, so it is asked again for others."""
    draft = state.ongoing.draft
    ordered = tuple(person.number for person in persons(state) if person.number in numbers)
    items = draft.items if ordered == draft.persons else draft.items - {Item.MY_NUMBER}
    return _with_draft(state, replace(draft, persons=ordered, items=items))


def _set_item(state: State, item: Item, shown: bool) -> State:
    if item not in offered_items(state):
        return state
    items = state.ongoing.draft.items | {item} if shown else state.ongoing.draft.items - {item}
    return _with_draft(state, replace(state.ongoing.draft, items=items))
