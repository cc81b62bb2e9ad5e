"""Where a card test takes place: a reader, and the hands that put cards on it.

The same tests run on the simulated reader and on the real PC/SC service with a virtual slot.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from drivers.card.contract import CardPresent, CardReader, Presence, ReaderEmpty
from drivers.card.pcsc import PcscReader
from drivers.card.simulated import Answered, SimulatedCard, SimulatedReader, VirtualReaderLink
from tests.real_parts.pcscd import READER_NAME, Pcscd

DEADLINE_SECONDS = 2.0
PATIENCE_SECONDS = 10.0

HOLD_THE_CARD = f"""
import sys
from smartcard import scard
_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
result, card, _ = scard.SCardConnect(
    context, {READER_NAME!r}, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
)
print(result, flush=True)
sys.stdin.read()
scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
scard.SCardReleaseContext(context)
"""


def wait_until(reader: CardReader, kind: type[Presence], seconds: float = PATIENCE_SECONDS) -> Presence:
    """The presence as soon as it is of ``kind``; fails the test when it isn't in time."""
    deadline = time.monotonic() + seconds
    presence = reader.presence()
    while not isinstance(presence, kind):
        remaining = deadline - time.monotonic()
        assert remaining > 0, f"still {presence}, not {kind.__name__}, after {seconds} s"
        presence = reader.wait_for_change(presence, remaining)
    return presence


class Bench(Protocol):
    reader: CardReader

    def lay(self, card: SimulatedCard) -> None: ...
    def lift(self) -> None: ...
    def lose_reader(self) -> None: ...
    def restore_reader(self) -> None: ...
    def another_program_holds_the_card(self) -> AbstractContextManager[None]: ...
    def another_program_sends(self, card: SimulatedCard, *commands: str) -> str: ...


def put_on(bench: Bench, card: SimulatedCard) -> None:
    """Put ``card`` on the empty reader and wait until the reader has seen it."""
    bench.lay(card)
    wait_until(bench.reader, CardPresent)


def take_off(bench: Bench) -> None:
    """Take the card off and wait until the reader has seen it."""
    bench.lift()
    wait_until(bench.reader, ReaderEmpty)


class SimulatedBench:
    def __init__(self) -> None:
        self.reader = SimulatedReader(deadline_seconds=DEADLINE_SECONDS)
        self.lay = self.reader.put_on
        self.lift = self.reader.take_off
        self.lose_reader = self.reader.unplug
        self.restore_reader = self.reader.plug_in

    @contextmanager
    def another_program_holds_the_card(self) -> Iterator[None]:
        self.reader.hold_elsewhere()
        yield
        self.reader.let_go_elsewhere()

    def another_program_sends(self, card: SimulatedCard, *commands: str) -> str:
        """The status word, in hexadecimal, that the last of ``commands`` gets."""
        reactions = [card.transmit(bytes.fromhex(command)) for command in commands]
        assert isinstance(reactions[-1], Answered)
        return reactions[-1].response[-2:].hex()


class PcscBench:
    def __init__(self, pcscd: Pcscd) -> None:
        self.reader = PcscReader(
            READER_NAME, identify_seconds=DEADLINE_SECONDS, authenticate_seconds=DEADLINE_SECONDS
        )
        link = VirtualReaderLink(port=pcscd.vpcd_port)
        self.lay = link.put_on
        self.lift = link.take_off
        self.lose_reader = pcscd.stop
        self.restore_reader = pcscd.start
        self._environment = pcscd.environment
        wait_until(self.reader, ReaderEmpty)

    @contextmanager
    def another_program_holds_the_card(self) -> Iterator[None]:
        with subprocess.Popen(
            [sys.executable, "-c", HOLD_THE_CARD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self._environment,
        ) as program:
            assert program.stdout is not None
            assert program.stdout.readline() == b"0\n"
            yield
            program.communicate()

    def another_program_sends(self, card: SimulatedCard, *commands: str) -> str:
        """The status word, in hexadecimal, that the last of ``commands`` gets."""
        sending = [argument for command in commands for argument in ("--send-apdu", command)]
        done = subprocess.run(
            ["opensc-tool", "--reader", READER_NAME, *sending],
            env={**self._environment, "OPENSC_DRIVER": "jpki"},
            capture_output=True,
            text=True,
            check=True,
        )
        return "".join(re.findall("SW[12]=0x(..)", done.stdout)[-2:]).lower()
