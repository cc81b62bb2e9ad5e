"""Cards that no certificate is issued to: each is told why, before any money, and gets nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509

from drivers.card.simulated import CardContents, Hung, Step, TornOut
from kiosk.simulation.town.demo_cards import DEMO_CARDS
from tests.end_to_end.bench import Bench
from tests.end_to_end.store import TAKE
from tests.real_parts.city_hall import AOBA, SHARED_TERMINAL, WAKABA, CityHall

RECORD = ("--kind", "resident-record", "--scope", "household")
TAX = ("--kind", "income-tax")
PAYMENTS = ("--kind", "tax-payment")
SEAL = ("--kind", "seal-registration")
REGISTER = ("--kind", "family-register")
HISTORY = ("--kind", "address-history", "--scope", "register")

REFUSED = {
    ("expired", RECORD): "E-CARD-012",
    ("revoked", RECORD): "E-CARD-013",
    ("suspended", RECORD): "E-CARD-014",
    ("untrusted", RECORD): "E-CARD-015",
    ("signature-certificate", RECORD): "E-CARD-015",
    ("unknown", RECORD): "E-CARD-017",
    ("wakaba", RECORD): "E-CARD-017",
    ("blocked", RECORD): "E-PIN-001",
    ("protected", RECORD): "E-RES-010",
    ("protected", TAX): "E-RES-010",
    ("deceased", RECORD): "E-RES-010",
    ("deceased", TAX): "E-RES-010",
    ("mover-in-household", RECORD): "E-RES-010",
    ("issue-stopped", TAX): "E-RES-010",
    ("moving-out", RECORD): "E-RES-002",
    ("moved-out", RECORD): "E-RES-002",
    ("under-15", RECORD): "E-RES-001",
    ("undeclared", TAX): "E-TAX-001",
    ("newcomer", TAX): "E-TAX-001",
    ("newcomer", PAYMENTS): "E-TAX-003",
    ("newcomer", SEAL): "E-SEAL-001",
    ("payment-on-its-way", PAYMENTS): "E-TAX-002",
    ("in-arrears", PAYMENTS): "E-RES-010",
    ("seal-cancelled", SEAL): "E-SEAL-001",
    ("seal-suspended", SEAL): "E-RES-010",
    ("register-elsewhere", HISTORY): "E-REG-001",
    ("register-in-process", REGISTER): "E-REG-002",
    ("rin", REGISTER): "E-SVC-003",
    ("unprintable", RECORD): "E-DOC-001",
    ("too-long", RECORD): "E-DOC-001",
    ("transit", RECORD): "E-CARD-001",
    ("damaged", RECORD): "E-CARD-002",
    ("old-resident-card", RECORD): "E-CARD-005",
    ("android-phone", RECORD): "E-CARD-006",
    ("iphone", RECORD): "E-CARD-007",
    ("short-key", RECORD): "E-CARD-008",
    ("other-curve", RECORD): "E-CARD-008",
}


@pytest.mark.parametrize(
    ("stem", "wish", "code"),
    [(*who, code) for who, code in REFUSED.items()],
    ids=[f"{stem}, {wish[1]}" for stem, wish in REFUSED],
)
def test_who_may_not_have_it_is_refused_before_money(
    bench: Bench, stem: str, wish: tuple[str, ...], code: str
) -> None:
    pin = next(card.pin for card in DEMO_CARDS if card.stem == stem)
    bench.assert_refused(bench.issue(stem, *wish, pin=pin), code)


def test_where_the_town_asks_for_it_a_card_that_is_no_seal_card_gets_none(bench: Bench) -> None:
    bench.equipped(terminal_id=SHARED_TERMINAL, municipalities=(AOBA, WAKABA))
    in_town = (*SEAL, "--municipality", WAKABA)
    bench.assert_refused(bench.issue("without-seal-card", *in_town), "E-SEAL-002")
    assert bench.issue("wakaba", *in_town).exit_code == 0


def test_no_card_of_the_demo_that_is_to_be_refused_is_left_out() -> None:
    to_be_refused = {card.stem for card in DEMO_CARDS if card.leads_to or card.kinds_lead_to}
    assert to_be_refused == {stem for stem, _ in REFUSED} - {"wakaba"} | {"without-seal-card"}


def test_reasons_that_must_not_be_told_are_told_alike(bench: Bench) -> None:
    wishes = {
        "protected": RECORD,
        "deceased": TAX,
        "mover-in-household": RECORD,
        "issue-stopped": TAX,
        "in-arrears": PAYMENTS,
        "seal-suspended": SEAL,
    }
    said = {stem: bench.issue(stem, *wish) for stem, wish in wishes.items()}
    assert len({done.said for done in said.values()}) == 1
    assert len({done.prompts for done in said.values()}) == 1


@pytest.mark.parametrize(("stem", "wish"), [("mover-in-household", TAX), ("issue-stopped", RECORD)])
def test_who_is_refused_one_kind_may_have_the_other(bench: Bench, stem: str, wish: tuple[str, ...]) -> None:
    assert bench.issue(stem, *wish).exit_code == 0


def test_a_wrong_pin_costs_one_try_and_the_resident_is_told(bench: Bench) -> None:
    done = bench.issue("hanako", *RECORD, pin="9999")
    bench.assert_refused(done, "E-PIN-002")
    assert done.result["tries_left"] == 2
    assert bench.card_after is not None
    assert bench.card_after.tries_left == 2


def test_the_last_try_can_be_the_right_one(bench: Bench) -> None:
    assert bench.issue("one-try-left", *RECORD).exit_code == 0
    assert bench.card_after is not None
    assert bench.card_after.tries_left == 3


def test_a_last_try_that_is_wrong_blocks_the_pin(bench: Bench) -> None:
    bench.assert_refused(bench.issue("one-try-left", *RECORD, pin="9999"), "E-PIN-001")
    assert bench.card_after is not None
    assert bench.card_after.tries_left == 0


def test_a_card_whose_key_is_not_that_of_its_certificate_proves_nothing(bench: Bench) -> None:
    stolen = replace(bench.hall.card("hanako"), private_key=bench.hall.card("ichiro").private_key)
    bench.assert_refused(bench.issue(stolen, *RECORD), "E-CARD-016")


@pytest.mark.parametrize("step", [Step.READ, Step.VERIFY, Step.SIGN])
def test_a_card_taken_away_too_early_ends_the_visit(bench: Bench, step: Step) -> None:
    bench.assert_refused(bench.issue("hanako", *RECORD, faults=[TornOut(step)]), "E-CARD-003")


def test_a_card_that_hangs_is_given_up(bench: Bench) -> None:
    bench.assert_refused(bench.issue("hanako", *RECORD, faults=[Hung(Step.READ)]), "E-CARD-002")


class Suspending:
    """Suspends a card by the command line, and lets it go again."""

    def __init__(self, hall: CityHall, card: CardContents, directory: Path) -> None:
        issuer = directory / "issuer.der"
        issuer.write_bytes(card.ca_certificate)
        serial = x509.load_der_x509_certificate(card.certificate).serial_number
        self._hall = hall
        self._card = ("--issuer", issuer, "--serial", f"{serial:#x}")

    def suspend(self) -> None:
        self._hall.command("card", "suspend", *self._card)

    def resume(self) -> None:
        self._hall.command("card", "resume", *self._card)


def test_a_card_reported_lost_is_refused_at_once_and_served_when_it_is_found(
    bench: Bench, tmp_path: Path
) -> None:
    report = Suspending(bench.hall, bench.hall.card("hanako"), tmp_path)
    try:
        report.suspend()
        bench.assert_refused(bench.issue("hanako", *RECORD), "E-CARD-014")
    finally:
        report.resume()
    assert bench.issue("hanako", *RECORD).exit_code == 0


def test_a_card_reported_lost_during_the_visit_gets_no_document(bench: Bench, tmp_path: Path) -> None:
    report = Suspending(bench.hall, bench.hall.card("hanako"), tmp_path)
    try:
        bench.assert_refused(bench.issue("hanako", *RECORD, at={TAKE: report.suspend}), "E-CARD-014")
    finally:
        report.resume()
