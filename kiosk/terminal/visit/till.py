"""Effects on money. The journal has the intent before each irreversible act and the outcome after."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from drivers.cashbox.contract import CashBox, CashEvent, MoneyInserted, PaidOut, PaidShort
from drivers.printer.contract import Printer, PrinterNotReady, PrinterStatus, Trouble
from kiosk.certificates import failures
from kiosk.certificates.failures import Failure
from kiosk.terminal.visit.casefile import CaseFile, PreparedOrder
from kiosk.terminal.visit.events import DocumentOutdated, EffectFailed, Event, MoneyCounted, PaymentOpened
from kiosk.terminal.visit.journal import TERMINAL, Entry, Journal
from kiosk.terminal.visit.ordering import still_good
from kiosk.terminal.visit.ports import CityHall

_LISTEN = 0.05
"""Seconds to wait for one coin before looking whether the till is to be closed."""

_ON_ITS_WAY = 0.3
"""Seconds in which a coin that was on its way when the till closed is still reported."""


def printer_failure(status: PrinterStatus) -> Failure | None:
    """The failure for what the printer says of itself; None when it can print."""
    if not isinstance(status, PrinterNotReady):
        return None
    match status.troubles[0]:
        case Trouble.MEDIA_EMPTY:
            return failures.PRINTER_NO_PAPER
        case Trouble.OFFLINE:
            return failures.PRINTER_OFFLINE
        case Trouble.ONE_SIDED:
            return failures.PRINTER_ONE_SIDED
        case _:
            return failures.PRINTER_TROUBLE


@dataclass(frozen=True)
class Cashier:
    """Takes and gives money for prepared orders."""

    printer: Printer
    cashbox: CashBox
    journal: Journal

    def open_payment(self, case: CaseFile, order: PreparedOrder, city_hall: CityHall) -> Event | None:
        """Check document, printer and cash box once more, and that the city hall would still seal the
        same. None: then the till may be opened."""
        fee = order.document.fee
        broken = (
            still_good(case, city_hall, order) or self._unready(order) or city_hall.confirm(order.order_id)
        )
        if broken is failures.DOCUMENT_EXPIRED:
            return DocumentOutdated(case.serial)
        if broken is not None:
            return EffectFailed(case.serial, broken)
        self.journal.write(
            order.order_id,
            Entry.PREPARED,
            municipality=city_hall.code,
            city=city_hall.name,
            desk_phone=city_hall.desk_phone,
            kind=order.document.choices.kind,
            fee=fee,
            sheets=order.paper.sheets,
            sheets_of_copy=order.document.pages,
        )
        return PaymentOpened(case.serial, exact_only=False) if fee == 0 else None

    def open_till(self, case: CaseFile, order: PreparedOrder) -> PaymentOpened | None:
        """Let the cash box take money, once it has taken all of whoever was here before; None for a visit
        that has ended meanwhile: it leaves the box alone, which may be another's by now."""
        fee = order.document.fee
        self.find_strays()
        exact_only = not self.cashbox.can_give_change(fee)
        with case.changing:
            if case.over.is_set():
                case.till.closed.set()
                return None
            self.journal.write(order.order_id, Entry.ACCEPTING, after=self.cashbox.sequence)
            self.cashbox.accept(fee, exact=exact_only)
        return PaymentOpened(case.serial, exact_only)

    def find_strays(self, before: int | None = None) -> None:
        """Write down what fell in when no order asked for it, up to the coin or note number ``before``: it
        is not the next payer's."""
        heard = self.journal.last_sequence()
        for stray in self.cashbox.taken_after(heard) if heard is not None else ():
            if before is None or stray.sequence < before:
                self.journal.write(TERMINAL, Entry.STRAY, yen=stray.yen, sequence=stray.sequence)

    def take_money(self, case: CaseFile, order_id: str, dispatch: Callable[[Event], None]) -> None:
        """Count what comes in until the till is closed, and then what was on its way. A fault ends nothing:
        a cash box that is well again takes money on."""
        till = case.till

        def hear(event: CashEvent | None) -> None:
            if isinstance(event, MoneyInserted):
                self.find_strays(before=event.sequence)
                self.journal.write(order_id, Entry.INSERTED, yen=event.yen, sequence=event.sequence)
                till.inserted += event.yen
                dispatch(MoneyCounted(case.serial, till.inserted))

        try:
            while not till.closing.is_set():
                hear(self.cashbox.wait_for_money(_LISTEN))
            self.cashbox.refuse()
            while (late := self.cashbox.wait_for_money(_ON_ITS_WAY)) is not None:
                hear(late)
        finally:
            till.closed.set()

    def _unready(self, order: PreparedOrder) -> Failure | None:
        """Why printer or cash box can't serve an order. What an earlier visit may have left in the printer
        has to be out of it first."""
        if not self.printer.purge():
            return failures.PRINTER_OFFLINE
        broken = printer_failure(self.printer.status(order.paper.sides))
        if broken is None and order.document.fee and self.cashbox.ready() is not None:
            return failures.CASH_UNAVAILABLE
        return broken

    def close_till(self, case: CaseFile) -> int:
        """Stop taking money; the yen that are in when nothing more can come."""
        case.till.settling = True
        case.till.closing.set()
        case.till.closed.wait()
        return case.till.inserted

    def pay_out(self, order_id: str, yen: int) -> int:
        """Give ``yen`` into the tray, once; the yen that came out by the hopper's own count."""
        if yen == 0:
            return 0
        payout_id = secrets.token_hex(16)
        self.journal.write(order_id, Entry.PAYING_OUT, payout_id=payout_id, yen=yen)
        match self.cashbox.pay_out(payout_id, yen):
            case PaidOut(given) | PaidShort(given):
                self.journal.write(order_id, Entry.PAID_OUT, payout_id=payout_id, yen=given)
                return given
