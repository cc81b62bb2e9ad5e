"""One visit as it is followed from outside: mishaps, money and the kill come when they were planned."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import assert_never

from kiosk.simulation.crash.nursery import Process
from kiosk.simulation.crash.plan import AtMoment, Mishap, VisitPlan
from kiosk.simulation.crash.store import PATIENCE, Store
from kiosk.simulation.crash.terminal import AboutToDie, Over, Shown, Told
from kiosk.terminal.unattended import Ending

_LOOK = 0.05
_CUTS_AT = {Mishap.CUT_WHEN_PAYING: "Pay", Mishap.CUT_WHEN_PRINTING: "Printing"}


@dataclass(frozen=True)
class Visited:
    """How a process ended: at a line of its journal, ``killed`` from outside, or by itself; with the
    ``ending`` of its visit where that had come. ``problem`` names what no kill explains."""

    plan: VisitPlan
    died_at: AboutToDie | None
    killed: bool
    ending: Ending | None
    problem: str = ""


def play_visit(store: Store, plan: VisitPlan) -> Visited:
    """One process at ``store`` from start to death."""
    with store.start(plan) as process:
        return _Visit(store, plan, process).follow()


class _Visit:
    """One visit as it is followed from outside."""

    def __init__(self, store: Store, plan: VisitPlan, process: Process) -> None:
        self._store = store
        self._plan = plan
        self._process = process
        self._payer = store.payer(plan, process)
        self._began = time.monotonic()
        self._put_right_at: float | None = self._began + (plan.cleared_after if store.is_amiss else 0.0)
        self._kill_at: float | None = None
        if isinstance(plan.kill, AtMoment):
            self._kill_at = self._began + plan.kill.fraction * store.length
        self._begins_amiss = True
        self._screen = ""
        self._died_at: AboutToDie | None = None
        self._over: Over | None = None

    def follow(self) -> Visited:
        """Until the process is dead."""
        killed, problem = False, ""
        try:
            while True:
                said = self._process.heard(_LOOK)
                if said is not None:
                    self._hear(said)
                now = time.monotonic()
                if self._put_right_at is not None and now >= self._put_right_at:
                    self._put_right()
                hangs = now - self._began > PATIENCE
                if hangs or (self._kill_at is not None and now >= self._kill_at):
                    problem = f"hangs at {self._screen}" if hangs else ""
                    self._kill_at, killed = None, True
                    self._process.kill()
        except EOFError:
            pass
        if self._plan.dropped is not None and self._over is None:
            self._store.cashbox.insert_at_once([self._plan.dropped])
        self._payer.leave()
        if not killed and self._died_at is None:
            self._store.took(time.monotonic() - self._began)
            problem = "" if self._over else f"died by itself at {self._screen}"
        return Visited(self._plan, self._died_at, killed, self._over.ending if self._over else None, problem)

    def _hear(self, said: Told) -> None:
        match said:
            case AboutToDie():
                self._died_at = said
            case Over():
                self._over = said
            case Shown(screen, missing, stalled):
                self._screen = screen
                if missing:
                    self._payer.see(missing)
                if _CUTS_AT.get(self._plan.mishap) == screen:
                    self._store.cut_line()
                if stalled and self._plan.stays:
                    self._kill_at = time.monotonic() + self._plan.cleared_after
                elif stalled:
                    self._put_right_at = time.monotonic() + self._plan.cleared_after
            case other:
                assert_never(other)

    def _put_right(self) -> None:
        """First what an earlier visit left amiss, and then this one's own mishap is on its way."""
        self._put_right_at = None
        self._store.put_right()
        if self._begins_amiss:
            self._begins_amiss = False
            self._store.go_amiss(self._plan)
