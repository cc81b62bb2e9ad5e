"""The family register that a holder is recorded in, and whom of it they may choose. Two queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.certificates.messages import PersonChoice
from kiosk.municipal.registry.models import FamilyRegister, RegisterMember, Resident


@dataclass(frozen=True)
class HoldersRegister:
    """The register with all ``members`` that ever were in it, in its order; ``holder`` is one of them."""

    register: FamilyRegister
    members: Sequence[RegisterMember]
    holder: RegisterMember

    @property
    def choosable(self) -> list[RegisterMember]:
        """Those who are still in it, numbered as on the screen."""
        return [member for member in self.members if not member.removed]


def register_of(holder: Resident) -> HoldersRegister | None:
    """The register that has the holder in it; None where this municipality keeps none."""
    holders = RegisterMember.objects.filter(
        municipality=holder.municipality_id, resident=holder, removed=False
    )
    mine = holders.select_related("register").first()
    if mine is None:
        return None
    members = RegisterMember.objects.filter(register=mine.register_id).select_related("resident")
    return HoldersRegister(mine.register, list(members.order_by("order")), mine)


def register_choices(register: HoldersRegister | None) -> tuple[PersonChoice, ...]:
    """The register's people as a terminal may show them: 夫 and 妻 by that word, others by their 続柄."""
    if register is None:
        return ()
    return tuple(
        PersonChoice(
            number=number,
            label=member.name,
            relation=member.spouse or member.relationship,
            birth_year=member.birth_date.year,
            is_holder=member.pk == register.holder.pk,
            is_foreign=False,
        )
        for number, member in enumerate(register.choosable, start=1)
    )
