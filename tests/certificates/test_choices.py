import pytest

from kiosk.certificates.choices import Choices, ChoicesNotOffered, check_choices
from kiosk.certificates.kinds import Item, Kind, Scope

RECORD = Kind.RESIDENT_RECORD
WHOLE = Choices(kind=RECORD, scope=Scope.HOUSEHOLD, persons=(1, 2, 3))


def check(choices: Choices, items: frozenset[Item] = frozenset({Item.DOMICILE})) -> None:
    check_choices(
        choices,
        scopes=frozenset(Scope),
        persons=(1, 2, 3),
        holder=2,
        items=items,
        years=frozenset({2025, 2026}),
        max_copies=10,
    )


@pytest.mark.parametrize(
    "choices",
    [
        WHOLE,
        Choices(kind=RECORD, scope=Scope.PART, persons=(1, 3), items=frozenset({Item.DOMICILE}), copies=10),
        Choices(kind=RECORD, scope=Scope.SELF, persons=(2,)),
        Choices(kind=Kind.INCOME_TAX, year=2026),
    ],
)
def test_what_is_offered_may_be_chosen(choices: Choices) -> None:
    check(choices)


@pytest.mark.parametrize(
    ("choices", "named"),
    [
        (WHOLE.model_copy(update={"copies": 11}), "copies"),
        (WHOLE.model_copy(update={"persons": (1, 2)}), "whole household"),
        (WHOLE.model_copy(update={"persons": (1, 2, 4)}), "persons"),
        (WHOLE.model_copy(update={"persons": (1, 1, 2)}), "persons"),
        (WHOLE.model_copy(update={"persons": ()}), "persons"),
        (WHOLE.model_copy(update={"scope": None}), "scope"),
        (WHOLE.model_copy(update={"items": frozenset({Item.MY_NUMBER})}), "items"),
        (WHOLE.model_copy(update={"year": 2026}), "year"),
        (Choices(kind=RECORD, scope=Scope.SELF, persons=(1,)), "holder"),
        (Choices(kind=Kind.INCOME_TAX, year=2020), "year"),
        (Choices(kind=Kind.INCOME_TAX), "year"),
        (Choices(kind=Kind.INCOME_TAX, year=2026, scope=Scope.SELF, persons=(2,)), "scope"),
        (Choices(kind=Kind.INCOME_TAX, year=2026, items=frozenset({Item.DOMICILE})), "items"),
    ],
)
def test_what_is_not_offered_is_refused_by_name(choices: Choices, named: str) -> None:
    with pytest.raises(ChoicesNotOffered, match=named):
        check(choices)
