"""The terminal's side of a PC/SC reader: deadlines, and a process that can be killed and started again."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

import drivers
from drivers.card.contract import (
    Authentication,
    CardHeldElsewhere,
    CardIdentified,
    CardPresent,
    CardReader,
    CardRemoved,
    CardUnreadable,
    CardUnsupported,
    Identification,
    NotMyNumberCard,
    NotUsable,
    OtherCard,
    Pin,
    PinBlocked,
    PinWrong,
    Presence,
    ReaderEmpty,
    ReaderMissing,
    Signed,
)
from drivers.card.pcsc.frames import (
    Diagnosis,
    FrameWriter,
    Outcome,
    Slot,
    SlotHeld,
    Tag,
    pack_authenticate,
    read_frame,
    unpack_outcome,
    unpack_state,
)
from drivers.card.pcsc.scard import SlotState
from drivers.diagnosis import Finding, Health

_log = logging.getLogger("drivers.card")
_trace = logging.getLogger("drivers.card.apdu")

# The process reports four times a second; after this silence the service or its driver hangs.
_SILENCE_SECONDS = 3.0
_RESTART_SECONDS = 0.25
_DIAGNOSE_SECONDS = 5.0


class PcscReader(CardReader):
    """The reader whose PC/SC name ``name_pattern`` (a regular expression) is found in.

    Usable from one thread at a time; :meth:`presence`, :meth:`wait_for_change` and :meth:`close`
    from any. A service that stops and starts again is found again within a second.
    """

    def __init__(
        self, name_pattern: str, *, identify_seconds: float = 10.0, authenticate_seconds: float = 20.0
    ) -> None:
        """Start the reader's process. The deadlines cover one whole call each: a real card needs about
        one second, a slow one has been seen to sign for ten.

        Raises re.error when the pattern is no regular expression.
        """
        re.compile(name_pattern)
        self._pattern = name_pattern
        self._identify_seconds = identify_seconds
        self._authenticate_seconds = authenticate_seconds
        self._requesting = threading.Lock()
        # Guards all that follows.
        self._changed = threading.Condition()
        self._closed = False
        self._process: _Process | None = None
        self._outcome: Outcome | None = None
        self._state: Slot | None = None
        self._reported = time.monotonic()
        self._insertion = 0
        self._silent_insertion: int | None = None
        self._keeper = threading.Thread(target=self._keep_process, name="card-reader", daemon=True)
        self._keeper.start()

    def presence(self) -> Presence:
        """What lies on the reader now; waits for the first report of a process just started."""
        with self._changed:
            self._changed.wait_for(lambda: self._state is not None, _SILENCE_SECONDS)
            return self._presence()

    def wait_for_change(self, known: Presence, timeout: float) -> Presence:
        """Return as soon as the presence differs from ``known``, or after ``timeout`` seconds."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                now = time.monotonic()
                present = self._presence()
                if (self._state is not None and present != known) or now >= deadline:
                    return present
                silent_from = self._reported + _SILENCE_SECONDS
                wake = min(deadline, silent_from) if silent_from > now else deadline
                self._changed.wait(wake - now)

    def identify(self) -> Identification:
        """Select JPKI, read the label and certificate, and ask the tries left."""
        match self._request(Tag.IDENTIFY, bytearray(), self._identify_seconds):
            case (
                CardIdentified()
                | NotUsable()
                | CardUnsupported()
                | NotMyNumberCard()
                | CardRemoved()
                | CardUnreadable()
                | CardHeldElsewhere()
                | ReaderMissing()
            ) as outcome:
                return outcome
            case other:
                return CardUnreadable(f"the reader's process answered {type(other).__name__}")

    def authenticate(self, certificate: bytes, pin: Pin, message: bytes) -> Authentication:
        """One VERIFY and, when it is right, one signature over ``message``. ``pin`` is wiped."""
        body = bytearray()
        try:
            body = pack_authenticate(certificate, pin.reveal(), message)
            outcome = self._request(Tag.AUTHENTICATE, body, self._authenticate_seconds)
        finally:
            pin.wipe()
            body[:] = bytes(len(body))
        match outcome:
            case (
                Signed()
                | PinWrong()
                | PinBlocked()
                | OtherCard()
                | CardRemoved()
                | CardUnreadable()
                | CardHeldElsewhere()
                | ReaderMissing()
            ):
                return outcome
            case other:
                return CardUnreadable(f"the reader's process answered {type(other).__name__}")

    def diagnose(self) -> Sequence[Finding]:
        """Findings ``card.service``, ``card.reader`` and ``card.slot``."""
        match self._request(Tag.DIAGNOSE, bytearray(), _DIAGNOSE_SECONDS):
            case Diagnosis(findings):
                return findings
            case CardUnreadable(reason) | ReaderMissing(reason):
                measured = reason
            case other:
                measured = type(other).__name__
        return [
            Finding(
                "card.service",
                Health.FAULT,
                measured,
                "Take the card off, then restart the PC/SC service: systemctl restart pcscd.",
            )
        ]

    def close(self) -> None:
        """End the reader's process. Safe to call twice."""
        with self._changed:
            self._closed = True
            if self._process is not None:
                self._process.kill()
            self._changed.notify_all()
        self._keeper.join()

    # Requests -------------------------------------------------------------------------------------

    def _request(self, tag: Tag, body: bytearray, seconds: float) -> Outcome:
        deadline = time.monotonic() + seconds
        with self._requesting, self._changed:
            self._changed.wait_for(lambda: self._process is not None or self._closed, seconds)
            process = self._process
            if process is None:
                return ReaderMissing("the reader's process does not run")
            self._outcome = None
            try:
                process.ask(tag, body)
            except OSError as error:
                return ReaderMissing(f"the reader's process ended: {error}")
            self._changed.wait_for(
                lambda: self._outcome is not None or self._process is not process,
                deadline - time.monotonic(),
            )
            if self._outcome is not None:
                return self._blame_silent_card(self._outcome)
            if self._process is not process:
                return ReaderMissing("the reader's process ended")
            _log.warning("the card gave no answer within %.1f s; starting its process anew", seconds)
            self._silent_insertion = self._insertion
            self._process = None
            process.kill()
            return CardUnreadable(f"no answer within {seconds:.1f} s")

    def _blame_silent_card(self, outcome: Outcome) -> Outcome:
        if outcome == CardHeldElsewhere() and self._silent_card_lies_there():
            return CardUnreadable("the card has been silent since it was put on")
        return outcome

    # Presence -------------------------------------------------------------------------------------

    def _presence(self) -> Presence:
        match self._state:
            case None:
                return ReaderMissing("the reader's process has not reported yet")
            case _ if time.monotonic() - self._reported >= _SILENCE_SECONDS:
                return ReaderMissing("the PC/SC service does not answer")
            case ReaderMissing() as missing:
                return missing
            case SlotHeld(programs=programs) if not self._silent_card_lies_there():
                names = ", ".join(programs) or "none that this user may see"
                return ReaderMissing(f"another program holds the reader; those using PC/SC: {names}")
            case SlotState(card_present=False) | SlotHeld(card_present=False):
                return ReaderEmpty()
            case SlotState() | SlotHeld():
                return CardPresent(self._insertion)
            case unreachable:
                assert_never(unreachable)

    def _silent_card_lies_there(self) -> bool:
        """PC/SC keeps a hung card for the process that was killed, until the card is taken off."""
        return self._silent_insertion == self._insertion

    def _take_report(self, state: Slot) -> None:
        if (card := _card(state)) is not None and card != _card(self._state):
            self._insertion += 1
        self._state = state
        self._reported = time.monotonic()

    # The process ----------------------------------------------------------------------------------

    def _keep_process(self) -> None:
        while True:
            try:
                process = _Process(self._pattern)
            except OSError as error:
                _log.error("the reader's process does not start: %s", error)
            else:
                self._attend(process)
            with self._changed:
                if self._changed.wait_for(lambda: self._closed, _RESTART_SECONDS):
                    return

    def _attend(self, process: _Process) -> None:
        """Take what ``process`` reports until it ends or talks nonsense, and see it gone."""
        with self._changed:
            if self._closed:
                process.kill()
            self._process = process
            self._changed.notify_all()
        try:
            while (frame := process.next_frame()) is not None:
                self._take(process, *frame)
        except ValueError as error:
            _log.error("the reader's process is not understood: %s", error)
        process.kill()
        with self._changed:
            self._process = None
            self._changed.notify_all()
            closed = self._closed
        status = process.bury()
        if not closed:
            _log.warning("the reader's process ended with %s; starting it anew", status)

    def _take(self, process: _Process, tag: Tag, body: bytearray) -> None:
        if tag is Tag.TRACE:
            _trace.debug("%s", body.decode())
            return
        with self._changed:
            if tag is Tag.STATE:
                self._take_report(unpack_state(body))
            elif tag is Tag.OUTCOME and self._process is process:
                self._outcome = unpack_outcome(body)
            self._changed.notify_all()


