"""Memory and threads of running processes, as the kernel counts them."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

_STATUS = re.compile(r"^(VmRSS|Threads):\s+(\d+)", re.MULTILINE)
_KIBIBYTES = 1024


@dataclass(frozen=True)
class Vitals:
    """Of a process and its children together; ``memory`` resident, in MiB."""

    memory: int
    threads: int


def vitals_of(pid: int) -> Vitals:
    """Now; nothing of a process that has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return Vitals(0, 0)
    own = {name: int(number) for name, number in _STATUS.findall(status)}
    below = [vitals_of(int(child)) for child in children]
    return Vitals(
        own.get("VmRSS", 0) // _KIBIBYTES + sum(child.memory for child in below),
        own.get("Threads", 0) + sum(child.threads for child in below),
    )


class Watch:
    """Looks at processes by name again and again, with how far the work was."""

    def __init__(self, pids: Mapping[str, int], done: Callable[[], float], every: float = 0.5) -> None:
        """``done`` says the share of the work that is done, 0 to 1."""
        self._pids = pids
        self._done = done
        self._every = every
        self._ended = threading.Event()
        self._seen: dict[str, list[tuple[float, Vitals]]] = {name: [] for name in pids}
        self._thread = threading.Thread(target=self._look, name="vitals", daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def at(self, share: float) -> dict[str, Vitals]:
        """Of each process when so much of the work was done, by the nearest look."""
        return {
            name: min(seen, key=lambda look: abs(look[0] - share))[1]
            for name, seen in self._seen.items()
            if seen
        }

    def _look(self) -> None:
        while not self._ended.wait(self._every):
            for name, pid in self._pids.items():
                self._seen[name].append((self._done(), vitals_of(pid)))
