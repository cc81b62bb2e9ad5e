"""One acceptor as it is served: set up, read, opened and shut, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from drivers.cashbox.cctalk.acceptor import BillAcceptor, CoinAcceptor
from drivers.cashbox.cctalk.events import Buffer, Event, Restarted, since
from drivers.cashbox.cctalk.line import NoAnswer, Refused
from drivers.cashbox.cctalk.record import Record
from drivers.cashbox.contract import MoneyInserted

_IN_ESCROW = 1


class WayIn:
    """Served by one thread at a time. ``may_take`` says whether so many yen are wanted now."""

    def __init__(
        self, acceptor: CoinAcceptor | BillAcceptor, record: Record, may_take: Callable[[int], bool]
    ) -> None:
        self.acceptor = acceptor
        self.fault: str | None = None
        self.in_escrow = 0
        self._record = record
        self._may_take = may_take
        self._yen: Mapping[int, int] | None = None
        self._open: frozenset[int] = frozenset()
        self._held: int | None = None
        self._doubted = True
        self._lost = 0

    def read(self) -> Sequence[MoneyInserted]:
        """Set it up if that is due, and number the money that it took since the last reading. Sets
        :attr:`fault`; never raises for the device."""
        money: Sequence[MoneyInserted] = ()
        try:
            if self._yen is None:
                self._yen = self.acceptor.prepare()
                self._open = frozenset()
            money = self._new_money(self._yen)
            self.fault = self._found_fault()
        except (NoAnswer, Refused, ValueError) as error:
            self._yen = None
            self.fault = f"the {self.acceptor.name} doesn't answer: {error}"
        return money

    def weigh(self) -> None:
        """Reserve :attr:`in_escrow` for the note that is to be kept; no device hears of it yet."""
        yen = 0 if self._held is None or self._yen is None else self._yen.get(self._held, 0)
        if yen and self._may_take(yen):
            self.in_escrow = yen

    def open_or_shut(self) -> None:
        """Open it for what may be taken now, and only that. A device that fails is set up anew by the next
        :meth:`read`."""
        if self._yen is None:
            return
        wanted = frozenset(position for position, yen in self._yen.items() if self._may_take(yen))
        if wanted == self._open:
            return
        try:
            self.acceptor.let_in(wanted)
            self._open = wanted
        except (NoAnswer, Refused, ValueError):
            self._yen = None

    def route(self) -> None:
        """Keep the note that was weighed, or give it back."""
        if self._held is None or not isinstance(self.acceptor, BillAcceptor):
            return
        try:
            if not self.in_escrow:
                self.acceptor.give_back()
            elif not self.acceptor.stack():
                self.in_escrow = 0
            self._held = None
        except NoAnswer:
            self._yen = None

    def _new_money(self, yen: Mapping[int, int]) -> Sequence[MoneyInserted]:
        address = self.acceptor.address
        previous = self._record.counter(address)
        buffer = self._believable(previous)
        match since(previous, buffer):
            case Restarted():
                self._record.take(address, 0, (), 0)
                self._yen = self.acceptor.prepare()
                self._open = frozenset()
                self.in_escrow, self._held = 0, None
                return ()
            case happened:
                for event in happened.events:
                    self._follow(event)
                if previous == buffer.counter:
                    return ()
                taken = [event.result for event in happened.events if self._is_money(event)]
                known = [yen[position] for position in taken if position in yen]
                lost = happened.lost + len(taken) - len(known)
                self._lost += lost
                return self._record.take(address, buffer.counter, known, lost)

    def _believable(self, previous: int | None) -> Buffer:
        """The buffer; where it tells of lost events, as it is read a second time: an answer that came too
        late for an earlier question looks like a counter that ran around."""
        buffer = self.acceptor.read()
        first = since(previous, buffer)
        return buffer if isinstance(first, Restarted) or not first.lost else self.acceptor.read()

    def _is_money(self, event: Event) -> bool:
        in_escrow = isinstance(self.acceptor, BillAcceptor) and event.detail == _IN_ESCROW
        return event.result != 0 and not in_escrow

    def _follow(self, event: Event) -> None:
        self._doubted |= not event.result and event.detail in self.acceptor.troubles
        if isinstance(self.acceptor, BillAcceptor):
            self._held = event.result if event.result and event.detail == _IN_ESCROW else None
            self.in_escrow = 0

    def _found_fault(self) -> str | None:
        if self._doubted:
            code = self.acceptor.self_check()
            if code:
                return f"the {self.acceptor.name} finds fault {code} in itself"
            self._doubted = False
        if self._lost:
            return f"{self._lost} events of the {self.acceptor.name} were lost, some may have been money"
        return None