def _card(slot: Slot | None) -> int | None:
    """The count of events that tells the card on the slot from the one before; None where none lies."""
    match slot:
        case SlotState(True, events) | SlotHeld(True, events):
            return events
        case _:
            return None


class _Process:
    """One run of :mod:`drivers.card.pcsc.process`. Raises OSError when it can't be started."""

    def __init__(self, pattern: str) -> None:
        root = Path(drivers.__file__).parent.parent
        search_path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
        requests_out, requests_in = os.pipe()
        answers_out, answers_in = os.pipe()
        try:
            self._popen = subprocess.Popen(
                [sys.executable, "-m", "drivers.card.pcsc.process", pattern],
                stdin=requests_out,
                stdout=answers_in,
                env={**os.environ, "PYTHONPATH": search_path},
                # Ctrl-C is the terminal's to answer: it closes its reader when it is ready to.
                start_new_session=True,
            )
        except OSError:
            os.close(requests_in)
            os.close(answers_out)
            raise
        finally:
            os.close(requests_out)
            os.close(answers_in)
        self._requests = requests_in
        self._answers = answers_out
        self._writer = FrameWriter(requests_in)

    def ask(self, tag: Tag, body: bytearray) -> None:
        """Send a request. Raises OSError when the process has ended."""
        self._writer.write(tag, body)

    def next_frame(self) -> tuple[Tag, bytearray] | None:
        """The next report, outcome or trace line; None when the process has ended."""
        return read_frame(self._answers)

    def kill(self) -> None:
        """End it now: it may hang where nothing else helps."""
        self._popen.kill()

    def bury(self) -> int:
        """Wait for its end, close its pipes and return its exit status."""
        status = self._popen.wait()
        os.close(self._requests)
        os.close(self._answers)
        return status
