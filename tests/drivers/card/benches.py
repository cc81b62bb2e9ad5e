"""Where a card test takes place: a reader, and the hands that put cards on it.

The same tests run on the simulated reader and on the real PC/SC service with a virtual slot, each with the
card in software and with one of another maker.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from drivers.card.contract import CardPresent, CardReader, Presence, ReaderEmpty
from drivers.card.pcsc import PcscReader
from drivers.card.simulated import Answered, SimulatedCard, SimulatedReader, VirtualReaderLink
from tests.drivers.card.odd_card import OddCard
from tests.real_parts.pcscd import READER_NAME, Pcscd

DEADLINE_SECONDS = 2.0
PATIENCE_SECONDS = 10.0

# Without a card only the reader itself can be held.
HOLD_THE_READER = f"""
import sys
from smartcard import scard
_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
exclusive = (scard.SCARD_SHARE_EXCLUSIVE, protocols)
how = (scard.SCARD_SHARE_DIRECT, 0) if sys.argv[1:] == ["direct"] else exclusive
result, card, _ = scard.SCardConnect(context, {READER_NAME!r}, *how)
print(result, flush=True)
sys.stdin.read()
scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
scard.SCardReleaseContext(context)
"""


SEND_TO_THE_CARD = f"""
import sys
from smartcard import scard
_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
_, card, protocol = scard.SCardConnect(context, {READER_NAME!r}, scard.SCARD_SHARE_SHARED, protocols)
pci = scard.SCARD_PCI_T0 if protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1
for command in sys.argv[1:]:
    _, answer = scard.SCardTransmit(card, pci, list(bytes.fromhex(command)))
    print(bytes(answer[-2:]).hex())
"""


@contextmanager
def other_program(environment: Mapping[str, str], *arguments: str) -> Iterator[int]:
    """Another program that holds the card, or with ``direct`` the reader; its process number."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_READER, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"0\n"
        yield program.pid
        program.communicate()


def wait_until(reader: CardReader, kind: type[Presence], seconds: float = PATIENCE_SECONDS) -> Presence:
    """The presence as soon as it is of ``kind``; fails the test when it isn't in time."""
    deadline = time.monotonic() + seconds
    presence = reader.presence()
    while not isinstance(presence, kind):
        remaining = deadline - time.monotonic()
        assert remaining > 0, f"still {presence}, not {kind.__name__}, after {seconds} s"
        presence = reader.wait_for_change(presence, remaining)
    return presence


Card = SimulatedCard | OddCard


class Bench(Protocol):
    reader: CardReader
    card: type[Card]

    def lay(self, card: Card) -> None: ...
    def lift(self) -> None: ...
    def lose_reader(self) -> None: ...
    def restore_reader(self) -> None: ...
    def another_program_holds_the_card(self) -> AbstractContextManager[None]: ...
    def another_program_sends(self, card: Card, *commands: str) -> str: ...


def put_on(bench: Bench, card: Card) -> None:
    """Put ``card`` on the empty reader and wait until the reader has seen it."""
    bench.lay(card)
    wait_until(bench.reader, CardPresent)


def take_off(bench: Bench) -> None:
    """Take the card off and wait until the reader has seen it."""
    bench.lift()
    wait_until(bench.reader, ReaderEmpty)


class SimulatedBench:
    def __init__(self, card: type[Card] = SimulatedCard) -> None:
        self.card = card
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

    def another_program_sends(self, card: Card, *commands: str) -> str:
        """The status word, in hexadecimal, that the last of ``commands`` gets."""
        reactions = [card.transmit(bytes.fromhex(command)) for command in commands]
        assert isinstance(reactions[-1], Answered)
        return reactions[-1].response[-2:].hex()


class PcscBench:
    def __init__(self, pcscd: Pcscd, card: type[Card] = SimulatedCard) -> None:
        self.card = card
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
        with other_program(self._environment):
            yield

    def another_program_sends(self, card: Card, *commands: str) -> str:
        """The status word, in hexadecimal, that the last of ``commands`` gets."""
        done = subprocess.run(
            [sys.executable, "-c", SEND_TO_THE_CARD, *commands],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.split()[-1]


def only_child() -> int:
    """The process that serves the reader of this test process."""
    (found,) = reader_processes()
    return found


def reader_processes() -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            arguments = (stat.parent / "cmdline").read_text()
        except OSError:
            continue  # ended meanwhile
        if parent == os.getpid() and "drivers.card.pcsc.process" in arguments:
            yield int(stat.parent.name)


def open_files(process: int | str) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def resident_kilobytes(process: int | str) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
