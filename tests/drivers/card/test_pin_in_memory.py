"""After a PIN was given, the memory of the processes that it passed through is searched for it.

The card lies in a process of its own. A PIN of four digits is found anywhere by chance, so it is looked for
where it travelled: in the frame between the terminal and its reader's process, and in the VERIFY command.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from drivers.card.contract import CardIdentified, CardPresent, Pin, PinWrong, Signed
from drivers.card.pcsc import PcscReader
from tests.drivers.card.benches import wait_until
from tests.drivers.card.demo_cards import PIN, WRONG_PIN, contents
from tests.drivers.card.test_pcsc_reader import only_child
from tests.real_parts.pcscd import READER_NAME, Pcscd

RUN = "from kiosk.commands.card import app; app()"
LENGTH_BYTES = 2
VERIFY = re.compile(rb"\x00\x20\x00\x80\x04(....)", re.DOTALL)


@pytest.fixture
def card_on_the_reader(tmp_path: Path, pcscd: Pcscd) -> Iterator[None]:
    """A card whose PIN is written in its file only, in a process of its own."""
    file = tmp_path / "some.card.json"
    contents().save(file)
    command = [sys.executable, "-c", RUN, "simulate", str(file), "--vpcd", f"127.0.0.1:{pcscd.vpcd_port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as simulation:
        yield
        simulation.terminate()


def writable_memory(process: int | str) -> Iterator[bytes]:
    """Every writable region of a process, as far as it can be read."""
    regions = Path(f"/proc/{process}/maps").read_text().splitlines()
    descriptor = os.open(f"/proc/{process}/mem", os.O_RDONLY)
    try:
        for region in regions:
            bounds, access, *_ = region.split()
            begin, end = (int(bound, 16) for bound in bounds.split("-"))
            if access.startswith("rw"):
                try:
                    yield os.pread(descriptor, end - begin, begin)
                except OSError:
                    continue  # given back meanwhile
    finally:
        os.close(descriptor)


def digits_before(message: bytes, process: int | str) -> set[bytes]:
    """What stands where the PIN stood, wherever ``message`` is in the memory of a process."""
    frame = re.compile(b"(....).{%d}" % LENGTH_BYTES + re.escape(message), re.DOTALL)
    return {digits for region in writable_memory(process) for digits in frame.findall(region)}


def digits_of_verify(process: int | str) -> set[bytes]:
    """What was given as a PIN, wherever a VERIFY is in the memory of a process."""
    return {digits for region in writable_memory(process) for digits in VERIFY.findall(region)}


def give_pins_and_search(answers: Connection) -> None:
    """What a terminal does, in a process that has never seen a card in software: give a wrong PIN and the
    right one, and send what was answered and whether the PIN was found afterwards."""
    with closing(PcscReader(READER_NAME)) as reader:
        wait_until(reader, CardPresent)
        found = reader.identify()
        assert isinstance(found, CardIdentified)
        for digits in (WRONG_PIN, PIN):
            message, given = secrets.token_bytes(64), digits.encode()
            outcome = reader.authenticate(found.certificate, Pin(bytearray(given)), message)
            left = [
                given in digits
                for process in ("self", only_child())
                for digits in (digits_before(message, process), digits_of_verify(process))
            ]
            answers.send((type(outcome), left))


@pytest.mark.usefixtures("card_on_the_reader")
def test_neither_the_terminal_nor_its_readers_process_keeps_a_pin_that_was_given() -> None:
    answers, sending = multiprocessing.Pipe(duplex=False)
    terminal = multiprocessing.get_context("spawn").Process(target=give_pins_and_search, args=(sending,))
    terminal.start()
    sending.close()
    assert answers.recv() == (PinWrong, [False] * 4)
    assert answers.recv() == (Signed, [False] * 4)
    terminal.join()


def test_a_pin_that_is_kept_would_be_found() -> None:
    message = secrets.token_bytes(64)
    kept = bytearray(PIN.encode() + len(message).to_bytes(LENGTH_BYTES, "big") + message)
    command = bytearray.fromhex("0020008004") + PIN.encode()
    assert PIN.encode() in digits_before(message, "self")
    assert PIN.encode() in digits_of_verify("self")
    assert kept != command
