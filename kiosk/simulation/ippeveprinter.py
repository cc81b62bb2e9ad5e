"""CUPS' ``ippeveprinter`` as the printer of a terminal: a real IPP/2.0 printer with faults on order.

    with IppEvePrinter() as device:
        device.jam(sheet=2)
        printer = IppPrinter(device.uri)
        ...
        device.clear()

It runs without systemd or avahi, on a D-Bus of its own. For every document it starts the print command of
this module, which asks this process over a socket what to do; so a fault stands exactly as long as somebody
wants it to, and nothing here waits by the clock.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from drivers.printer.pages import NotAPrintablePdf, count_pages

WAIT = 30.0
"""Seconds after which something that must happen is given up."""

_PORT_ATTEMPTS = 5

_PRINT_COMMAND = """\
#!{python} -IS
import json, os, socket, sys

control = socket.socket(socket.AF_UNIX)
control.connect({control!r})
about = dict(job_name=os.environ["IPP_JOB_NAME"], sides=os.environ.get("IPP_SIDES"), document=sys.argv[1])
control.sendall(json.dumps(about).encode() + b"\\n")
for line in control.makefile():
    if line.startswith("EXIT"):
        sys.exit(int(line.split()[1]))
    print(line, end="", file=sys.stderr, flush=True)
