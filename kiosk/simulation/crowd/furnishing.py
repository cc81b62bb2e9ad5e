"""A city hall for a crowd: the demo's town, a terminal for each store, a card for each of many residents.

Django is loaded only when it is built: call it in a process of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from drivers.card.simulated import CardContents
from kiosk.simulation.town.build import DEMO_CLOCK, build_demo
from kiosk.simulation.town.cards import card_with
from kiosk.simulation.town.demo_jpki import Root, birthday_after
from kiosk.simulation.town.places import AOBA

if TYPE_CHECKING:
    from kiosk.municipal.registry.models import Resident

CROWD_PIN = "1234"
"""Of every card of the crowd."""

_YOUNGEST = 16


def build_for_crowd(
    directory: Path, terminals: Sequence[str], residents: int, seed: int
) -> tuple[CardContents, ...]:
    """A new city hall in ``directory`` that knows these terminals; the cards of so many of its residents,
    no two of the same name and birth date. Raises ValueError where the town has fewer."""
    configuration = build_demo(directory, clock=DEMO_CLOCK)
    from django.db import transaction

    from kiosk.municipal.identity.cards import link_card
    from kiosk.municipal.identity.certificates import CardIdentity, key_id, serial_text
    from kiosk.municipal.identity.enrolment import enrol_terminal

    for terminal in terminals:
        enrol_terminal(configuration, terminal, [AOBA.code])
    jpki = directory / "jpki"
    root = Root.load(jpki / "root-3.pem", jpki / "root-3.key")
    random = Random(f"{seed}/cards")
    today = DEMO_CLOCK.date()
    cards = []
    with transaction.atomic():
        for resident in _holders(random, residents, today):
            issued = date(today.year - 2, random.randrange(1, 13), random.randrange(1, 29))
            expires = birthday_after(issued, resident.birth_date)
            stay = resident.residence_expiry
            certificate = root.issue(random, issued=issued, expires=min(expires, stay or expires))
            serial = serial_text(certificate.certificate.serial_number)
            link_card(CardIdentity(key_id(root.certificate), serial), resident)
            cards.append(card_with(certificate, CROWD_PIN))
    return tuple(cards)


def _holders(random: Random, wanted: int, today: date) -> list[Resident]:
    """Residents who can have a certificate, whose household has none of the demo's special cases."""
    from kiosk.municipal.identity.models import CardLink
    from kiosk.municipal.registry.models import Resident, ResidentStatus

    of_town = Resident.objects.filter(municipality_id=AOBA.code)
    ordinary = of_town.filter(status=ResidentStatus.RESIDENT, protected=False)
    special = {*of_town.exclude(pk__in=ordinary).values_list("household_id", flat=True)}
    special |= {*CardLink.objects.values_list("resident__household_id", flat=True)}
    grown = ordinary.filter(birth_date__lte=today.replace(year=today.year - _YOUNGEST))
    staying = grown.exclude(residence_expiry__lte=today).exclude(household_id__in=special)
    distinct = {(resident.name, resident.birth_date): resident for resident in staying.order_by("number")}
    if len(distinct) < wanted:
        raise ValueError(f"{AOBA.name_ja}: {len(distinct)} residents can have a card, {wanted} are needed")
    return random.sample(list(distinct.values()), wanted)
