"""One store of the crowd: a real terminal but for screen and devices, at a line of its own."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from datetime import datetime
from pathlib import Path
from typing import assert_never

from joserfc.jwk import KeySet

from drivers.card.simulated import SimulatedReader
from drivers.cashbox.simulated import SimulatedCashBox
from drivers.printer.simulated import SimulatedPrinter
from drivers.slip.folder import FolderSlipPrinter
from kiosk.simulation.crowd.evidence import Attended, Closed, Printed
from kiosk.simulation.crowd.overheard import OverheardCityHall
from kiosk.simulation.crowd.plan import Plan, Weather
from kiosk.simulation.line import Line, LineState
from kiosk.simulation.town.places import AOBA
from kiosk.terminal.municipality import Credentials
from kiosk.terminal.studio import PaperStudio
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.account import accounts
from kiosk.terminal.visit.conductor import Conductor
from kiosk.terminal.visit.effect_runner import Devices
from kiosk.terminal.visit.journal import Journal
from kiosk.terminal.visit.recovery import Recovered
from kiosk.terminal.visit.states import State

_PAPER = "paper"


def papers_of(visit: Attended, directory: Path) -> dict[str, bytes]:
    """What the printer laid down during a visit, by print id; ``directory`` is the store's."""
    papers = directory / _PAPER
    return {one.print_id: (papers / f"{one.print_id}.pdf").read_bytes() for one in visit.printed}


class Store:
    """Serves from :meth:`open` to :meth:`close`. Hands are its caller's, one resident at a time."""

    def __init__(self, terminal_id: str, handed: Path, directory: Path, city_hall: tuple[str, int]) -> None:
        """``handed`` is what the terminal got at its enrolment, ``city_hall`` where that answers."""
        self.terminal_id = terminal_id
        self.reader = SimulatedReader()
        self.cashbox = SimulatedCashBox()
        self.printer = SimulatedPrinter(directory / _PAPER)
        self.cuts = 0
        self._line = Line()
        self._city_hall_at = city_hall
        keys = KeySet.import_key_set(json.loads((handed / f"keys-{AOBA.code}.json").read_text()))
        credentials = Credentials(handed / "client.pem", handed / "client.key", handed / "ca.pem")
        self.city_hall = OverheardCityHall(
            AOBA.code, f"https://127.0.0.1:{self._line.port}", credentials, keys
        )
        self._journal = Journal(directory / "journal.sqlite3", lambda: datetime.now().astimezone())
        self._shown: deque[State] = deque()
        self._latest: State | None = None
        self._changed = threading.Condition()
        slips = FolderSlipPrinter(directory / "slips")
        self.conductor = Conductor(
            terminal_id,
            Devices(self.reader, self.printer, self.cashbox, slips),
            {AOBA.code: self.city_hall},
            PaperStudio(),
            self._journal,
            self._show,
            Recovered(),
        )

    def open(self) -> None:
        """Begin to serve."""
        self._line.__enter__()
        self._line.lead_to(*self._city_hall_at)
        self.conductor.start()

    def close(self, trouble: str | None) -> Closed:
        """End, and say all counts: nothing moves any more."""
        self._line.become(LineState.CONNECTED)
        self.conductor.stop()
        closed = self._counts(trouble)
        self.reader.close()
        self._journal.close()
        self._line.__exit__()
        return closed

    # What is shown --------------------------------------------------------------------------------

    def wait_until_free(self, timeout: float) -> bool:
        """Let whoever was here before leave; whether the terminal asks for the next one in time. From here
        on :meth:`next_state` tells what is shown."""
        due = time.monotonic() + timeout
        seen: tuple[object, ...] = ()
        with self._changed:
            while (left := due - time.monotonic()) > 0:
                if self._latest is not None and _is_free(self._latest):
                    self._shown.clear()
                    self._shown.append(self._latest)
                    return True
                if self._latest is not None and _left_behind(self._latest) != seen:
                    seen = _left_behind(self._latest)
                    self.leave(self._latest)
                self._changed.wait(left)
        return False

    def next_state(self, timeout: float) -> State | None:
        """The next state that was shown; None if there is none in time."""
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._shown), timeout):
                return None
            return self._shown.popleft()

    def leave(self, state: State) -> None:
        """What somebody does who finds this left behind: take the card, press the only button."""
        if state.visit is None and state.terminal.card_on_reader:
            self.reader.take_off()
        match state.screen:
            case states.Refused() | states.OutOfService(settlement=states.Settlement()):
                self.conductor.send(events.Continued())
            case _:
                pass

    @property
    def screen(self) -> str:
        """What is shown now, with the failure that it shows."""
        match self.conductor.state.screen:
            case states.Refused(failure=failure) | states.OutOfService(failure=failure) as shown:
                return f"{type(shown).__name__} {failure.code}"
            case shown:
                return type(shown).__name__

    def _show(self, state: State) -> None:
        with self._changed:
            self._latest = state
            self._shown.append(state)
            self._changed.notify_all()

    # The line -------------------------------------------------------------------------------------

    def turn(self, plan: Plan) -> None:
        """Let the weather of this visit come."""
        match plan.weather:
            case Weather.CLEAR:
                return
            case Weather.SLOW:
                self._line.become(LineState.SLOW, slow_seconds=plan.slow_seconds)
                return
            case Weather.BROKEN:
                state = self._line.state
                self._line.become(LineState.CUT)
                self._line.become(state)
            case Weather.BROKEN_IN_ANSWER:
                self._line.break_in_answer(plan.break_after)
            case Weather.DOWN:
                self._line.become(LineState.CUT)
            case other:
                assert_never(other)
        self.cuts += 1

    def clear_up(self, *, wholly: bool) -> None:
        """A line that is down comes back; a slow one stays slow unless ``wholly``."""
        if wholly or self._line.state is LineState.CUT:
            self._line.become(LineState.CONNECTED)

    # What is left ---------------------------------------------------------------------------------

    def printed(self, print_ids: set[str]) -> tuple[Printed, ...]:
        """What the printer counted and the journal wrote of these."""
        sheets, sealed = self.printer.sheets_out, self.city_hall.sealed
        return tuple(
            Printed(
                order.print_id,
                sheets[order.print_id],
                order.sides,
                order.order_id,
                order.fee,
                sealed.get(order.order_id, ""),
            )
            for order in accounts(self._journal.lines())
            if order.print_id in print_ids
        )

    def _counts(self, trouble: str | None) -> Closed:
        orders = accounts(self._journal.lines())
        return Closed(
            terminal_id=self.terminal_id,
            late_answers=self.conductor.late_answers,
            sheets_out=self.printer.sheets_out,
            inserted=self.cashbox.inserted,
            paid_out=self.cashbox.paid_out,
            owed=sum(order.owed for order in orders),
            cuts=self.cuts,
            told_again=self.city_hall.told_again,
            untold=len(self._journal.unreported()),
            authentications=tuple(self.city_hall.authentications),
            orders=tuple(self.city_hall.orders),
            trouble=trouble,
        )


def _left_behind(state: State) -> tuple[object, ...]:
    return state.screen, state.visit, state.terminal.card_on_reader


def _is_free(state: State) -> bool:
    welcoming = isinstance(state.screen, states.Welcome) and bool(state.terminal.availability)
    return welcoming and state.visit is None and not state.terminal.card_on_reader
