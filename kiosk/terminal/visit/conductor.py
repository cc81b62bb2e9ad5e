"""The conductor: one thread runs ``step``; workers carry effects out and report as events.

Nothing here decides: what happens next is ``step``'s, how a thing is done is the drivers'. The
conductor keeps what a state may not hold – PIN digits, documents, papers – and lets it die with the
visit.
"""

from __future__ import annotations

import queue
import secrets
import threading
import time
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
from kiosk.terminal.visit.casefile import CaseFile, PreparedOrder
from kiosk.terminal.visit.conversation import Picture
from kiosk.terminal.visit.courier import Courier
from kiosk.terminal.visit.effects import Effect
from kiosk.terminal.visit.events import Event
from kiosk.terminal.visit.identification import authenticate, read_card
from kiosk.terminal.visit.journal import Entry, Journal
from kiosk.terminal.visit.ordering import prepare_order
from kiosk.terminal.visit.pin_buffer import PinBuffer
from kiosk.terminal.visit.ports import CityHall, Studio
from kiosk.terminal.visit.press import Press
from kiosk.terminal.visit.settlement import Settler, new_claim_number
from kiosk.terminal.visit.states import Confirm, EnterPin, State, Terminal
from kiosk.terminal.visit.step import step
from kiosk.terminal.visit.till import Cashier
from kiosk.terminal.visit.watching import Watches

_log = structlog.get_logger()


@dataclass(frozen=True)
class Devices:
    """What the terminal is equipped with, by contract."""

    reader: CardReader
    printer: Printer
    cashbox: CashBox
    slips: SlipPrinter


@dataclass(frozen=True)
class _PinDigit:
    """A digit on its way to the buffer; never logged, never in a state."""

    digit: int

    def __repr__(self) -> str:
        return "_PinDigit(•)"


