"""The whole terminal in this process, but for its screen: real line and paper, hands on simulated devices."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from drivers.card.simulated import CardContents, SimulatedCard, SimulatedReader
from drivers.cashbox.simulated import SimulatedCashBox
from drivers.printer.contract import Printer
from drivers.printer.simulated import SimulatedPrinter
from drivers.slip.folder import FolderSlipPrinter
from kiosk.terminal import log
from kiosk.terminal.assembly import Terminal, start_terminal
from kiosk.terminal.configuration import load
from kiosk.terminal.unattended import Ending, UnattendedVisit, Wishes
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.effect_runner import Devices
from kiosk.terminal.visit.events import Event
from kiosk.terminal.visit.ports import Studio
from kiosk.terminal.visit.states import State
from tests.end_to_end.store import PATIENCE, PIN, Store, assert_no_money_and_no_paper

NOTE = 1000


class Counter:
    """One running terminal; :meth:`close` ends it, and then its journal can be read.

    ``machine`` is the printer that it uses in place of its own in software, ``studio`` what draws for it.
    """

    def __init__(self, store: Store, machine: Printer | None = None, studio: Studio | None = None) -> None:
        self.store = store
        self.reader = SimulatedReader()
        self.cashbox = SimulatedCashBox()
        self.printer = SimulatedPrinter(store.paper)
        self._changed = threading.Condition()
        self._visit: UnattendedVisit | None = None
        self._terminal: Terminal | None = None
        self._touches: dict[type[Any], Event] = {}
        self.shown: list[str] = []
        configuration = load(store.configuration)
        self.state = State(states.Terminal(tuple(town.code for town in configuration.municipality)))
        log.configure(configuration.log)
        slips = FolderSlipPrinter(store.directory / "slips")
        devices = Devices(self.reader, machine or self.printer, self.cashbox, slips)
        self._terminal = start_terminal(configuration, self._show, devices, studio)

    @property
    def terminal(self) -> Terminal:
        """The running terminal."""
        assert self._terminal is not None
        return self._terminal

    def visit(
        self,
        card: CardContents,
        wishes: Wishes,
        *,
        pin: str = PIN,
        coin: int = NOTE,
        at: Mapping[type[Any], Callable[[], None]] | None = None,
        touches: Mapping[type[Any], Event] | None = None,
    ) -> Ending:
        """One visit with this card. ``at`` is what happens besides, once, when such a screen is shown;
        ``touches`` is what is touched as soon as it is."""
        self._touches = dict(touches or {})
        waiting = dict(at or {})
        laid = SimulatedCard(card)

        def hands(state: State) -> None:
            happening = waiting.pop(type(state.screen), None)
            if happening is not None:
                happening()
            match state.screen:
                case states.PlaceCard() if not state.terminal.card_on_reader:
                    self.reader.put_on(laid)
                case states.TakeCard():
                    self.reader.take_off()
                case states.Pay(accepting=True, inserted=0):
                    self.cashbox.insert(coin)
                case _:
                    pass

        visit = UnattendedVisit()
        with self._changed:
            self._visit = visit
            visit.show(self.state)
        try:
            ending = visit.run(self.terminal.conductor, wishes, bytearray(pin.encode()), hands)
        finally:
            with self._changed:
                self._visit = None
        assert not waiting, f"never shown: {waiting}"
        return ending

    def go_away(self) -> None:
        """Take the card along and press whatever ends the visit; returns when the terminal is idle."""
        self.reader.take_off()
        self.terminal.conductor.send(events.Stopped())
        self.wait_for(lambda state: state.visit is None and isinstance(state.screen, _IDLE))

    def wait_for(self, holds: Callable[[State], bool]) -> State:
        """The first state of which this holds, now or later."""
        with self._changed:
            assert self._changed.wait_for(lambda: holds(self.state), PATIENCE), self.state.screen
            return self.state

    def wait_until_open(self) -> None:
        """Until the city hall has answered and residents may begin."""
        self.wait_for(
            lambda state: bool(state.terminal.availability) and isinstance(state.screen, states.Welcome)
        )

    def close(self) -> None:
        """End the terminal; harmless when repeated."""
        if self._terminal is not None:
            self._terminal.stop()
            self._terminal = None

    def assert_no_money_and_no_paper(self) -> None:
        """Neither the devices' own counts nor the journal know of any; the visit is over."""
        self.go_away()
        self.close()
        assert self.cashbox.inserted == 0
        assert not self.cashbox.accepting
        assert self.printer.sheets_out == {}
        assert_no_money_and_no_paper(self.store)

    def _show(self, state: State) -> None:
        with self._changed:
            if type(state.screen) is not type(self.state.screen):
                self.shown.append(type(state.screen).__name__)
            self.state = state
            touch = self._touches.pop(type(state.screen), None)
            if touch is not None:
                self.terminal.conductor.send(touch)
            if self._visit is not None:
                self._visit.show(state)
            self._changed.notify_all()


_IDLE = (states.Welcome, states.OutOfService)
