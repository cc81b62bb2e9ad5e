"""The real PC/SC service with a virtual reader, private to one test.

``pcscd`` has its socket at a fixed place below /run. Each one started here gets a mount namespace in
which /run is a directory of its own, and a port of its own for the virtual reader; everything else,
the network too, is shared. So tests run side by side, and next to a pcscd of the machine.
Programs find it by the environment variable PCSCLITE_CSOCK_NAME, which the fixture sets.
The reader's cable can be pulled: its driver is vpcd's with one call in front of it (cable.c).
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

READER_NAME = "Virtual PCD 00 00"
READY_SECONDS = 10.0
_VPCD_LIBRARY = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
_IN_OWN_RUN_DIRECTORY = 'mount --bind "$0" /run && exec pcscd -f -i -c "$1"'
# Below the ports that Linux gives to outgoing connections, so that nobody takes one meanwhile.
_FIRST_PORT, _LAST_PORT = 20000, 32000


@dataclass
class Pcscd:
    """One PC/SC service. ``directory`` must have a short name: Unix sockets allow 108 characters."""

    directory: Path
    vpcd_port: int = field(init=False)
    log: deque[str] = field(init=False, default_factory=lambda: deque(maxlen=1000))
    _process: subprocess.Popen[str] | None = field(init=False, default=None)
    _reader: threading.Thread | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        (self.directory / "run" / "pcscd").mkdir(parents=True)
        driver = _driver_with_cable(self.directory)
        self.vpcd_port = _two_free_ports()
        (self.directory / "reader.conf").write_text(
            f'FRIENDLYNAME "Virtual PCD"\n'
            f"DEVICENAME /dev/null:0x{self.vpcd_port:04X}\n"
            f"LIBPATH {driver}\n"
            f"CHANNELID 0x{self.vpcd_port:04X}\n"
        )

    @property
    def socket(self) -> Path:
        """Where its clients find it: the value for PCSCLITE_CSOCK_NAME."""
        return self.directory / "run" / "pcscd" / "pcscd.comm"

    @property
    def environment(self) -> dict[str, str]:
        """The environment for another program that shall use this service."""
        return {**os.environ, "PCSCLITE_CSOCK_NAME": str(self.socket)}

    @property
    def _cable_pulled(self) -> Path:
        return self.directory / "cable-pulled"

    def start(self) -> None:
        """Start the service and return when it is ready."""
        assert self._process is None
        namespace = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
        run, configuration = str(self.directory / "run"), str(self.directory / "reader.conf")
        self._process = subprocess.Popen(
            [*namespace, "sh", "-c", _IN_OWN_RUN_DIRECTORY, run, configuration],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "KIOSK_CABLE_PULLED": str(self._cable_pulled)},
        )
        known = threading.Event()
        self._reader = threading.Thread(target=self._read_log, args=(self._process, known), daemon=True)
        self._reader.start()
        if not known.wait(READY_SECONDS) or self._process.poll() is not None:
            self.stop()
            raise RuntimeError("pcscd does not start: " + "".join(self.log))

    def stop(self) -> None:
        """Stop the service as an administrator does."""
        if self._process is not None and self._reader is not None:
            self._process.terminate()
            self._process.wait(READY_SECONDS)
            self._reader.join()
            self._process = None

    def kill(self) -> None:
        """End the service as the kernel does when memory runs out. Nobody asks for its exit status, so a
        zombie stays, until :meth:`stop`, and its process number and files are those of a living service."""
        assert self._process is not None
        self._process.kill()

    def freeze(self) -> None:
        """Let the service run no further: its clients get no answer of any kind."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let the service go on where it was."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def unplug(self) -> None:
        """Pull the reader's cable."""
        self._cable_pulled.touch()

    def plug_in(self) -> None:
        """Put the reader's cable back."""
        self._cable_pulled.unlink()

    def _read_log(self, process: subprocess.Popen[str], known: threading.Event) -> None:
        """Keep what the service says, and set ``known`` when it is ready or has ended."""
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self.log.append(line)
                if "daemon ready" in line:
                    known.set()
        known.set()


def _driver_with_cable(directory: Path) -> Path:
    driver = directory / "libifdcable.so"
    # pcscd looks calls up in the driver and in what it needs, which has to be found by its own name.
    (directory / "libifdvpcd.so.0").symlink_to(_VPCD_LIBRARY)
    source = Path(__file__).with_name("cable.c")
    linked = ["-Wl,--no-as-needed,-rpath,$ORIGIN", _VPCD_LIBRARY]
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-D_GNU_SOURCE", "-I/usr/include/PCSC", "-o", driver, source, *linked],
        check=True,
    )
    return driver


def _two_free_ports() -> int:
    """A port that is free together with the next one: vpcd makes two slots."""
    while True:
        port = _FIRST_PORT + secrets.randbelow(_LAST_PORT - _FIRST_PORT)
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("", port))
                second.bind(("", port + 1))
            except OSError:
                continue
            return port


@pytest.fixture
def pcscd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pcscd]:
    """A running PC/SC service with a virtual reader, which this test's programs use."""
    directory = Path(tempfile.mkdtemp(prefix="pcscd-"))
    service = Pcscd(directory)
    monkeypatch.setenv("PCSCLITE_CSOCK_NAME", str(service.socket))
    try:
        service.start()
        yield service
    finally:
        service.stop()
        shutil.rmtree(directory)