class Conductor:
    """Runs one terminal. Implements ``Conversation`` for the screen."""

    def __init__(
        self,
        terminal_id: str,
        devices: Devices,
        city_halls: Mapping[MunicipalityCode, CityHall],
        studio: Studio,
        journal: Journal,
        show: Callable[[State], None],
    ) -> None:
        """``show`` is called on the conductor's thread with each new state; it must return at once."""
        self._terminal_id = terminal_id
        self._devices = devices
        self._city_halls = city_halls
        self._studio = studio
        self._journal = journal
        self._show = show
        self._courier = Courier(journal, city_halls)
        self._cashier = Cashier(devices.printer, devices.cashbox, journal)
        self._settler = Settler(self._cashier, devices.slips, studio, journal, terminal_id)
        self._press = Press(devices.printer, devices.slips, studio, self._settler, journal, terminal_id)
        self._watches = Watches(devices, city_halls, self.send)
        self._events: queue.SimpleQueue[Event | _PinDigit | None] = queue.SimpleQueue()
        self._card_lane = ThreadPoolExecutor(1, thread_name_prefix="card")
        self._city_lane = ThreadPoolExecutor(4, thread_name_prefix="city")
        self._paper_lane = ThreadPoolExecutor(2, thread_name_prefix="paper")
        self._pin = PinBuffer()
        self._case: CaseFile | None = None
        self._state = State(Terminal(tuple(city_halls)))
        self._dropped: dict[str, int] = {}
        self._thread = threading.Thread(target=self._run, name="conductor", daemon=True)

    # The screen's side ----------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """The state that was shown last."""
        return self._state

    @property
    def late_answers(self) -> Mapping[str, int]:
        """How many answers to dead visits were dropped, by event."""
        return dict(self._dropped)

    def send(self, event: Event) -> None:
        """Something happened; ``step`` sees events in the order in which they were sent."""
        self._events.put(event)

    def enter_pin_digit(self, digit: int) -> None:
        """A digit of the PIN: into the buffer if the state wants one more."""
        self._events.put(_PinDigit(digit))

    def delete_pin_digit(self) -> None:
        """Take the last digit back."""
        self._events.put(events.PinDigitDeleted())

    def clear_pin(self) -> None:
        """Empty the buffer."""
        self._events.put(events.PinCleared())

    def preview(self, page: int, width: int, *, revealed: bool) -> Picture | None:
        """The prepared paper as a picture; unmasked only while the state says so."""
        case, screen = self._case, self._state.screen
        order = case.order if case is not None else None
        if order is None or not isinstance(screen, Confirm) or screen.order is None:
            return None
        return self._studio.picture(
            order.paper, page, width, revealed=revealed and screen.revealed_at is not None
        )

    # Life -----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin: watch devices and city halls, report what earlier processes left."""
        self._thread.start()
        self._courier.start()
        self._watches.start()

    def stop(self) -> None:
        """End: the visit is forgotten, devices are left to their owner."""
        self._watches.stop()
        self._events.put(None)
        self._thread.join()
        if self._case is not None:
            self._forget(self._case)
        for lane in (self._card_lane, self._city_lane, self._paper_lane):
            lane.shutdown(wait=True)
        self._courier.stop()

    def _run(self) -> None:
        while (arrived := self._events.get()) is not None:
            try:
                self._advance(arrived)
            except Exception as error:
                _log.error("step failed", error=type(error).__name__, where=_place(error))
                self._events.put(events.TerminalStopped(failures.TERMINAL_FAULT))

    def _advance(self, arrived: Event | _PinDigit) -> None:
        digit = arrived.digit if isinstance(arrived, _PinDigit) else None
        event = events.PinDigitEntered() if isinstance(arrived, _PinDigit) else arrived
        before = self._state
        ticked, timed = step(before, events.Ticked(time.monotonic()))
        state, wanted = step(ticked, event)
        self._keep_pin(ticked, state, digit)
        self._state = state
        for effect in (*timed, *wanted):
            self._carry_out(effect)
        if state != before:
            if type(state.screen) is not type(before.screen):
                _log.info("screen", before=type(before.screen).__name__, now=type(state.screen).__name__)
            self._show(state)

    def _keep_pin(self, before: State, after: State, digit: int | None) -> None:
        """Keep the buffer as long as the state says it is."""
        if not isinstance(before.screen, EnterPin) or not isinstance(after.screen, EnterPin):
            return
        if after.screen.digits == before.screen.digits + 1 and digit is not None:
            self._pin.append(digit)
        elif after.screen.digits == before.screen.digits - 1:
            self._pin.delete()

    # Effects --------------------------------------------------------------------------------------

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case effects.WipePin():
                self._pin.wipe()
                return
            case effects.DropLateAnswer(event):
                self._dropped[event] = self._dropped.get(event, 0) + 1
                _log.warning("late answer dropped", answer=event)
                return
            case effects.OpenVisit(serial, municipality):
                self._open_visit(serial, municipality)
                return
        case_file = self._case
        if case_file is None or case_file.serial != effect.serial:
            _log.warning("effect of a dead visit", effect=type(effect).__name__)
            return
        self._carry_out_for(case_file, effect)

    def _carry_out_for(
        self,
        case: CaseFile,
        effect: effects.ReadCard
        | effects.Authenticate
        | effects.PrepareOrder
        | effects.AbandonOrder
        | effects.OpenPayment
        | effects.ReturnMoney
        | effects.GiveChange
        | effects.Print
        | effects.CancelPrint
        | effects.OpenClaim
        | effects.PrintSlipAgain
        | effects.ForgetVisit,
    ) -> None:
        reader = self._devices.reader
        match effect:
            case effects.ReadCard():
                self._work(self._card_lane, case, lambda: read_card(case, reader))
            case effects.Authenticate():
                pin = self._pin.take()
                self._work(self._card_lane, case, lambda: authenticate(case, reader, pin, self._terminal_id))
            case effects.PrepareOrder():
                self._work(self._city_lane, case, lambda: self._prepare(case, effect))
            case effects.AbandonOrder():
                self._abandon(case)
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
            case effects.PrintSlipAgain():
                self._paper_lane.submit(self._print_slip_again, case)
            case effects.ForgetVisit():
                self._forget(case)
                self._case = None
            case other:
                assert_never(other)

    def _work(self, lane: ThreadPoolExecutor, case: CaseFile, work: Callable[[], Event | None]) -> None:
        """Run ``work`` on ``lane`` and send its event; what our own code gets wrong closes the terminal."""

        def run() -> None:
            try:
                event = work()
            except Exception as error:
                _log.error("effect failed", error=type(error).__name__, where=_place(error))
                self.send(events.TerminalStopped(failures.TERMINAL_FAULT))
                event = self._after_fault(case)
            if event is not None:
                self.send(event)

        lane.submit(run)

    def _after_fault(self, case: CaseFile) -> Event:
        """An own fault ends the visit: with money in, as a claim over all of it – unless the order was
        fulfilled before."""
        if case.ended_order is not None:
            return events.PrintDone(case.serial, receipt=False)
        order, hall = case.order, case.city_hall
        if order is None or hall is None or not case.till.inserted:
            return events.EffectFailed(case.serial, failures.TERMINAL_FAULT)
        return self._settler.close(
            case,
            order,
            hall,
            failures.TERMINAL_FAULT,
            sheets_printed=0,
            received=case.till.inserted,
            returned=0,
            owed=case.till.inserted,
            sheets_known=False,
        )

    def _with_order(self, case: CaseFile, work: Callable[[PreparedOrder, CityHall], Event | None]) -> None:
        order, hall = case.order, case.city_hall
        if order is None or hall is None:
            self.send(events.EffectFailed(case.serial, failures.DOCUMENT_MISMATCH))
            return
        self._work(self._paper_lane, case, lambda: work(order, hall))

    def _open_visit(self, serial: int, municipality: MunicipalityCode) -> None:
        if self._case is None or self._case.serial != serial:
            self._case = CaseFile(serial)
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

    def _abandon(self, case: CaseFile) -> None:
        with case.changing:
            order, case.order = case.order, None
            case.wanted_attempt = self._state.visit.attempt if self._state.visit else case.wanted_attempt
        if order is not None and case.city_hall is not None:
            self._city_lane.submit(case.city_hall.abandon, order.order_id)

    def _open_payment(self, case: CaseFile, order: PreparedOrder, hall: CityHall) -> Event:
        answer = self._cashier.open_payment(case, order, hall)
        if isinstance(answer, events.PaymentOpened) and order.document.fee:
            threading.Thread(
                target=self._cashier.take_money,
                args=(case, order.order_id, self.send),
                name="till",
                daemon=True,
            ).start()
        return answer

    def _return_money(self, case: CaseFile, order: PreparedOrder, hall: CityHall) -> Event:
        inserted = self._cashier.close_till(case)
        paid = self._cashier.pay_out(order.order_id, inserted)
        broken = self._settler.close(
            case,
            order,
            hall,
            failures.CASH_FAULT,
            sheets_printed=0,
            received=inserted,
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
        ended = self._press.print_order(case, order, hall, case.change_given, self.send)
        self._courier.carry(order.order_id)
        return ended

    def _open_claim(self, case: CaseFile) -> Event | None:
        if case.ended_order is None or case.city_hall is None:
            return None
        claim = new_claim_number()
        self._journal.write(case.ended_order, Entry.PROBLEM, claim=claim)
        self._courier.carry(case.ended_order)
        return events.ClaimOpened(case.serial, claim)

    def _print_slip_again(self, case: CaseFile) -> None:
        if case.claim_slip is not None:
            self._devices.slips.issue(Slip(secrets.token_hex(16), "claim", case.claim_slip))

    def _forget(self, case: CaseFile) -> None:
        """Nothing of the visit survives: the order that was not paid is abandoned, the till closed."""
        with case.changing:
            case.over.set()
            order = case.order
        case.till.closing.set()
        if order is not None and case.city_hall is not None and not case.till.inserted:
            self._city_lane.submit(case.city_hall.abandon, order.order_id)
        case.forget_person()


def _place(error: BaseException) -> str:
    """File and line where ``error`` came from: no values, so nothing personal."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
