"""A card reader in software, in this process: what the demo's dock and the tests put cards on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, assert_never

from drivers.card import jpki
from drivers.card.contract import (
    Authentication,
    CardHeldElsewhere,
    CardPresent,
    CardReader,
    CardRemoved,
    CardUnreadable,
    Identification,
    Pin,
    Presence,
    ReaderEmpty,
    ReaderMissing,
)
from drivers.card.iso7816 import Carrier, LinkLost
from drivers.card.simulated.card import Answered, LeftReader, Silent, SimulatedCard
from drivers.diagnosis import Finding, Health

Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class _Lying:
    """A card on the reader; ``gone`` is set when it is taken off or the reader unplugged."""

    card: SimulatedCard
    insertion: int
    gone: threading.Event = field(default_factory=threading.Event)


class SimulatedReader(CardReader):
    """A reader that hands can play with, from any thread, while the terminal uses it."""

    def __init__(self, *, deadline_seconds: float = 10.0) -> None:
        """``deadline_seconds`` is how long a silent card is waited for."""
        self._deadline = deadline_seconds
        self._changed = threading.Condition()
        self._plugged_in = True
        self._held_elsewhere = False
        self._card: SimulatedCard | None = None
        self._lying: _Lying | None = None
        self._insertion = 0

    # The hands ------------------------------------------------------------------------------------

    def put_on(self, card: SimulatedCard) -> None:
        """Lay ``card`` on the reader, in place of the one that lies there."""
        with self._changed:
            self._end_contact()
            self._card = card
            self._make_contact()

    def take_off(self) -> SimulatedCard | None:
        """Take the card off, even in mid-command; the card, or None where none lay there."""
        with self._changed:
            self._end_contact()
            taken, self._card = self._card, None
            self._changed.notify_all()
            return taken

    def unplug(self) -> None:
        """Pull the reader's cable. A card stays where it lies, without power."""
        with self._changed:
            self._end_contact()
            self._plugged_in = False
            self._changed.notify_all()

    def plug_in(self) -> None:
        """Put the reader's cable back."""
        with self._changed:
            if not self._plugged_in:
                self._plugged_in = True
                self._make_contact()

    def hold_elsewhere(self) -> None:
        """Let another program hold whatever card lies on the reader."""
        self._held_elsewhere = True

    def let_go_elsewhere(self) -> None:
        """Let the other program end."""
        self._held_elsewhere = False

    def _make_contact(self) -> None:
        if self._plugged_in and self._card is not None:
            self._insertion += 1
            self._lying = _Lying(self._card, self._insertion)
        self._changed.notify_all()

    def _end_contact(self) -> None:
        if self._lying is not None:
            self._lying.gone.set()
            self._lying.card.power_off()
            self._lying = None

    # The terminal ---------------------------------------------------------------------------------

    def presence(self) -> Presence:
        """What lies on the reader now."""
        with self._changed:
            return self._presence()

    def wait_for_change(self, known: Presence, timeout: float) -> Presence:
        """Return as soon as the presence differs from ``known``, or after ``timeout`` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._presence() != known, timeout)
            return self._presence()

    def identify(self) -> Identification:
        """Select JPKI, read the label and certificate, and ask the tries left."""
        return self._use_card(jpki.identify)

    def authenticate(self, certificate: bytes, pin: Pin, message: bytes) -> Authentication:
        """One VERIFY and, when it is right, one signature over ``message``. ``pin`` is wiped."""
        try:
            return self._use_card(lambda carrier: jpki.authenticate(carrier, certificate, pin, message))
        finally:
            pin.wipe()

    def diagnose(self) -> Sequence[Finding]:
        """Finding ``card.reader``: that this is no real reader."""
        match self.presence():
            case ReaderMissing(reason):
                return [Finding("card.reader", Health.FAULT, reason, "Plug the simulated reader in.")]
            case _:
                return [Finding("card.reader", Health.WARNING, "a simulated reader, for trying out")]

    def close(self) -> None:
        """Take the card's power away."""
        self.take_off()

    def _presence(self) -> Presence:
        if not self._plugged_in:
            return _UNPLUGGED
        return ReaderEmpty() if self._lying is None else CardPresent(self._lying.insertion)

    def _use_card(
        self, exchange: Callable[[Carrier], Outcome]
    ) -> Outcome | CardRemoved | CardUnreadable | CardHeldElsewhere | ReaderMissing:
        with self._changed:
            if not self._plugged_in:
                return _UNPLUGGED
            if (lying := self._lying) is None:
                return CardRemoved()
        if self._held_elsewhere:
            return CardHeldElsewhere()
        lying.card.power_on()
        try:
            return exchange(lambda apdu: self._carry(lying, apdu))
        except LinkLost as lost:
            if not lying.gone.is_set():
                return CardUnreadable(str(lost))
            return CardRemoved() if self._plugged_in else _UNPLUGGED
        finally:
            lying.card.power_off()

    def _carry(self, lying: _Lying, apdu: bytearray) -> bytes:
        if lying.gone.is_set():
            raise LinkLost("the card is gone")
        match lying.card.transmit(bytes(apdu)):
            case Answered(response, after_seconds):
                if lying.gone.wait(min(after_seconds, self._deadline)):
                    raise LinkLost("the card is gone")
                if after_seconds > self._deadline:
                    raise LinkLost(f"no answer within {self._deadline:.1f} s")
                return response
            case LeftReader():
                self.take_off()
                raise LinkLost("the card is gone")
            case Silent():
                lying.gone.wait(self._deadline)
                raise LinkLost(f"no answer within {self._deadline:.1f} s")
            case unreachable:
                assert_never(unreachable)


_UNPLUGGED = ReaderMissing("the simulated reader is unplugged")
