"""What the resident chose, checked against what the municipality offers to this person."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from kiosk.certificates.kinds import RULES, Item, Kind, Scope


class Choices(BaseModel):
    """One order's choices. ``persons`` are numbers of the list of the entitlement among which the kind
    chooses (household or register), in its order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    scope: Scope | None = None
    persons: tuple[int, ...] = ()
    items: frozenset[Item] = frozenset()
    year: int | None = Field(default=None, ge=1989, le=2200)
    copies: int = Field(default=1, ge=1, le=99)


class ChoicesNotOffered(ValueError):
    """The choices hold something that is not offered; the message names it."""


def check_choices(
    choices: Choices,
    *,
    scopes: frozenset[Scope],
    persons: tuple[int, ...],
    holder: int,
    items: frozenset[Item],
    years: frozenset[int],
    max_copies: int,
) -> None:
    """Raise ChoicesNotOffered unless every choice is among what is offered and fits its kind.

    ``persons`` are the numbers that may be shown, those of the household or of the register; ``holder``
    is the card's holder among them.
    """
    rule = RULES[choices.kind]
    scopes, items = scopes & frozenset(rule.scopes), items & rule.items
    if choices.copies > max_copies:
        raise ChoicesNotOffered(f"copies: {choices.copies} of at most {max_copies}")
    if rule.has_scope:
        if choices.scope not in scopes:
            raise ChoicesNotOffered(f"scope: {choices.scope}")
        _check_persons(choices, persons, holder)
    elif choices.scope is not None or choices.persons:
        raise ChoicesNotOffered(f"scope: {choices.kind} leaves none to choose")
    if not choices.items <= items:
        raise ChoicesNotOffered(f"items: {sorted(choices.items - items)}")
    if rule.has_year:
        if choices.year not in years:
            raise ChoicesNotOffered(f"year: {choices.year}")
    elif choices.year is not None:
        raise ChoicesNotOffered(f"year: {choices.kind} has none")


def _check_persons(choices: Choices, persons: tuple[int, ...], holder: int) -> None:
    chosen = choices.persons
    if not chosen or len(set(chosen)) != len(chosen) or not set(chosen) <= set(persons):
        raise ChoicesNotOffered(f"persons: {chosen}")
    if choices.scope is Scope.SELF and chosen != (holder,):
        raise ChoicesNotOffered("persons: the scope is the holder only")
    if choices.scope in (Scope.HOUSEHOLD, Scope.REGISTER) and set(chosen) != set(persons):
        raise ChoicesNotOffered(f"persons: the scope is the whole {choices.scope}")
