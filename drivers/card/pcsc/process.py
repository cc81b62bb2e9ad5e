"""The process of its own that talks to PC/SC: ``python -m drivers.card.pcsc.process PATTERN``.

A transmit to a hung card never returns and can't be cancelled, so the terminal keeps this process at
arm's length and kills it when its deadline is over. Requests come in on standard input, outcomes
and every look at the slot go out on standard output, see :mod:`drivers.card.pcsc.frames`.
"""

from __future__ import annotations

import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from drivers.card import jpki
from drivers.card.contract import (
    CardHeldElsewhere,
    CardRemoved,
    CardUnreadable,
    Pin,
    ReaderMissing,
)
from drivers.card.iso7816 import Carrier, LinkLost
from drivers.card.pcsc.diagnosis import diagnose, programs_using_pcsc
from drivers.card.pcsc.frames import (
    Diagnosis,
    FrameWriter,
    Outcome,
    Slot,
    SlotHeld,
    Tag,
    pack_outcome,
    pack_state,
    read_frame,
    unpack_authenticate,
)
from drivers.card.pcsc.scard import PcscCode, PcscError, Service, SlotState, find_reader

# A look at least this often tells the terminal that the service is alive.
HEARTBEAT_MILLISECONDS = 250
_RETRY_SECONDS = 0.25
# Desktop programs look at each new card for a moment; only who stays holds the slot.
_HELD_SECONDS = 0.4
# The service looks at its slots a few times a second; a card torn out in mid-command is reported as
# a failed transmission first and as removed only then.
_REMOVAL_MILLISECONDS = 800

_MISSING = {
    PcscCode.NO_SERVICE,
    PcscCode.SERVICE_LOST,
    PcscCode.SERVICE_STOPPED,
    PcscCode.NO_READERS,
    PcscCode.UNKNOWN_READER,
    PcscCode.READER_UNAVAILABLE,
}


def use_card(pattern: str, exchange: Callable[[Carrier], Outcome]) -> Outcome:
    """Connect to the card, let ``exchange`` talk to it, unpower it; every failure becomes an outcome."""
    try:
        with Service() as service:
            reader = find_reader(service, pattern)
            if isinstance(reader, ReaderMissing):
                return reader
            before = service.state(reader)
            try:
                with service.connect(reader) as connection:
                    return exchange(connection.transmit)
            except (PcscError, LinkLost) as failure:
                return _explain(service, reader, before, failure)
    except PcscError as failure:
        return ReaderMissing(str(failure))


def _explain(
    service: Service, reader: str, before: SlotState, failure: PcscError | LinkLost
) -> ReaderMissing | CardHeldElsewhere | CardRemoved | CardUnreadable:
    code = failure.code if isinstance(failure, PcscError) else PcscCode.OTHER
    if code in _MISSING:
        return ReaderMissing(str(failure))
    if code is PcscCode.SHARING_VIOLATION:
        return CardHeldElsewhere()
    if code in (PcscCode.NO_CARD, PcscCode.CARD_REMOVED):
        return CardRemoved()
    after = service.wait_for_change(reader, before, _REMOVAL_MILLISECONDS)
    stayed = (after.card_present, after.events) == (before.card_present, before.events)
    return CardUnreadable(str(failure)) if stayed else CardRemoved()


class OwnUse:
    """Whether this process may be connected to the slot itself, and since when."""

    def __init__(self) -> None:
        self._turns = 0

    def __enter__(self) -> None:
        self._turns += 1

    def __exit__(self, *error: object) -> None:
        self._turns += 1

    @property
    def turns(self) -> int:
        """Grows at each begin and each end: odd while a request is carried out."""
        return self._turns


