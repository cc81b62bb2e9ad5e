"""Somebody on the line answers in the city hall's place. Nothing is printed, no money is taken, and where a
document was not this visit's, the terminal serves nobody until a technician came."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey, KeySet

from kiosk.certificates import failures
from kiosk.certificates.choices import Choices
from kiosk.certificates.kinds import Kind, Scope
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.sealed_document import SealedDocument, seal, unseal
from kiosk.municipal.identity.signing_keys import signing_key
from kiosk.rendering.layouts.layout import find_layout
from kiosk.rendering.two_d_seal import SealedPaper, sign_pages
from kiosk.terminal.unattended import Issued, NotIssued, Wishes
from kiosk.terminal.visit import states
from tests.end_to_end.counter import Counter
from tests.end_to_end.tapped_line import Answer, TappedLine
from tests.real_parts.city_hall import AOBA, CityHall

HOUSEHOLD = Wishes(Kind.RESIDENT_RECORD, scope=Scope.HOUSEHOLD)
ONESELF = Wishes(Kind.RESIDENT_RECORD)
CounterAt = Callable[..., Counter]


def city_halls_key(hall: CityHall) -> ECKey:
    return signing_key(hall.directory / "keys", MunicipalityCode(AOBA))


def opened(answer: Answer, hall: CityHall) -> SealedDocument:
    pinned = json.loads((hall.terminal_files() / f"keys-{AOBA}.json").read_text())
    return unseal(answer.message["sealed"], KeySet.import_key_set(pinned))


def assert_closed_for_safety(counter: Counter, hall: CityHall, ending: object) -> None:
    assert isinstance(ending, NotIssued)
    assert ending.failure is failures.DOCUMENT_MISMATCH
    assert counter.state.screen == states.OutOfService(failures.DOCUMENT_MISMATCH)
    assert counter.visit(hall.card("kiyo"), ONESELF) == NotIssued(failures.DOCUMENT_MISMATCH)
    assert "TakeCard" in counter.shown
    assert not {"Pay", "Printing", "TakePaper"} & set(counter.shown)
    counter.assert_no_money_and_no_paper()


class Recorded:
    """Keeps the last answer that it heard, to give it in place of others."""

    def __init__(self) -> None:
        self._answer: Answer | None = None

    def listen(self, answer: Answer) -> Answer:
        self._answer = answer
        return answer

    def say_again(self, answer: Answer) -> Answer | None:
        assert self._answer is not None
        return self._answer


def test_on_an_honest_line_she_gets_her_paper(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    counter = counter_at(line.url)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD)
    assert ending == Issued(fee=200, sheets=1, change=800)
    assert counter.cashbox.inserted - counter.cashbox.paid_out == 200
    assert list(counter.printer.sheets_out.values()) == [1]


def test_another_persons_document_is_never_printed(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    recorded = Recorded()
    line.change("order", recorded.listen)
    assert isinstance(counter_at(line.url).visit(city_hall.card("kiyo"), ONESELF), Issued)
    line.change("order", recorded.say_again)
    counter = counter_at(line.url)
    ending = counter.visit(city_hall.card("hanako"), ONESELF)
    assert_closed_for_safety(counter, city_hall, ending)


def test_her_own_document_of_an_earlier_visit_is_not_printed_again(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    recorded = Recorded()
    line.change("order", recorded.listen)
    counter = counter_at(line.url)
    assert isinstance(counter.visit(city_hall.card("hanako"), HOUSEHOLD), Issued)
    printed = dict(counter.printer.sheets_out)
    counter.go_away()
    line.change("order", recorded.say_again)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD)
    assert isinstance(ending, NotIssued)
    assert ending.failure is failures.DOCUMENT_MISMATCH
    assert counter.printer.sheets_out == printed
    assert counter.cashbox.inserted == 1000


ANOTHER = secrets.token_hex(16)
A_KEY = ec.generate_private_key(ec.SECP256R1())


def seals_of_another(document: SealedDocument, **other: str) -> tuple[tuple[str, ...], ...]:
    """2D seals such as the city hall would sign for another paper."""
    paper = SealedPaper(
        MunicipalityCode(AOBA),
        Kind.RESIDENT_RECORD,
        other.pop("order_id", document.order_id),
        document.issue_date,
    )
    first, *others = document.persons
    theirs = document.model_copy(update={"persons": ({**first, **other}, *others)})
    return sign_pages(theirs, find_layout(Kind.RESIDENT_RECORD), paper, A_KEY)


OTHERWISE: dict[str, Callable[[SealedDocument], dict[str, Any]]] = {
    "order": lambda document: {"order_id": ANOTHER},
    "visit": lambda document: {"visit_id": ANOTHER},
    "terminal": lambda document: {"terminal_id": "border-store"},
    "municipality": lambda document: {"municipality_code": "999318"},
    "card": lambda document: {"card_hash": secrets.token_hex(32)},
    "fee": lambda document: {"fee": document.fee + 100},
    "choices": lambda document: {
        "choices": Choices(kind=Kind.RESIDENT_RECORD, scope=Scope.SELF, persons=(2,))
    },
    "number of persons": lambda document: {"persons": document.persons[:1]},
    "issue date": lambda document: {"issue_date": document.issue_date - timedelta(days=30)},
    "number of pages": lambda document: {"pages": document.pages + 1},
    "2D seal of another order": lambda document: {
        "two_d_seals": seals_of_another(document, order_id=ANOTHER)
    },
    "2D seal of another name": lambda document: {"two_d_seals": seals_of_another(document, name="別の　人")},
    "no 2D seal": lambda document: {"two_d_seals": ()},
}


@pytest.mark.parametrize("change", OTHERWISE.values(), ids=OTHERWISE)
def test_a_document_bound_to_anything_else_stops_the_terminal_even_if_the_city_hall_signed_it(
    counter_at: CounterAt,
    line: TappedLine,
    city_hall: CityHall,
    change: Callable[[SealedDocument], dict[str, Any]],
) -> None:
    def lie(answer: Answer) -> Answer:
        document = opened(answer, city_hall)
        changed = document.model_copy(update=change(document))
        return answer.with_message(sealed=seal(changed, city_halls_key(city_hall)))

    line.change("order", lie)
    counter = counter_at(line.url)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD)
    assert_closed_for_safety(counter, city_hall, ending)


def test_what_another_key_signed_is_no_document(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    impostor = ECKey.generate_key("P-256", {"kid": str(city_halls_key(city_hall).kid)})
    line.change("order", lambda answer: answer.with_message(sealed=seal(opened(answer, city_hall), impostor)))
    counter = counter_at(line.url)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD)
    assert_closed_for_safety(counter, city_hall, ending)


@pytest.mark.parametrize("part", [0, 1, 2], ids=["header", "content", "signature"])
def test_one_character_altered_anywhere_breaks_the_seal(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall, part: int
) -> None:
    def alter(answer: Answer) -> Answer:
        parts = answer.message["sealed"].split(".")
        text = parts[part]
        place = len(text) // 2
        parts[part] = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        return answer.with_message(sealed=".".join(parts))

    line.change("order", alter)
    counter = counter_at(line.url)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD)
    assert_closed_for_safety(counter, city_hall, ending)


def test_an_unsigned_document_is_no_document(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    def unsign(answer: Answer) -> Answer:
        _, content, _ = answer.message["sealed"].split(".")
        return answer.with_message(sealed=f"eyJhbGciOiJub25lIiwidHlwIjoic2VhbGVkLWRvY3VtZW50In0.{content}.")

    line.change("order", unsign)
    counter = counter_at(line.url)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD)
    assert_closed_for_safety(counter, city_hall, ending)


def test_a_fee_that_is_not_the_documents_is_not_asked_for(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    line.change("order", lambda answer: answer.with_message(fee=answer.message["fee"] + 100))
    counter = counter_at(line.url)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD)
    assert_closed_for_safety(counter, city_hall, ending)


def test_a_layout_with_other_bytes_than_its_hash_is_not_drawn_on(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    line.change("form", lambda answer: replace(answer, body=answer.body + b"\n# changed\n"))
    counter = counter_at(line.url)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD)
    assert_closed_for_safety(counter, city_hall, ending)


def test_the_order_behind_a_false_document_is_given_up(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    ordered: list[str] = []

    def lie(answer: Answer) -> Answer:
        ordered.append(answer.message["order_id"])
        return answer.with_message(fee=answer.message["fee"] + 100)

    line.change("order", lie)
    counter = counter_at(line.url)
    counter.visit(city_hall.card("hanako"), HOUSEHOLD)
    counter.close()
    with sqlite3.connect(city_hall.directory / "city-hall.sqlite3") as database:
        [state] = database.execute("SELECT state FROM issuance_order WHERE order_id = ?", ordered).fetchone()
    assert state == "abandoned"


# A document that expires is no lie ----------------------------------------------------------------


def half_a_minute_good(answer: Answer, hall: CityHall) -> Answer:
    """The same document, with an earlier end."""
    document = opened(answer, hall)
    short = document.model_copy(update={"expires": document.expires - timedelta(seconds=870)})
    return answer.with_message(sealed=seal(short, city_halls_key(hall)))


def test_a_document_that_expired_before_money_is_fetched_anew(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    def shorten_the_first(answer: Answer) -> Answer:
        line.pass_on("order")
        return half_a_minute_good(answer, city_hall)

    line.change("order", shorten_the_first)
    counter = counter_at(line.url)

    def a_minute_passes() -> None:
        prepared = counter.wait_for(
            lambda state: isinstance(state.screen, states.Confirm) and state.screen.order is not None
        )
        offered = prepared.terminal.availability[MunicipalityCode(AOBA)]
        later = offered.model_copy(update={"clock": offered.clock + timedelta(seconds=60)})
        line.say(later.model_dump(mode="json"))
        counter.wait_for(lambda state: later in state.terminal.availability.values())

    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD, at={states.Confirm: a_minute_passes})
    assert ending == Issued(fee=200, sheets=1, change=800)
    assert line.calls.count("order") == 2
    assert counter.cashbox.inserted == 1000


def test_a_document_that_is_expired_when_it_comes_costs_nothing(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    def expired(answer: Answer) -> Answer:
        document = opened(answer, city_hall)
        late = document.model_copy(update={"expires": document.expires - timedelta(seconds=1000)})
        return answer.with_message(sealed=seal(late, city_halls_key(city_hall)))

    line.change("order", expired)
    counter = counter_at(line.url)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD)
    assert isinstance(ending, NotIssued)
    assert ending.failure is failures.DOCUMENT_EXPIRED
    counter.assert_no_money_and_no_paper()
