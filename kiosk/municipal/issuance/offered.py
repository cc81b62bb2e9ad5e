"""What a service offers to one household or register, and whether choices are among it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.certificates.choices import Choices, ChoicesNotOffered, check_choices
from kiosk.certificates.failures import SERVICE_HOURS, SERVICE_OFF, Failure
from kiosk.certificates.kinds import FOREIGN_ONLY_ITEMS, JAPANESE_ONLY_ITEMS, RULES, Group, Item, Kind
from kiosk.certificates.messages import Service
from kiosk.certificates.opening import ClosedReason
from kiosk.municipal.issuance.register import HoldersRegister
from kiosk.municipal.registry.models import Resident

_OUT_OF_HOURS = (ClosedReason.OUTSIDE_HOURS, ClosedReason.YEAR_END)


@dataclass(frozen=True)
class Circle:
    """Among whom the persons of a certificate are chosen, by the registry's keys in the order of the
    screen: a household, or those in a family register (nobody where it is kept elsewhere)."""

    keys: tuple[int, ...]
    holder: int
    has_foreign: bool
    has_japanese: bool

    @classmethod
    def of_household(cls, household: Sequence[Resident], holder: Resident) -> Circle:
        """Those who live together."""
        foreign = {person.is_foreign for person in household}
        return cls(tuple(person.pk for person in household), holder.pk, True in foreign, False in foreign)

    @classmethod
    def of_register(cls, register: HoldersRegister | None) -> Circle:
        """Those in the register: Japanese, all of them."""
        if register is None:
            return cls((), 0, has_foreign=False, has_japanese=False)
        keys = tuple(member.pk for member in register.choosable)
        return cls(keys, register.holder.pk, has_foreign=False, has_japanese=True)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The persons' numbers, from 1 on."""
        return tuple(range(1, len(self.keys) + 1))

    @property
    def holders_number(self) -> int:
        """The holder's number; 0 where they are not among them."""
        return 1 + self.keys.index(self.holder) if self.holder in self.keys else 0


def may_have(kind: Kind, holder: Resident) -> bool:
    """Whether such a certificate exists for the holder: foreign nationals have no 戸籍 (戸籍法 第6条)."""
    return RULES[kind].group is not Group.REGISTER or not holder.is_foreign


def applicable_items(service: Service, circle: Circle) -> tuple[Item, ...]:
    """The service's items that say something about anybody of the circle."""
    without = (frozenset() if circle.has_japanese else JAPANESE_ONLY_ITEMS) | (
        frozenset() if circle.has_foreign else FOREIGN_ONLY_ITEMS
    )
    return tuple(item for item in service.items if item not in without)


def refusal_of_closed(service: Service) -> Failure | None:
    """What is told of a service that is not open."""
    if service.is_open:
        return None
    return SERVICE_HOURS if service.reason in _OUT_OF_HOURS else SERVICE_OFF


def is_offered(choices: Choices, service: Service, circle: Circle) -> bool:
    """Whether the service offers these choices to the holder, who is of the circle."""
    try:
        check_choices(
            choices,
            scopes=frozenset(service.scopes),
            persons=circle.numbers,
            holder=circle.holders_number,
            items=frozenset(applicable_items(service, circle)),
            years=frozenset(service.years),
            max_copies=service.max_copies,
        )
    except ChoicesNotOffered:
        return False
    return True
