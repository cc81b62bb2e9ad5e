"""Guards that several incidents have in common, each alone on the bench."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest

from drivers.card.simulated import SimulatedReader
from drivers.cashbox.contract import Payout
from drivers.cashbox.simulated import SimulatedCashBox
from drivers.printer.contract import PrintJob, Submission
from drivers.printer.simulated import Hang, Offline, SimulatedPrinter
from drivers.slip.simulated import SimulatedSlipPrinter
from kiosk.certificates import failures
from kiosk.certificates.messages import OrderRequest, OrderSealed, Outcome, OutcomeKind, VisitOpened
from kiosk.certificates.sealed_document import seal
from kiosk.municipal.identity.models import Terminal
from kiosk.municipal.identity.signing_keys import signing_key
from kiosk.municipal.issuance import orders
from kiosk.municipal.issuance.outcomes import OutcomeContradicted, report_outcome
from kiosk.municipal.refusal import Refused
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.conductor import Conductor
from kiosk.terminal.visit.effect_runner import Devices
from kiosk.terminal.visit.effects import ForgetVisit, PrepareOrder, RaiseAlarm, WipePin
from kiosk.terminal.visit.events import DocumentOutdated, OrderBroken
from kiosk.terminal.visit.journal import Entry
from kiosk.terminal.visit.ordering import prepare_order
from kiosk.terminal.visit.recovery import Recovered
from kiosk.terminal.visit.standing import raise_alarm
from kiosk.terminal.visit.till import Cashier
from tests.incidents.workshop import HOLDERS_OWN, TownHall, Workshop
from tests.municipal.issuance.small_town import CODE, NOON
from tests.visit.town import after, verified


class PowerFails(Exception):
    """The terminal is gone from here on."""


# The terminal -----------------------------------------------------------------------------------------


class Liar(TownHall):
    """Signs with the city hall's own key what belongs to another visit."""

    def order(self, visit_id: str, request: OrderRequest) -> OrderSealed | failures.Failure:
        answer = super().order(visit_id, request)
        assert isinstance(answer, OrderSealed)
        others = self.unseal(answer.sealed).model_copy(update={"visit_id": secrets.token_hex(16)})
        key = signing_key(self.town.configuration.keys, CODE)
        return answer.model_copy(update={"sealed": seal(others, key)})


def test_a_document_that_the_city_hall_signed_for_another_visit_is_not_drawn(workshop: Workshop) -> None:
    case = workshop.visit(1)
    case.city_hall = Liar(workshop.hall.town)
    wanted = PrepareOrder(case.serial, 1, HOLDERS_OWN)
    terminal_id = workshop.hall.town.terminal.terminal_id
    prepared = prepare_order(case, wanted, workshop.studio, terminal_id)
    assert prepared is failures.DOCUMENT_MISMATCH


def test_a_document_that_expires_after_money_is_paid_back_and_not_printed(workshop: Workshop) -> None:
    case = workshop.visit(1)
    order = workshop.ordered(case)
    workshop.paid(case, order)
    workshop.hall.later = timedelta(hours=1)
    ended = workshop.printed(case, order)
    assert isinstance(ended, OrderBroken)
    assert (ended.failure, ended.returned) == (failures.DOCUMENT_EXPIRED, ended.received)
    assert workshop.printer.sheets_out == {}


def test_a_print_of_which_nothing_is_known_any_more_is_out_of_the_printer_or_keeps_it_closed(
    workshop: Workshop,
) -> None:
    workshop.printer.plan(Hang())
    workshop.printer.submit(PrintJob("the last visit's", workshop.ordered(workshop.visit(1)).paper.pdf, 1))
    workshop.press.left_over = True
    workshop.printer.plan(Offline())
    assert not workshop.press.tidy()
    workshop.printer.reconnect()
    assert workshop.press.tidy()
    workshop.printer.clear()
    assert workshop.printer.sheets_out == {"the last visit's": 0}


