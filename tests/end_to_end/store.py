"""A terminal in a store: its configuration, ``kiosk issue`` at it, and what it leaves behind.

store = Store(tmp_path, hall, reader=pcsc_reader(), printer=ipp_printer(device.uri))
done = store.issue("--kind", "resident-record", hands=CardHands(link, hall.card("hanako")))
done.exit_code, done.failure, store.entries(), store.print_ids()
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from drivers.card.simulated import CardContents, SimulatedCard, VirtualReaderLink
from kiosk.terminal.visit.journal import Entry, Line, read_journal
from tests.real_parts.city_hall import AOBA, CITY_TERMINAL, CityHall
from tests.real_parts.pcscd import READER_NAME

PIN = "1234"
"""Of most demo cards."""
PATIENCE = 60.0
"""Seconds after which a visit that must end is given up."""

PLACE, TAKE, INSERT, PRINTING = "Place the card", "Take the card", "Insert", "Printing"
"""What ``kiosk issue`` says when it needs hands."""

Section = Mapping[str, object]


def pcsc_reader() -> Section:
    """The virtual reader of the real PC/SC service."""
    return {"driver": "pcsc", "name": READER_NAME}


def simulated_reader(card: Path) -> Section:
    """A reader in software with this card on it."""
    return {"driver": "simulated", "card": str(card)}


def ipp_printer(uri: str) -> Section:
    """A real printer."""
    return {"driver": "ipp", "uri": uri}


def folder_printer() -> Section:
    """PDFs into the store's ``paper`` folder."""
    return {"driver": "folder", "directory": "paper"}


def simulated_cashbox() -> Section:
    """A cash box in software."""
    return {"driver": "simulated"}


def cctalk_cashbox(port: str) -> Section:
    """A real cash box on this serial line; its record lies beside the journal."""
    return {"driver": "cctalk", "port": port, "record": "cashbox.sqlite3"}


class Hands(Protocol):
    """Does what ``kiosk issue`` asks for."""

    def heard(self, prompt: str) -> None:
        """A line was said."""
        ...


class NoHands:
    """Nobody stands there."""

    def heard(self, prompt: str) -> None:
        """Let it be said."""


class CardHands:
    """Lays a card on the virtual reader when told, and takes it off when told."""

    def __init__(self, link: VirtualReaderLink, card: CardContents) -> None:
        self._link = link
        self.card = SimulatedCard(card)

    def heard(self, prompt: str) -> None:
        """Obey."""
        if PLACE in prompt:
            self._link.put_on(self.card)
        elif TAKE in prompt:
            self._link.take_off()


@dataclass(frozen=True)
class Done:
    """How a ``kiosk issue`` ended."""

    exit_code: int
    said: str
    prompts: tuple[str, ...]

    @property
    def result(self) -> dict[str, Any]:
        """What it said as JSON."""
        answer: dict[str, Any] = json.loads(self.said)
        return answer

    @property
    def failure(self) -> str:
        """The code that it was refused with."""
        assert self.exit_code in (2, 3), (self.exit_code, self.said, self.prompts)
        code: str = self.result["failure"]
        return code


