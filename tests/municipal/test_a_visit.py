"""A resident's visit as the city hall answers it, over real TLS with the terminal's certificate."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from joserfc.jwk import KeySet

from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import Entitlement, challenge_message
from kiosk.certificates.sealed_document import SealedDocument, certificate_hash, unseal
from tests.municipal.terminals import TerminalClient, failure_of, key, signature_of
from tests.real_parts.city_hall import AOBA, SHARED_TERMINAL, WAKABA, CityHall

DEMO_DAY = date(2026, 11, 24)
HUSHED_SECONDS = 0.6


def opened(hall: CityHall, sealed: str, terminal_id: str = "aoba-store", code: str = AOBA) -> SealedDocument:
    pinned = json.loads((hall.terminal_files(terminal_id) / f"keys-{code}.json").read_text())
    return unseal(sealed, KeySet.import_key_set(pinned))


def test_hanako_gets_her_households_record_sealed_for_her_card_at_this_terminal(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    card = city_hall.card("hanako")
    visit, entitlement = terminal.authenticated(card)
    choices = terminal.whole_household(entitlement) | {"copies": 2, "items": ["head-and-relationship"]}
    answer = terminal.order(visit, choices).json()
    document = opened(city_hall, answer["sealed"])
    assert document.order_id == answer["order_id"]
    assert document.visit_id == visit.visit_id
    assert document.terminal_id == "aoba-store"
    assert document.card_hash == certificate_hash(card.certificate)
    assert document.issue_date == DEMO_DAY
    assert document.fee == answer["fee"] == 2 * terminal.service("resident-record")["fee"]
    assert [person["name"] for person in document.persons][1].endswith("花子")
    assert len(document.persons) == 4
    assert document.pages == 1
    assert document.fields["certification"] == "この写しは、世帯全員の住民票の原本と相違ないことを証明する。"
    assert document.official_seal.startswith(b"\x89PNG")


def test_a_household_of_nine_needs_three_sheets(city_hall: CityHall, terminal: TerminalClient) -> None:
    visit, entitlement = terminal.authenticated(city_hall.card("nine"))
    answer = terminal.order(visit, terminal.whole_household(entitlement)).json()
    assert opened(city_hall, answer["sealed"]).pages == 3


def test_the_screen_learns_given_names_only(city_hall: CityHall, terminal: TerminalClient) -> None:
    _, answer = terminal.authenticated(city_hall.card("hanako"))
    entitlement = Entitlement.model_validate(answer)
    assert entitlement.kinds == tuple(Kind)
    assert [person.number for person in entitlement.persons] == [1, 2, 3, 4]
    holder = next(person for person in entitlement.persons if person.is_holder)
    assert holder.label == "花子"
    assert "葛" not in json.dumps(answer, ensure_ascii=False)
    assert "nationality" not in {item.value for item in entitlement.items}


def test_a_foreign_resident_is_asked_for_other_items(city_hall: CityHall, terminal: TerminalClient) -> None:
    _, answer = terminal.authenticated(city_hall.card("rin"))
    assert answer["persons"][0]["is_foreign"]
    assert "nationality" in answer["items"]
    assert "domicile" not in answer["items"]


def test_an_income_certificate_says_the_year_that_was_chosen(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    visit, entitlement = terminal.authenticated(city_hall.card("ichiro"))
    year = entitlement["years"][0]
    answer = terminal.order(visit, {"kind": "income-tax", "year": year}).json()
    document = opened(city_hall, answer["sealed"])
    assert document.choices.year == year == 2026
    assert document.fields["fiscal_year"] == "令和8年度（令和7年分）"
    assert document.layout_name


def test_the_layout_of_a_document_can_be_fetched_by_its_hash(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    sha256 = terminal.service("resident-record")["layout_sha256"]
    form = terminal.get(f"/forms/{sha256}")
    assert hashlib.sha256(form.content).hexdigest() == sha256
    assert terminal.get(f"/forms/{'0' * 64}").status_code == 422


def test_the_published_keys_are_those_pinned_at_enrolment_and_public_only(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    published = terminal.get("/keys", params={"municipality": AOBA}).json()
    assert published == json.loads((city_hall.terminal_files() / f"keys-{AOBA}.json").read_text())
    assert all("d" not in entry for entry in published["keys"])


def test_each_visit_has_a_challenge_of_its_own_that_expires(terminal: TerminalClient) -> None:
    clock = datetime.fromisoformat(terminal.availability().json()["clock"])
    first = terminal.post("/visits", {"municipality": AOBA}).json()
    second = terminal.post("/visits", {"municipality": AOBA}).json()
    assert first["visit_id"] != second["visit_id"]
    assert first["challenge"] != second["challenge"]
    lasts = datetime.fromisoformat(first["expires"]) - clock
    assert timedelta(minutes=4) < lasts < timedelta(minutes=6)
    assert datetime.fromisoformat(first["expires"]).astimezone(UTC).year == 2026


@pytest.mark.parametrize(
    ("stem", "code"),
    [
        ("expired", "E-CARD-012"),
        ("revoked", "E-CARD-013"),
        ("suspended", "E-CARD-014"),
        ("untrusted", "E-CARD-015"),
        ("signature-certificate", "E-CARD-015"),
        ("unknown", "E-CARD-017"),
        ("wakaba", "E-CARD-017"),
        ("moving-out", "E-RES-002"),
        ("moved-out", "E-RES-002"),
        ("under-15", "E-RES-001"),
    ],
)
def test_a_card_that_can_not_be_served_is_refused_by_its_own_code(
    city_hall: CityHall, terminal: TerminalClient, stem: str, code: str
) -> None:
    visit = terminal.open_visit()
    assert failure_of(terminal.prove(visit, city_hall.card(stem))).code == code


@pytest.mark.parametrize(
    ("stem", "kind", "code"),
    [
        ("protected", "resident-record", "E-RES-010"),
        ("protected", "income-tax", "E-RES-010"),
        ("deceased", "resident-record", "E-RES-010"),
        ("deceased", "income-tax", "E-RES-010"),
        ("mover-in-household", "resident-record", "E-RES-010"),
        ("issue-stopped", "income-tax", "E-RES-010"),
        ("undeclared", "income-tax", "E-TAX-001"),
        ("newcomer", "income-tax", "E-TAX-001"),
    ],
)
def test_a_certificate_that_can_not_be_had_is_refused_when_it_is_ordered(
    city_hall: CityHall, terminal: TerminalClient, stem: str, kind: str, code: str
) -> None:
    visit, entitlement = terminal.authenticated(city_hall.card(stem))
    choices = (
        terminal.whole_household(entitlement)
        if kind == "resident-record"
        else {"kind": kind, "year": entitlement["years"][0]}
    )
    assert failure_of(terminal.order(visit, choices)).code == code


@pytest.mark.parametrize(
    ("stem", "kind"),
    [
        ("mover-in-household", "income-tax"),
        ("issue-stopped", "resident-record"),
        ("undeclared", "resident-record"),
        ("newcomer", "resident-record"),
    ],
)
def test_the_other_kind_is_still_issued(
    city_hall: CityHall, terminal: TerminalClient, stem: str, kind: str
) -> None:
    visit, entitlement = terminal.authenticated(city_hall.card(stem))
    choices = (
        terminal.whole_household(entitlement)
        if kind == "resident-record"
        else {"kind": kind, "year": entitlement["years"][0]}
    )
    assert terminal.order(visit, choices).status_code == 200


def test_reasons_that_must_not_be_told_look_alike_to_the_byte_and_the_clock(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    answers = []
    for stem in ("protected", "deceased", "mover-in-household"):
        visit, entitlement = terminal.authenticated(city_hall.card(stem))
        answers.append(terminal.order(visit, terminal.whole_household(entitlement)))
    visit, entitlement = terminal.authenticated(city_hall.card("issue-stopped"))
    answers.append(terminal.order(visit, {"kind": "income-tax", "year": entitlement["years"][0]}))
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.status_code for answer in answers}) == 1
    assert len({tuple(sorted(set(answer.headers) - {"Date"})) for answer in answers}) == 1
    seconds = [answer.elapsed.total_seconds() for answer in answers]
    assert min(seconds) >= HUSHED_SECONDS
    assert max(seconds) - min(seconds) < HUSHED_SECONDS


def test_a_signature_for_another_visit_opens_nothing(city_hall: CityHall, terminal: TerminalClient) -> None:
    card = city_hall.card("hanako")
    other, visit = terminal.open_visit(), terminal.open_visit()
    stolen = signature_of(card, challenge_message(other.visit_id, terminal.terminal_id, other.challenge))
    assert failure_of(terminal.prove(visit, card, stolen)).code == "E-CARD-016"


def test_a_challenge_is_spent_by_its_first_use_even_a_failed_one(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    card = city_hall.card("hanako")
    visit = terminal.open_visit()
    assert terminal.prove(visit, card, b"\0" * 256).status_code == 403
    assert failure_of(terminal.prove(visit, card)).code == "E-SVC-004"
    spent, _ = terminal.authenticated(card)
    assert failure_of(terminal.prove(spent, card)).code == "E-SVC-004"


def test_what_is_no_certificate_is_not_trusted(city_hall: CityHall, terminal: TerminalClient) -> None:
    visit = terminal.open_visit()
    proof = {"certificate": "bm9uc2Vuc2U=", "signature": "AAAA"}
    answer = terminal.post(f"/visits/{visit.visit_id}/authentication", proof)
    assert failure_of(answer).code == "E-CARD-015"


def test_a_visit_belongs_to_the_terminal_that_opened_it(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    visit, entitlement = terminal.authenticated(city_hall.card("hanako"))
    elsewhere = TerminalClient(city_hall, SHARED_TERMINAL)
    assert failure_of(elsewhere.order(visit, elsewhere.whole_household(entitlement))).code == "E-SVC-004"
    order = terminal.order(visit, terminal.whole_household(entitlement)).json()
    assert failure_of(elsewhere.post(f"/orders/{order['order_id']}/abandon")).code == "E-SVC-004"


@pytest.mark.parametrize(
    "change",
    [
        {"copies": 99},
        {"scope": "self"},
        {"persons": [1, 2, 3]},
        {"persons": [1, 2, 3, 4, 5]},
        {"items": ["nationality"]},
        {"year": 2026},
        {"kind": "certificate-of-nothing"},
        {"unheard": "of"},
    ],
)
def test_choices_that_are_not_offered_to_this_person_are_refused(
    city_hall: CityHall, terminal: TerminalClient, change: dict[str, object]
) -> None:
    visit, entitlement = terminal.authenticated(city_hall.card("hanako"))
    answer = terminal.order(visit, terminal.whole_household(entitlement) | change)
    assert failure_of(answer).code == "E-SVC-003"


def test_an_order_sent_twice_is_one_order(city_hall: CityHall, terminal: TerminalClient) -> None:
    visit, entitlement = terminal.authenticated(city_hall.card("hanako"))
    again = key()
    choices = terminal.whole_household(entitlement) | {"items": ["domicile", "head-and-relationship"]}
    first = terminal.order(visit, choices, again)
    reordered = choices | {"items": ["head-and-relationship", "domicile"]}
    assert terminal.order(visit, reordered, again).json() == first.json()
    assert failure_of(terminal.order(visit, choices | {"copies": 2}, again)).code == "E-SVC-003"


def test_only_the_latest_document_of_a_visit_is_out(city_hall: CityHall, terminal: TerminalClient) -> None:
    visit, entitlement = terminal.authenticated(city_hall.card("hanako"))
    choices, earlier = terminal.whole_household(entitlement), key()
    first = terminal.order(visit, choices, earlier).json()
    second = terminal.order(visit, choices).json()
    assert first["order_id"] != second["order_id"]
    assert failure_of(terminal.order(visit, choices, earlier)).code == "E-SVC-004"


PRINTED = {"outcome": "printed", "sheets": 1, "received": 1000, "returned": 800}


def test_an_outcome_reported_twice_is_one_outcome_and_another_is_a_contradiction(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    visit, entitlement = terminal.authenticated(city_hall.card("hanako"))
    order = terminal.order(visit, terminal.whole_household(entitlement)).json()
    path = f"/orders/{order['order_id']}"
    assert terminal.post(f"{path}/outcome", PRINTED).status_code == 204
    assert terminal.post(f"{path}/outcome", PRINTED).status_code == 204
    contradiction = {**PRINTED, "outcome": "refunded", "returned": 1000}
    assert terminal.post(f"{path}/outcome", contradiction).status_code == 409
    assert terminal.post(f"{path}/abandon").status_code == 409
    after = terminal.order(visit, terminal.whole_household(entitlement))
    assert failure_of(after).code == "E-SVC-004"


def test_a_resident_may_stop_before_money_and_choose_again(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    visit, entitlement = terminal.authenticated(city_hall.card("hanako"))
    choices, first = terminal.whole_household(entitlement), key()
    order = terminal.order(visit, choices, first).json()
    assert terminal.post(f"/orders/{order['order_id']}/abandon").status_code == 204
    assert terminal.post(f"/orders/{order['order_id']}/abandon").status_code == 204
    assert failure_of(terminal.order(visit, choices, first)).code == "E-SVC-004"
    assert terminal.order(visit, choices).status_code == 200


def test_an_outcome_is_taken_even_of_an_order_that_was_given_up(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    visit, entitlement = terminal.authenticated(city_hall.card("hanako"))
    order = terminal.order(visit, terminal.whole_household(entitlement)).json()
    terminal.post(f"/orders/{order['order_id']}/abandon")
    claim = {"outcome": "claim", "sheets": 0, "received": 200, "returned": 0, "claim": "0000-0001"}
    assert terminal.post(f"/orders/{order['order_id']}/outcome", claim).status_code == 204


def test_an_unknown_order_has_no_outcome(terminal: TerminalClient) -> None:
    assert failure_of(terminal.post(f"/orders/{key()}/outcome", PRINTED)).code == "E-SVC-004"


def test_a_terminal_on_the_border_serves_both_towns_and_the_citys_own_only_one(city_hall: CityHall) -> None:
    shared = TerminalClient(city_hall, SHARED_TERMINAL, WAKABA)
    visit, entitlement = shared.authenticated(city_hall.card("wakaba"))
    answer = shared.order(visit, shared.whole_household(entitlement)).json()
    document = opened(city_hall, answer["sealed"], SHARED_TERMINAL, WAKABA)
    assert document.municipality_code == WAKABA
    assert document.fee == 0
    own = TerminalClient(city_hall, municipality=WAKABA)
    assert failure_of(own.availability()).code == "E-SVC-005"
    assert failure_of(own.post("/visits", {"municipality": WAKABA})).code == "E-SVC-005"


def test_neither_name_nor_number_nor_id_reaches_the_log(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    card = city_hall.card("hanako")
    visit, entitlement = terminal.authenticated(card)
    answer = terminal.order(visit, terminal.whole_household(entitlement) | {"items": ["my-number"]}).json()
    document = opened(city_hall, answer["sealed"])
    terminal.post(f"/orders/{answer['order_id']}/outcome", PRINTED)
    log = "\n".join(city_hall.log)
    secrets = [visit.visit_id, answer["order_id"], document.fields["address"], document.fields["mayor"]]
    secrets += [person[name] for person in document.persons for name in ("name", "my_number", "furigana")]
    assert '"route": "api/v1/visits/<visit_id>/orders"' in log
    assert [secret for secret in secrets if secret in log] == []


def test_no_document_is_kept_once_its_order_has_ended(city_hall: CityHall, terminal: TerminalClient) -> None:
    visit, entitlement = terminal.authenticated(city_hall.card("hanako"))
    order = terminal.order(visit, terminal.whole_household(entitlement)).json()
    terminal.post(f"/orders/{order['order_id']}/outcome", PRINTED)
    with city_hall.registry() as database:
        kept = database.execute(
            "SELECT sealed, state FROM issuance_order WHERE order_id = ?", (order["order_id"],)
        ).fetchone()
    assert kept == ("", "ended")