sys.exit(1)
"""


_Side = tuple[int, int]
"""A sheet of a job, and a side of it; both from 1."""


@dataclass(frozen=True)
class _Fault:
    reason: str
    side: _Side


class IppEvePrinter:
    """One printer, started by ``with``. ``media`` is what lies in both trays; ``two_sided`` whether it can
    turn a sheet over.

    ``uri`` is its address; ``spool`` the folder in which it keeps what it received, byte for byte.
    """

    def __init__(self, media: str = "iso_a4_210x297mm", *, two_sided: bool = True) -> None:
        self._media = media
        self._two_sided = two_sided
        self._directory = Path(tempfile.mkdtemp(prefix="ippeve-"))
        self.spool = self._directory / "spool"
        self.spool.mkdir()
        self._changed = threading.Condition()
        self._faults: list[_Fault] = []
        self._abort_at: _Side | None = None
        self._sheets: Counter[str] = Counter()
        self._documents: Counter[str] = Counter()
        self._received: dict[str, Path] = {}
        self._jobs: list[socket.socket] = []
        self._port = 0
        self._printer: subprocess.Popen[str] | None = None
        self._bus: subprocess.Popen[str] | None = None
        self._control = socket.socket(socket.AF_UNIX)

    def __enter__(self) -> IppEvePrinter:
        self._control.bind(str(self._directory / "control"))
        self._control.listen()
        threading.Thread(target=self._serve_jobs, daemon=True).start()
        self._write_print_command()
        self._start_bus()
        self.switch_on()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.switch_off()
        self._control.close()
        if self._bus is not None:
            self._bus.terminate()
            self._bus.wait(WAIT)
        shutil.rmtree(self._directory)

    @property
    def uri(self) -> str:
        """``ipp://localhost:<port>/ipp/print``; with ``ipps`` it shows a certificate of its own making."""
        return f"ipp://localhost:{self._port}/ipp/print"

    def jam(self, sheet: int = 1, side: int = 1) -> None:
        """Paper jams as this side of this sheet of a job is fed, until :meth:`clear`."""
        self._plan(_Fault("media-jam-error", (sheet, side)))

    def run_out_of_paper(self, sheet: int = 1) -> None:
        """No paper is left for this sheet of a job, until :meth:`clear`."""
        self._plan(_Fault("media-empty-error", (sheet, 1)))

    def open_door(self, sheet: int = 1) -> None:
        """A cover is opened as this sheet of a job is fed, until :meth:`clear`."""
        self._plan(_Fault("door-open-error", (sheet, 1)))

    def abort(self, sheet: int = 1, side: int = 1) -> None:
        """The printer gives the next job up before this side of this sheet; once."""
        with self._changed:
            self._abort_at = (sheet, side)

    def clear(self) -> None:
        """Take the jammed paper out, fill paper in, close the doors."""
        with self._changed:
            self._faults.clear()
            self._abort_at = None
            self._changed.notify_all()

    def load(self, media: str, sheets: int = 250) -> None:
        """Put this paper (a PWG name; "" for no tray) into both trays of an idle printer."""
        query: dict[str, str] = {}
        for tray in (1, 2):
            query |= {f"size{tray}": media, f"type{tray}": "stationery", f"level{tray}": str(sheets)}
        address = f"http://localhost:{self._port}/media?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(address, timeout=WAIT) as page:
            page.read()

    def switch_off(self) -> None:
        """The printer is gone at once, with its queue and its history. What it received stays on disk."""
        if self._printer is None:
            return
        self._printer.kill()
        self._printer.wait(WAIT)
        self._printer = None
        with self._changed:
            for job in self._jobs:
                with contextlib.suppress(OSError):
                    job.shutdown(socket.SHUT_RDWR)
            self._changed.notify_all()

    def switch_on(self) -> None:
        """At the same address as before, if it had one."""
        for _ in range(_PORT_ATTEMPTS):
            port = self._port or _free_port()
            if self._started(port):
                self._port = port
                self.load(self._media)
                return
        raise RuntimeError("ippeveprinter does not start")

    @property
    def sheets_out(self) -> Mapping[str, int]:
        """How many sheets of each job name came out."""
        with self._changed:
            return dict(self._sheets)

    @property
    def documents(self) -> Mapping[str, int]:
        """How many documents came under each job name."""
        with self._changed:
            return dict(self._documents)

    def wait_for_sheets(self, job_name: str, sheets: int) -> None:
        """Until so many sheets of this job are out."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._sheets[job_name] >= sheets, WAIT):
                raise TimeoutError(f"{job_name}: {self._sheets[job_name]} of {sheets} sheets came out")

    def received(self, job_name: str) -> bytes | None:
        """The document that was printed under this name, as the printer received it."""
        with self._changed:
            path = self._received.get(job_name)
        return None if path is None else path.read_bytes()

    def _plan(self, fault: _Fault) -> None:
        with self._changed:
            self._faults.append(fault)
            self._changed.notify_all()

    def _write_print_command(self) -> None:
        command = self._directory / "print"
        command.write_text(
            _PRINT_COMMAND.format(python=sys.executable, control=str(self._directory / "control"))
        )
        command.chmod(0o755)

    def _start_bus(self) -> None:
        self._bus = subprocess.Popen(
            [
                "dbus-daemon",
                "--session",
                "--nofork",
                f"--address=unix:path={self._directory}/bus",
                "--print-address=1",
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        if self._bus.stdout is None or not self._bus.stdout.readline():
            raise RuntimeError("dbus-daemon does not start")

    def _started(self, port: int) -> bool:
        self._printer = subprocess.Popen(
            [
                "ippeveprinter",
                *(
                    "-v",
                    "-k",
                    *(["-2"] if self._two_sided else []),
                    "-r",
                    "off",
                    "-n",
                    "localhost",
                    "-p",
                    str(port),
                ),
                *("-f", "application/pdf", "-s", "60,60", "-M", "Kiosk", "-m", "Test"),
                *("-d", str(self.spool), "-K", str(self._directory), "-c", str(self._directory / "print")),
                "Kiosk printer",
            ],
            env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self._directory}/bus"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        says = self._printer.stderr
        for line in says or ():
            if line.startswith("printer-uuid="):
                threading.Thread(target=_drain, args=(says,), daemon=True).start()
                return True
        self._printer.wait(WAIT)
        self._printer = None
        return False

    def _serve_jobs(self) -> None:
        while True:
            try:
                job, _ = self._control.accept()
            except OSError:
                return
            with self._changed:
                self._jobs.append(job)
            threading.Thread(target=self._print, args=(job,), daemon=True).start()

    def _print(self, job: socket.socket) -> None:
        # Broken where the printer is switched off in the middle of the job: its command is gone with it.
        with contextlib.suppress(OSError), job, job.makefile("rw") as command:
            first_line = command.readline()
            if not first_line:
                return
            about = json.loads(first_line)
            document = Path(about["document"])
            with self._changed:
                self._received[about["job_name"]] = document
                self._documents[about["job_name"]] += 1
            pages = _pages_of(document)
            sides = 2 if about["sides"] == "two-sided-long-edge" else 1
            exit_status = 0 if pages else 1
            for page in range(pages):
                sheet, side = page // sides + 1, page % sides + 1
                if not self._feed(command, (sheet, side)):
                    exit_status = 1
                    break
                self._printed(command, about["job_name"], page + 1, whole_sheet=side == sides)
            _tell(command, f"EXIT {exit_status}")

    def _feed(self, command: IO[str], side: _Side) -> bool:
        """One side of a sheet, however long a fault stands; False where the job is to be aborted."""
        with self._changed:
            while (fault := self._standing_at(side)) is not None:
                _tell(command, f"STATE: +{fault.reason}")
                self._changed.wait_for(lambda: self._printer is None or self._standing_at(side) != fault)
                _tell(command, f"STATE: -{fault.reason}")
            if self._abort_at == side:
                self._abort_at = None
                return False
            return True

    def _printed(self, command: IO[str], job_name: str, impressions: int, *, whole_sheet: bool) -> None:
        with self._changed:
            _tell(command, f"ATTR: job-impressions-completed={impressions}")
            self._sheets[job_name] += whole_sheet
            self._changed.notify_all()

    def _standing_at(self, side: _Side) -> _Fault | None:
        return next((fault for fault in self._faults if fault.side <= side), None)


def _pages_of(document: Path) -> int:
    try:
        return count_pages(document.read_bytes())
    except NotAPrintablePdf:
        return 0


def _tell(command: IO[str], line: str) -> None:
    command.write(line + "\n")
    command.flush()


def _drain(output: Iterable[str] | None) -> None:
    for _ in output or ():
        pass


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])