class Store:
    """One terminal's directory, with ``terminal.toml`` in it. ``environment`` is that of its commands,
    ``within`` a program that starts them."""

    def __init__(
        self,
        directory: Path,
        hall: CityHall,
        *,
        reader: Section,
        printer: Section,
        cashbox: Section | None = None,
        terminal_id: str = CITY_TERMINAL,
        municipalities: tuple[str, ...] = (AOBA,),
        url: str | None = None,
    ) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.configuration = directory / "terminal.toml"
        self.journal_file = directory / "journal.sqlite3"
        self.log_file = directory / "terminal.log"
        self.paper = directory / "paper"
        self.environment = dict(os.environ)
        self.within: tuple[str, ...] = ()
        files = hall.terminal_files(terminal_id)
        self.configuration.write_text(
            _toml({"terminal_id": terminal_id, "journal": "journal.sqlite3", "log": "terminal.log"})
            + _toml(
                {
                    "certificate": str(files / "client.pem"),
                    "key": str(files / "client.key"),
                    "authority": str(files / "ca.pem"),
                },
                "[line]",
            )
            + _toml(reader, "[reader]")
            + _toml(printer, "[printer]")
            + _toml(cashbox or simulated_cashbox(), "[cashbox]")
            + _toml({"driver": "folder", "directory": "slips"}, "[slips]")
            + "".join(
                _toml(
                    {"code": code, "url": url or hall.url, "keys": str(files / f"keys-{code}.json")},
                    "[[municipality]]",
                )
                for code in municipalities
            ),
            encoding="utf-8",
        )

    def issue(
        self,
        *options: str,
        hands: Hands | None = None,
        pin: str = PIN,
        at: Mapping[str, Callable[[], None]] | None = None,
    ) -> Done:
        """Run ``kiosk issue``. ``at`` is what happens besides when a prompt with these words is said."""
        with self.started(*options, pin=pin) as process:
            waiting = dict(at or {})
            prompts = []
            assert process.stderr is not None
            assert process.stdout is not None
            giving_up = threading.Timer(PATIENCE, process.kill)
            giving_up.start()
            for line in process.stderr:
                prompts.append(line.rstrip())
                for words in [words for words in waiting if words in line]:
                    waiting.pop(words)()
                if hands is not None:
                    hands.heard(line)
            said = process.stdout.read()
            code = process.wait()
            giving_up.cancel()
        assert not waiting, f"never said: {list(waiting)}; but: {prompts}"
        return Done(code, said, tuple(prompts))

    def started(self, *options: str, pin: str = PIN) -> subprocess.Popen[str]:
        """Begin ``kiosk issue``; what it says can be read from its pipes."""
        process = subprocess.Popen(
            [
                *self.within,
                *(sys.executable, "-m", "kiosk", "issue"),
                *("--config", str(self.configuration), "--pin-file", "-"),
                *options,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**self.environment, "PYTHONUNBUFFERED": "1"},
        )
        assert process.stdin is not None
        process.stdin.write(f"{pin}\n")
        process.stdin.close()
        return process

    def technician(self, *arguments: str) -> str:
        """What ``kiosk journal`` says to a technician."""
        command = [*self.within, sys.executable, "-m", "kiosk", "journal", *arguments]
        done = subprocess.run(
            [*command, "--config", self.configuration],
            check=True,
            capture_output=True,
            text=True,
            env=self.environment,
        )
        return done.stdout

    def journal(self) -> tuple[Line, ...]:
        """All lines of the terminal's journal, read as a technician would."""
        if not self.journal_file.exists():
            return ()
        return read_journal(self.journal_file)

    def entries(self) -> list[Entry]:
        """What the journal's lines say, in their order."""
        return [line.entry for line in self.journal()]

    def print_ids(self) -> list[str]:
        """Every document that the terminal was about to spool."""
        return [str(line.values["print_id"]) for line in self.journal() if line.entry is Entry.SPOOLING]

    def papers(self) -> list[Path]:
        """What a printer that is a folder has printed."""
        return sorted(self.paper.glob("*.pdf"))

    def slips(self) -> list[Path]:
        """Receipts and claim slips."""
        return sorted((self.directory / "slips").glob("*.pdf"))


TOOK_MONEY = {Entry.ACCEPTING, Entry.INSERTED, Entry.PAYING_OUT, Entry.PAID_OUT}
PRINTED = {Entry.SPOOLING, Entry.SHEET}


def assert_no_money_and_no_paper(store: Store) -> None:
    """The journal has neither: not even the intent of either was ever written."""
    assert not (TOOK_MONEY | PRINTED) & set(store.entries())
    assert store.papers() == []
    assert store.slips() == []


def _toml(values: Section, header: str = "") -> str:
    """JSON's texts and numbers are TOML's, too."""
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join([header, *lines, ""])
