"""Adachi, 2023-03-22 and 04-18: residents got others' certificates.
A sync met simultaneous requests; three earlier error notices had been answered "reprinted normally".
Here a paper is wholly from before or wholly from after it, and what nobody can explain is an alarm."""

from __future__ import annotations

import json
import threading
from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from joserfc.jwk import KeySet

from kiosk.certificates import failures
from kiosk.certificates.kinds import Scope
from kiosk.certificates.messages import OrderSealed
from kiosk.certificates.sealed_document import SealedDocument, unseal
from kiosk.municipal.registry.models import Household, Resident
from kiosk.terminal.unattended import Issued, NotIssued
from kiosk.terminal.visit.journal import TERMINAL
from kiosk.terminal.visit.standing import standing
from tests.end_to_end.tapped_line import Answer, TappedLine
from tests.incidents.evidence import HOUSEHOLD, CounterAt, asked
from tests.incidents.workshop import HOLDERS_OWN, Workshop
from tests.municipal.registry.csv_files import export_residents
from tests.municipal.terminals import TerminalClient
from tests.real_parts.city_hall import AOBA, CITY_TERMINAL, SHARED_TERMINAL, WAIT, CityHall

STEMS = ("hanako", "kiyo", "five", "nine")
NEW_FAMILY = "新田　"
NEW_ADDRESS = "別館"
"""What the sync changes: the family name of all of a household, and the end of its address."""


def changed_residents(hall: CityHall, file: Path) -> Path:
    """What the resident system exports: everybody of four households, renamed and moved."""
    rows = asked(
        hall,
        "SELECT resident.* FROM registry_resident AS resident WHERE household_id IN (SELECT household_id"
        " FROM registry_resident WHERE name LIKE '%花子' OR name LIKE '%キヨ' OR name LIKE '%誠'"
        " OR name LIKE '%浩二') AND municipality_id = ?",
        AOBA,
    )
    columns = [name for _, name, *_ in asked(hall, "PRAGMA table_info(registry_resident)")]
    addresses = {
        key: (number, address)
        for key, number, address in asked(hall, "SELECT id, number, address FROM registry_household")
    }
    people = []
    fields = {field.attname: field for field in Resident._meta.concrete_fields}
    for row in rows:
        values = {name: fields[name].to_python(value) for name, value in zip(columns, row, strict=True)}
        number, address = addresses[values["household_id"]]
        household = Household(pk=values["household_id"], number=number, address=address + NEW_ADDRESS)
        person = Resident(**values)
        person.household = household
        person.name = NEW_FAMILY + person.name.rpartition("　")[2]
        people.append(person)
    return export_residents(file, people)


def is_new(document: SealedDocument) -> bool:
    """Whether the document is from after the sync; it is never half of each."""
    moved = document.fields["address"].endswith(NEW_ADDRESS)
    assert {person["name"].startswith(NEW_FAMILY) for person in document.persons} == {moved}
    return moved


def test_a_paper_of_the_minute_of_the_sync_is_wholly_from_before_or_wholly_from_after(
    own_city_hall: CityHall, tmp_path: Path
) -> None:
    hall = own_city_hall
    file = changed_residents(hall, tmp_path / "residents.csv")
    pinned = json.loads((hall.terminal_files() / f"keys-{AOBA}.json").read_text())
    keys = KeySet.import_key_set(pinned)
    seen: Tally[bool] = Tally()
    all_order, synced = threading.Barrier(len(STEMS) + 1), threading.Event()

    def order(terminal: TerminalClient, stem: str) -> None:
        """One order, as far as the question whether it may be paid for."""
        visit, entitlement = terminal.authenticated(hall.card(stem))
        answer = OrderSealed.model_validate_json(
            terminal.order(visit, terminal.whole_household(entitlement)).content
        )
        document = unseal(answer.sealed, keys)
        assert document.visit_id == visit.visit_id
        seen[is_new(document)] += 1
        holds = terminal.confirm(answer.order_id).status_code == 204
        assert holds or not is_new(document), "what is from after the sync still holds"

    def keep_ordering(terminal_id: str, stem: str) -> None:
        terminal = TerminalClient(hall, terminal_id)
        order(terminal, stem)
        all_order.wait(WAIT)
        while not synced.is_set():
            order(terminal, stem)
        order(terminal, stem)

    with ThreadPoolExecutor(len(STEMS)) as residents:
        terminals = (CITY_TERMINAL, SHARED_TERMINAL) * 2
        visits = [residents.submit(keep_ordering, *at) for at in zip(terminals, STEMS, strict=True)]
        all_order.wait(WAIT)
        try:
            hall.command("import", file, "--kind", "residents", "--municipality", AOBA)
        finally:
            synced.set()
        for visit in visits:
            visit.result()
    assert min(seen[False], seen[True]) >= len(STEMS)


def test_persons_who_changed_their_places_meanwhile_are_not_taken_for_each_other(
    workshop: Workshop,
) -> None:
    """The resident chose numbers 1 and 2 of the household as it was shown."""
    case = workshop.visit(1)
    _, second, third = workshop.hall.town.household
    for place, person in ((9, second), (2, third), (3, second)):
        person.order_in_household = place
        person.save()
    chosen = HOLDERS_OWN.model_copy(update={"scope": Scope.PART, "persons": (1, 2)})
    assert case.visit_id is not None
    request = workshop.hall.town.whole_household().model_copy(update={"choices": chosen})
    assert workshop.hall.order(case.visit_id, request) is failures.VISIT_EXPIRED


def test_an_error_that_nobody_can_explain_is_an_alarm_even_though_the_next_try_works(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    def fail_once(answer: Answer) -> Answer:
        line.pass_on("order")
        failed.append(answer.message["order_id"])
        return Answer(500, "text/html", b"<h1>Server Error (500)</h1>")

    failed: list[str] = []
    line.change("order", fail_once)
    counter = counter_at(line.url)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD)
    assert isinstance(ending, NotIssued)
    assert ending.failure is failures.CITY_NONSENSE
    counter.go_away()
    assert isinstance(counter.visit(city_hall.card("hanako"), HOUSEHOLD), Issued)
    line.wait_for("alarm")
    counter.close()
    [alarm] = standing(line_ for line_ in counter.store.journal() if line_.order_id == TERMINAL).alarms
    kept = asked(
        city_hall,
        "SELECT failure, acknowledged_by FROM fleet_alarm WHERE alarm_id = ?",
        alarm.alarm_id,
    )
    assert kept == [(failures.CITY_NONSENSE.code, "")]