def test_an_answer_that_comes_after_that_of_the_next_order_does_not_stop_the_terminal(
    workshop: Workshop,
) -> None:
    """The resident changed something, and the first answer was the slower one."""
    case = workshop.visit(1)
    case.wanted_attempt = 2
    wanted = workshop.ordered(case, attempt=3)
    workshop.ordered(case, attempt=1)
    assert workshop.asked_to_pay(case, wanted) == DocumentOutdated(case.serial)


class BrokenCashBox(SimulatedCashBox):
    def pay_out(self, payout_id: str, yen: int) -> Payout:
        raise PowerFails


def test_a_payout_in_which_the_power_fails_is_known_to_have_begun(workshop: Workshop) -> None:
    cashier = Cashier(workshop.printer, BrokenCashBox(), workshop.journal)
    with pytest.raises(PowerFails):
        cashier.pay_out("a" * 32, 800)
    written = [(line.entry, line.values["yen"]) for line in workshop.journal.lines("a" * 32)]
    assert written == [(Entry.PAYING_OUT, 800)]


class BrokenPrinter(SimulatedPrinter):
    def submit(self, job: PrintJob) -> Submission:
        raise PowerFails


def test_a_print_in_which_the_power_fails_is_known_to_have_begun(workshop: Workshop) -> None:
    case = workshop.visit(1)
    order = workshop.ordered(case)
    workshop.paid(case, order)
    workshop.press.machine = BrokenPrinter()
    with pytest.raises(PowerFails):
        workshop.printed(case, order)
    [last] = workshop.journal.lines(order.order_id)[-1:]
    assert (last.entry, last.values.get("print_id")) == (Entry.SPOOLING, case.print_id)


def test_a_terminal_that_stopped_for_safety_is_closed_when_it_starts_again(workshop: Workshop) -> None:
    raise_alarm(workshop.journal, failures.DOCUMENT_MISMATCH, CODE, None, NOON)
    devices = Devices(SimulatedReader(), workshop.printer, workshop.cashbox, SimulatedSlipPrinter())
    restarted = Conductor(
        "store", devices, {}, workshop.studio, workshop.journal, lambda state: None, Recovered()
    )
    assert restarted.state.terminal.stopped is failures.DOCUMENT_MISMATCH


def test_what_nobody_can_explain_is_told_to_the_city_hall() -> None:
    refused, told = after(verified(), events.EffectFailed(1, failures.CITY_NONSENSE))
    assert isinstance(refused.screen, states.Refused)
    assert told == (RaiseAlarm(failures.CITY_NONSENSE), WipePin(), ForgetVisit(1))
    assert (
        RaiseAlarm(failures.MOVED_OUT) not in after(verified(), events.EffectFailed(1, failures.MOVED_OUT))[1]
    )


# The city hall ----------------------------------------------------------------------------------------


def test_an_order_is_confirmed_to_the_terminal_that_placed_it_only(workshop: Workshop) -> None:
    town = workshop.hall.town
    order = workshop.ordered(workshop.visit(1))
    neighbour = Terminal.objects.create(terminal_id="next-door", fingerprint="e" * 64)
    neighbour.municipalities.add(town.municipality)
    with pytest.raises(Refused):
        orders.confirm_order(neighbour, order.order_id, NOON, town.configuration)


def test_an_order_has_one_outcome(workshop: Workshop) -> None:
    town = workshop.hall.town
    order = workshop.ordered(workshop.visit(1))
    printed = Outcome(outcome=OutcomeKind.PRINTED, sheets=1, received=200, returned=0)
    refunded = Outcome(outcome=OutcomeKind.REFUNDED, sheets=0, received=200, returned=200)
    report_outcome(town.terminal, order.order_id, printed, NOON)
    report_outcome(town.terminal, order.order_id, printed, NOON)
    with pytest.raises(OutcomeContradicted):
        report_outcome(town.terminal, order.order_id, refunded, NOON)


def test_a_challenge_is_answered_once(workshop: Workshop) -> None:
    opened = workshop.hall.open_visit()
    assert isinstance(opened, VisitOpened)
    proof = workshop.hall.town.proof(opened)
    assert workshop.hall.authenticate(opened.visit_id, proof) is not failures.VISIT_EXPIRED
    assert workshop.hall.authenticate(opened.visit_id, proof) is failures.VISIT_EXPIRED
