"""What a visit may choose from, out of what is offered here and what this person may have."""

from __future__ import annotations

from dataclasses import replace

from kiosk.certificates.kinds import FOREIGN_ONLY_ITEMS, JAPANESE_ONLY_ITEMS, RULES, Group, Item, Kind, Scope
from kiosk.certificates.messages import PersonChoice, Reissue, Service
from kiosk.terminal.visit.states import Draft, State


def service_of(state: State, kind: Kind) -> Service | None:
    """The service of ``kind`` as the visit's municipality offers it now; None: not at all."""
    return next((s for s in _services(state) if s.kind is kind), None)


def grouped_services(state: State) -> tuple[Service, ...]:
    """The services of the family register, which share one card; none where one alone is offered."""
    services = tuple(s for s in _services(state) if RULES[s.kind].group is Group.REGISTER)
    return services if len(services) > 1 else ()


def single_services(state: State) -> tuple[Service, ...]:
    """The services that have a card each, in the municipality's order."""
    grouped = grouped_services(state)
    return tuple(service for service in _services(state) if service not in grouped)


def is_entitled(state: State, kind: Kind) -> bool:
    """Whether the city hall said that this person may have it."""
    entitlement = state.visit.entitlement if state.visit else None
    return entitlement is not None and kind in entitlement.kinds


def _services(state: State) -> tuple[Service, ...]:
    offered = state.availability
    return offered.services if offered else ()


def chosen_service(state: State) -> Service | None:
    """The service of the kind that was chosen."""
    kind = state.visit.draft.kind if state.visit else None
    return service_of(state, kind) if kind is not None else None


def persons(state: State) -> tuple[PersonChoice, ...]:
    """Among whom the chosen kind lets choose, in the order of the record: those of the household, or those
    in the register."""
    if state.visit is None or state.visit.entitlement is None:
        return ()
    kind = state.visit.draft.kind
    return state.visit.entitlement.persons_of(RULES[kind].group if kind else Group.HOUSEHOLD)


def reissue_of_kind(state: State, kind: Kind) -> Reissue | None:
    """What of ``kind`` this person may take home once more, free of charge: the last print was bad."""
    return next((granted for granted in _reissues(state) if granted.choices.kind is kind), None)


def granted_reissue(state: State) -> Reissue | None:
    """The reissue that the present choices are; None where they have to be paid for."""
    draft = state.visit.draft if state.visit else None
    if draft is None or draft.kind is None:
        return None
    choices = draft.choices()
    return next((granted for granted in _reissues(state) if granted.choices == choices), None)


def _reissues(state: State) -> tuple[Reissue, ...]:
    entitlement = state.visit.entitlement if state.visit else None
    return entitlement.reissues if entitlement else ()


def offered_scopes(state: State) -> tuple[Scope, ...]:
    """Scopes to choose from; a part of one person is nothing to choose."""
    service = chosen_service(state)
    scopes = service.scopes if service else ()
    return tuple(scope for scope in scopes if scope is not Scope.PART or len(persons(state)) > 1)


def offered_years(state: State) -> tuple[int, ...]:
    """Fiscal years, the latest first."""
    service = chosen_service(state)
    entitlement = state.visit.entitlement if state.visit else None
    if service is None or entitlement is None:
        return ()
    return tuple(sorted(set(service.years) & set(entitlement.years), reverse=True))


def offered_items(state: State) -> tuple[Item, ...]:
    """Items that can be shown for the persons chosen: those of foreign residents only where one is
    among them, the domicile only where a Japanese is."""
    service = chosen_service(state)
    entitlement = state.visit.entitlement if state.visit else None
    if service is None or entitlement is None or state.visit is None:
        return ()
    shown = [p for p in persons(state) if p.number in state.visit.draft.persons]
    foreign = any(person.is_foreign for person in shown)
    japanese = any(not person.is_foreign for person in shown)
    return tuple(
        item
        for item in service.items
        if item in entitlement.items
        and (foreign or item not in FOREIGN_ONLY_ITEMS)
        and (japanese or item not in JAPANESE_ONLY_ITEMS)
    )


def persons_of_scope(state: State, scope: Scope) -> tuple[int, ...]:
    """Who is on the paper when ``scope`` is chosen; for a part it begins with the holder."""
    match scope:
        case Scope.HOUSEHOLD | Scope.REGISTER:
            return tuple(person.number for person in persons(state))
        case Scope.PART | Scope.SELF:
            return tuple(person.number for person in persons(state) if person.is_holder)


def keep_offered(state: State, draft: Draft) -> Draft:
    """``draft`` without the items that its persons no longer allow."""
    if state.visit is None:
        return draft
    changed = replace(state, visit=replace(state.visit, draft=draft))
    return replace(draft, items=draft.items & frozenset(offered_items(changed)))
