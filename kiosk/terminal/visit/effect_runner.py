"""Carries effects out on workers and reports as events. Decides nothing.

Keeps what a state may not hold – certificates, documents, papers – in the visit's case file, which
dies with the visit.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import assert_never

import structlog

from drivers.card.contract import CardReader
from drivers.cashbox.contract import CashBox
from drivers.printer.contract import Printer
from drivers.slip.contract import Slip, SlipPrinter
from kiosk.certificates import failures
from kiosk.certificates.failures import Failure
from kiosk.certificates.messages import VisitOpened
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.terminal.visit import effects, events
from kiosk.terminal.visit.account import account
from kiosk.terminal.visit.casefile import CaseFile, PreparedOrder
from kiosk.terminal.visit.courier import Courier
from kiosk.terminal.visit.effects import Effect
from kiosk.terminal.visit.events import Event
from kiosk.terminal.visit.identification import authenticate, read_card
from kiosk.terminal.visit.journal import TERMINAL, Entry, Journal
from kiosk.terminal.visit.ordering import prepare_order
from kiosk.terminal.visit.pin_buffer import PinBuffer
from kiosk.terminal.visit.ports import CityHall, Studio
from kiosk.terminal.visit.press import Press
from kiosk.terminal.visit.recovery import Recovered
from kiosk.terminal.visit.settlement import Settler, SlipDesk, new_claim_number
from kiosk.terminal.visit.standing import raise_alarm
from kiosk.terminal.visit.till import Cashier

_log = structlog.get_logger()


@dataclass(frozen=True)
class Devices:
    """What the terminal is equipped with, by contract."""

    reader: CardReader
    printer: Printer
    cashbox: CashBox
    slips: SlipPrinter


class EffectRunner:
    """The workers of one terminal. Called on the conductor's thread only."""

    def __init__(
        self,
        terminal_id: str,
        devices: Devices,
        city_halls: Mapping[MunicipalityCode, CityHall],
        studio: Studio,
        journal: Journal,
        send: Callable[[Event], None],
        recovered: Recovered,
    ) -> None:
        """``send`` takes the events in which effects end; it is called from any thread."""
        self._terminal_id = terminal_id
        self._devices = devices
        self._city_halls = city_halls
        self._studio = studio
        self._journal = journal
        self._send = send
        self._courier = Courier(journal, city_halls)
        self._cashier = Cashier(devices.printer, devices.cashbox, journal)
        self._desk = SlipDesk(devices.slips, studio, terminal_id)
        self._settler = Settler(self._cashier, self._desk, journal)
        self._press = Press(
            devices.printer,
            devices.slips,
            studio,
            self._settler,
            journal,
            terminal_id,
            left_over=recovered.left_over,
        )
        self._card_lane = ThreadPoolExecutor(1, thread_name_prefix="card")
        self._city_lane = ThreadPoolExecutor(4, thread_name_prefix="city")
        self._paper_lane = ThreadPoolExecutor(2, thread_name_prefix="paper")
        self._till_lane = ThreadPoolExecutor(1, thread_name_prefix="till")
        self._case: CaseFile | None = None
        self._claim_slip = recovered.claim_slip
        self._dropped: dict[str, int] = {}

    @property
    def order(self) -> PreparedOrder | None:
        """The order whose paper is ready, for the preview."""
        case = self._case
        return case.order if case is not None else None

    @property
    def late_answers(self) -> Mapping[str, int]:
        """How many answers to dead visits and given-up orders were dropped, by event."""
        return dict(self._dropped)

    def start(self) -> None:
        """Begin to report what earlier processes left."""
        self._courier.start()

    def tidy(self) -> bool:
        """Whether nothing of an ended order can still come out of the printer."""
        return self._press.tidy()

    def stop(self) -> None:
        """Forget the visit, let workers finish, report what can be reported."""
        if self._case is not None:
            self._forget(self._case)
        for lane in (self._till_lane, self._card_lane, self._paper_lane, self._city_lane):
            lane.shutdown(wait=True)
        self._courier.stop()

    def run(self, effect: Effect, pin: PinBuffer, attempt: int) -> None:
        """Begin ``effect`` and return at once. ``attempt`` is the order that is wanted now."""
        case = self._case
        match effect:
            case effects.WipePin():
                pin.wipe()
            case effects.DropLateAnswer(event, serial, given_up):
                self._dropped[event] = self._dropped.get(event, 0) + 1
                _log.warning("late answer dropped", answer=event, visit=serial, attempt=given_up)
            case effects.PrintSlipAgain():
                self._paper_lane.submit(self._print_slip_again)
            case effects.RaiseAlarm(failure):
                self._raise_alarm(failure)
            case effects.OpenVisit(serial, municipality):
                self._open_visit(serial, municipality)
            case _ if case is None or case.serial != effect.serial:
                pin.wipe()
                _log.info("effect without a visit", effect=type(effect).__name__)
            case effects.Authenticate():
                taken = pin.take()
                self._work(
                    self._card_lane,
                    case,
                    lambda: authenticate(case, self._devices.reader, taken, self._terminal_id),
                )
            case effects.AbandonOrder():
                self._abandon(case, attempt)
            case effects.ForgetVisit():
                self._forget(case)
                self._case = None
            case _:
                self._run_for(case, effect)

    def _run_for(
        self,
        case: CaseFile,
        effect: effects.ReadCard
        | effects.PrepareOrder
        | effects.OpenPayment
        | effects.ReturnMoney
        | effects.GiveChange
        | effects.Print
        | effects.CancelPrint
        | effects.OpenClaim,
    ) -> None:
        match effect:
            case effects.ReadCard():
                self._work(self._card_lane, case, lambda: read_card(case, self._devices.reader))
            case effects.PrepareOrder():
                self._work(self._city_lane, case, lambda: self._prepare(case, effect))
            case effects.OpenPayment():
                self._with_order(case, lambda order, hall: self._open_payment(case, order, hall))
            case effects.ReturnMoney():
                self._with_order(case, lambda order, hall: self._return_money(case, order, hall))
            case effects.GiveChange():
                self._with_order(case, lambda order, hall: self._give_change(case, order, hall))
            case effects.Print():
                self._with_order(case, lambda order, hall: self._print(case, order, hall))
            case effects.CancelPrint():
                self._city_lane.submit(self._press.cancel, case)
            case effects.OpenClaim():
                self._work(self._city_lane, case, lambda: self._open_claim(case))
            case other:
                assert_never(other)

    def _work(self, lane: ThreadPoolExecutor, case: CaseFile, work: Callable[[], Event | None]) -> None:
        """Run ``work`` on ``lane`` and send its event; what our own code gets wrong closes the terminal."""

        def run() -> None:
            try:
                event = work()
            except Exception as error:
                _log.error("effect failed", error=type(error).__name__, where=place_of(error))
                self._send(events.TerminalStopped(failures.TERMINAL_FAULT))
                event = self._after_fault(case)
            if event is not None:
                self._send(event)

        lane.submit(run)

    def _after_fault(self, case: CaseFile) -> Event:
        """An own fault ends the visit: by the journal, with money in as a claim over what was not earned –
        unless the order had ended before."""
        if case.ended_order is not None:
            return events.PrintDone(case.serial, receipt=False)
        order, hall = case.order, case.city_hall
        if order is None or hall is None or not case.till.inserted:
            return events.EffectFailed(case.serial, failures.TERMINAL_FAULT)
        so_far = account(order.order_id, self._journal.lines(order.order_id))
        self._courier.carry(order.order_id)
        if so_far.outcome is not None:
            return events.OrderBroken(
                case.serial,
                failures.TERMINAL_FAULT,
                so_far.outcome.sheets,
                so_far.received,
                so_far.returned,
                so_far.owed,
                so_far.outcome.claim,
            )
        return self._settler.close(
            case,
            order,
            hall,
            failures.TERMINAL_FAULT,
            sheets_printed=so_far.printed,
            returned=so_far.returned,
            owed=so_far.due(so_far.printed),
            sheets_known=so_far.print_id is None,
        )

    def _with_order(self, case: CaseFile, work: Callable[[PreparedOrder, CityHall], Event | None]) -> None:
        order, hall = case.order, case.city_hall
        if order is None or hall is None:
            self._send(events.EffectFailed(case.serial, failures.DOCUMENT_MISMATCH))
            return
        self._work(self._paper_lane, case, lambda: work(order, hall))

    def _open_visit(self, serial: int, municipality: MunicipalityCode) -> None:
        if self._case is None or self._case.serial != serial:
            self._case, self._claim_slip = CaseFile(serial), None
        hall = self._city_halls[municipality]
        opened: Future[VisitOpened | Failure] = self._city_lane.submit(hall.open_visit)
        self._case.city_hall, self._case.opened = hall, opened

    def _prepare(self, case: CaseFile, effect: effects.PrepareOrder) -> Event | None:
        prepared = prepare_order(case, effect, self._studio, self._terminal_id)
        if isinstance(prepared, Failure):
            return events.EffectFailed(case.serial, prepared, attempt=effect.attempt)
        with case.changing:
            late = case.over.is_set() or effect.attempt < case.wanted_attempt
            if not late:
                case.order, case.wanted_attempt = prepared, effect.attempt
        if late and case.city_hall is not None:
            case.city_hall.abandon(prepared.order_id)
        fee, sheets = prepared.document.fee, prepared.paper.sheets
        return events.PaperReady(case.serial, effect.attempt, fee, sheets)

    def _abandon(self, case: CaseFile, attempt: int) -> None:
        with case.changing:
            order, case.order = case.order, None
            case.wanted_attempt = attempt
        if order is not None and case.city_hall is not None:
            self._city_lane.submit(case.city_hall.abandon, order.order_id)

    def _open_payment(self, case: CaseFile, order: PreparedOrder, hall: CityHall) -> Event | None:
        answer = self._cashier.open_payment(case, order, hall)
        if answer is None:
            self._work(self._till_lane, case, lambda: self._take_money(case, order, hall))
        return answer

    def _take_money(self, case: CaseFile, order: PreparedOrder, hall: CityHall) -> Event | None:
        """Open the till and count money until it closes; of a visit that ended meanwhile all of it goes
        back. On the one lane of the till, so that the box is never two orders' at a time."""
        opened = self._cashier.open_till(case, order)
        if opened is not None:
            self._send(opened)
            self._cashier.take_money(case, order.order_id, self._send)
        return None if case.till.settling else self._return_money(case, order, hall)

    def _return_money(self, case: CaseFile, order: PreparedOrder, hall: CityHall) -> Event:
        inserted = self._cashier.close_till(case)
        paid = self._cashier.pay_out(order.order_id, inserted)
        broken = self._settler.close(
            case,
            order,
            hall,
            failures.CASH_FAULT,
            sheets_printed=0,
            returned=paid,
            owed=inserted - paid,
        )
        self._courier.carry(order.order_id)
        return broken if broken.owed else events.MoneyReturned(case.serial)

    def _give_change(self, case: CaseFile, order: PreparedOrder, hall: CityHall) -> Event:
        change = self._cashier.close_till(case) - order.document.fee
        given = self._cashier.pay_out(order.order_id, change)
        if given == change:
            case.change_given = given
            return events.ChangeGiven(case.serial, given)
        broken = self._settler.settle(
            case, order, hall, failures.CASH_FAULT, sheets_printed=0, change_given=given
        )
        self._courier.carry(order.order_id)
        return broken

    def _print(self, case: CaseFile, order: PreparedOrder, hall: CityHall) -> Event:
        ended = self._press.print_order(case, order, hall, case.change_given, self._send)
        self._courier.carry(order.order_id)
        return ended

    def _open_claim(self, case: CaseFile) -> Event | None:
        if case.ended_order is None or case.city_hall is None:
            return None
        claim = new_claim_number()
        self._journal.write(case.ended_order, Entry.PROBLEM, claim=claim)
        self._courier.carry(case.ended_order)
        complained = account(case.ended_order, self._journal.lines(case.ended_order))
        self._desk.print_problem_slip(complained, case.city_hall.now())
        return events.ClaimOpened(case.serial, claim)

    def _raise_alarm(self, failure: Failure) -> None:
        """Tell the city hall of the order that was under way, or every one that is served here."""
        case = self._case
        hall = case.city_hall if case is not None else None
        order_id = case.order_id if case is not None else None
        _log.error("alarm", failure=failure.code, order=order_id)
        for told in (hall,) if hall is not None else self._city_halls.values():
            raise_alarm(self._journal, failure, told.code, order_id, told.now())
        self._courier.carry(TERMINAL)

    def _print_slip_again(self) -> None:
        if self._claim_slip is not None:
            self._devices.slips.issue(Slip(secrets.token_hex(16), "claim", self._claim_slip))

    def _forget(self, case: CaseFile) -> None:
        """Nothing of the visit survives: the order that was not paid is abandoned, the till closed."""
        with case.changing:
            case.over.set()
            order = case.order
        case.till.closing.set()
        if order is not None and case.city_hall is not None and not case.till.inserted:
            self._city_lane.submit(case.city_hall.abandon, order.order_id)
        case.forget_person()
        self._claim_slip = case.claim_slip


def place_of(error: BaseException) -> str:
    """File and line where ``error`` came from: no values, so nothing personal."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