class Looking:
    """What one look after another says of a slot: its card, and who else holds it."""

    def __init__(self, own_use: OwnUse) -> None:
        self._own_use = own_use
        self._card: SlotState | None = None
        self._since: float | None = None
        self._programs: tuple[str, ...] | None = None

    def look(self, service: Service, reader: str) -> tuple[SlotState, SlotState | SlotHeld]:
        """The slot as PC/SC sees it now, and as it is to be reported."""
        turns = self._own_use.turns
        state = service.state(reader)
        if turns % 2 == 0 and turns == self._own_use.turns:
            self._judge(in_use=state.in_use)
        card = self._card = self._counted(state)
        if self._programs is None:
            return state, card
        return state, SlotHeld(card.card_present, card.events, self._programs)

    def _counted(self, state: SlotState) -> SlotState:
        """A card whose power failed counts as removed only when the service has looked at the slot itself:
        it never sees another card that is put on before."""
        before = self._card
        failed = before is not None and before.card_present and before.events == state.events
        return replace(state, card_present=state.card_present or failed)

    def _judge(self, *, in_use: bool) -> None:
        now = time.monotonic()
        if not in_use:
            self._since = self._programs = None
        elif self._since is None:
            self._since = now
        elif self._programs is None and now - self._since >= _HELD_SECONDS:
            self._programs = tuple(programs_using_pcsc())


def watch(pattern: str, own_use: OwnUse, report: Callable[[Slot], None]) -> None:
    """Report the slot for ever: at once on a change, and at least every heartbeat.

    Each failure is answered with a fresh context: an old one never recovers from a stopped service.
    """
    while True:
        try:
            with Service() as service:
                reader = find_reader(service, pattern)
                if isinstance(reader, ReaderMissing):
                    report(reader)
                else:
                    looking = Looking(own_use)
                    while True:
                        state, slot = looking.look(service, reader)
                        report(slot)
                        service.wait_for_change(reader, state, HEARTBEAT_MILLISECONDS)
        except PcscError as failure:
            report(ReaderMissing(str(failure)))
        time.sleep(_RETRY_SECONDS)


def answer(pattern: str, tag: Tag, body: bytearray) -> Outcome:
    """Carry out one request."""
    if tag is Tag.IDENTIFY:
        return use_card(pattern, jpki.identify)
    if tag is Tag.DIAGNOSE:
        return Diagnosis(tuple(diagnose(pattern)))
    certificate, digits, message = unpack_authenticate(body)
    pin = Pin(digits)
    try:
        return use_card(pattern, lambda carrier: jpki.authenticate(carrier, certificate, pin, message))
    finally:
        pin.wipe()


class _TraceUpwards(logging.Handler):
    """Sends this process's command trace, PINs already masked, to the terminal's log."""

    def __init__(self, writer: FrameWriter) -> None:
        super().__init__()
        self._writer = writer

    def emit(self, record: logging.LogRecord) -> None:
        self._writer.write(Tag.TRACE, record.getMessage().encode())


def main() -> None:
    """Serve until standard input ends, which also happens when the terminal dies."""
    pattern = sys.argv[1]
    # Nothing but frames may reach the pipe, so stray output of a library goes to standard error.
    writer = FrameWriter(os.dup(sys.stdout.fileno()))
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    trace = logging.getLogger("drivers.card.apdu")
    trace.setLevel(logging.DEBUG)
    trace.addHandler(_TraceUpwards(writer))
    requests: queue.SimpleQueue[tuple[Tag, bytearray]] = queue.SimpleQueue()
    own_use = OwnUse()

    def work() -> None:
        while True:
            request = requests.get()
            with own_use:
                outcome = answer(pattern, *request)
            writer.write(Tag.OUTCOME, pack_outcome(outcome))

    threading.Thread(target=_or_die, args=(work,), daemon=True).start()
    threading.Thread(
        target=_or_die,
        args=(lambda: watch(pattern, own_use, lambda slot: writer.write(Tag.STATE, pack_state(slot))),),
        daemon=True,
    ).start()
    while (frame := read_frame(sys.stdin.fileno())) is not None:
        requests.put(frame)
    # A thread may hang in a transmit for ever, so the ordinary way out would never end.
    os._exit(0)


def _or_die(work: Callable[[], None]) -> None:
    """A dead thread would leave a process that seems alive: end it, and the terminal starts a new one."""
    try:
        work()
    except BrokenPipeError:
        os._exit(0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)


if __name__ == "__main__":
    main()
