"""The cash box of the contract, on top of a ccTalk line."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence

from drivers.cashbox.cctalk import diagnosis
from drivers.cashbox.cctalk.acceptor import BillAcceptor, CoinAcceptor
from drivers.cashbox.cctalk.hopper import Hopper
from drivers.cashbox.cctalk.line import Line
from drivers.cashbox.cctalk.payouts import Payouts
from drivers.cashbox.cctalk.record import Record
from drivers.cashbox.cctalk.way_in import WayIn
from drivers.cashbox.cctalk.wiring import Wiring
from drivers.cashbox.contract import DENOMINATIONS, CashBoxFault, CashEvent, MoneyInserted, Payout
from drivers.diagnosis import Finding, Health

_POLL_INTERVAL = 0.1
"""Seconds between two readings of the acceptors; manuals advise 0.1 to 0.9 (header 249)."""


class CctalkCashBox:
    """One thread reads the acceptors. Money is in the record before anybody hears of it.

    From the first breath the acceptors are shut, and what they took while no terminal listened is in
    :meth:`taken_after` when the constructor returns. Devices that don't answer are a fault, never an
    exception; they are set up when they come back. Thread-safe.
    """

    def __init__(self, wiring: Wiring, *, poll_interval: float = _POLL_INTERVAL) -> None:
        self._line = Line(wiring.port, wiring.checksum)
        self._record = Record(wiring.record)
        acceptors: list[CoinAcceptor | BillAcceptor] = [CoinAcceptor(self._line, wiring.coin_acceptor)]
        if wiring.bill_acceptor is not None:
            acceptors.append(BillAcceptor(self._line, wiring.bill_acceptor))
        self._ways_in = [WayIn(acceptor, self._record, self._may_take) for acceptor in acceptors]
        self._hoppers = [Hopper(self._line, place) for place in wiring.hoppers]
        self._payouts = Payouts(self._hoppers, self._record)
        self._serving = threading.Lock()
        self._changed = threading.Condition()
        self._events: deque[CashEvent] = deque()
        self._fault: CashBoxFault | None = None
        self._missing = 0
        self._exact = False
        self._stopping = threading.Event()
        self._serve()
        self._forget_money()
        self._thread = threading.Thread(
            target=self._keep_serving, args=(poll_interval,), name="cashbox", daemon=True
        )
        self._thread.start()

    def ready(self) -> CashBoxFault | None:
        """The fault that stands since the last reading."""
        with self._changed:
            return self._fault

    def can_give_change(self, fee: int) -> bool:
        """By the low-level sensors of the hoppers; notes are never given."""
        return self._payouts.can_give_change(fee)

    @property
    def sequence(self) -> int:
        """From the record."""
        return self._record.sequence

    def taken_after(self, sequence: int) -> Sequence[MoneyInserted]:
        """From the record."""
        return self._record.taken_after(sequence)

    def accept(self, up_to: int, *, exact: bool = False) -> None:
        """What lay in the acceptors until now is read first, and belongs to nobody who pays now."""
        self._serve()
        with self._changed:
            self._forget_money()
            self._missing, self._exact = up_to, exact
        self._set_ways_in()

    def refuse(self) -> None:
        """Shut the acceptors; one that doesn't answer is shut as soon as it does."""
        with self._changed:
            self._missing = 0
        self._set_ways_in()

    def wait_for_money(self, timeout: float) -> CashEvent | None:
        """Each event once, in order."""
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._events), timeout):
                return None
            return self._events.popleft()

    def pay_out(self, payout_id: str, yen: int) -> Payout:
        """From the largest coins down, as far as each hopper goes."""
        return self._payouts.pay(payout_id, yen)

    def given(self, payout_id: str) -> int | None:
        """From the record, or counted now."""
        return self._payouts.given(payout_id)

    def diagnose(self) -> Sequence[Finding]:
        """Each device by itself, and what the record can't settle."""
        devices = [diagnosis.of_acceptor(way_in.acceptor) for way_in in self._ways_in]
        devices += [diagnosis.of_hopper(hopper) for hopper in self._hoppers]
        answering = any(finding.health is not Health.FAULT for finding in devices)
        return (diagnosis.of_line(self._line, answering), *devices, *diagnosis.of_record(self._record))

    def close(self) -> None:
        """Shut the acceptors and give line and record back."""
        self._stopping.set()
        self._thread.join()
        self.refuse()
        self._line.close()
        self._record.close()

    def _forget_money(self) -> None:
        """Leave what was taken so far to :meth:`taken_after`."""
        self._events = deque(event for event in self._events if isinstance(event, CashBoxFault))

    def _may_take(self, yen: int) -> bool:
        with self._changed:
            on_its_way = sum(way_in.in_escrow for way_in in self._ways_in)
            missing = self._missing - on_its_way
            if self._fault is not None or missing <= 0 or yen not in DENOMINATIONS:
                return False
            return not self._exact or yen <= missing

    def _keep_serving(self, poll_interval: float) -> None:
        while not self._stopping.wait(poll_interval):
            self._serve()

    def _serve(self) -> None:
        with self._serving:
            for way_in in self._ways_in:
                self._heard(way_in.read())
            self._set_fault()
            for way_in in self._ways_in:
                way_in.weigh()
            for way_in in self._ways_in:
                way_in.open_or_shut()
            for way_in in self._ways_in:
                way_in.route()

    def _set_ways_in(self) -> None:
        with self._serving:
            for way_in in self._ways_in:
                way_in.open_or_shut()

    def _heard(self, money: Sequence[MoneyInserted]) -> None:
        with self._changed:
            for each in money:
                self._missing -= each.yen
                self._events.append(each)
            self._changed.notify_all()

    def _set_fault(self) -> None:
        reasons = [way_in.fault for way_in in self._ways_in if way_in.fault is not None]
        with self._changed:
            before, self._fault = self._fault, CashBoxFault("; ".join(reasons)) if reasons else None
            if self._fault is not None and self._fault != before:
                self._events.append(self._fault)
                self._changed.notify_all()
