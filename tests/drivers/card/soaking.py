"""Serves many visits and compares what processes hold in the first quarter with the last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.drivers.card.benches import open_files, resident_kilobytes

NEW_CARD_EVERY = 20
WARMING_UP = 3 * NEW_CARD_EVERY
ALLOWED_KILOBYTES = 2048


@dataclass(frozen=True)
class Burden:
    """What a process holds at one moment."""

    kilobytes: int
    threads: int
    files: int


def burden(process: int | str) -> Burden:
    return Burden(resident_kilobytes(process), threads(process), open_files(process))


def threads(process: int | str) -> int:
    with open(f"/proc/{process}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("Threads:"))


def soak(visits: int, visit: Callable[[int], None], processes: Callable[[], tuple[int | str, ...]]) -> None:
    """Serve so many visits, numbered from 0 (those below warm up), and compare process by process."""
    first: dict[int | str, Burden] = {}
    last: dict[int | str, Burden] = {}
    for number in range(-WARMING_UP, visits):
        visit(number)
        if number in range(visits // 4):
            _keep_most(first, processes())
        if number in range(visits * 3 // 4, visits):
            _keep_most(last, processes())
    assert first.keys() == last.keys()
    for process, most in first.items():
        now = last[process]
        print(f"{visits} visits, process {process}: first quarter {most}, last quarter {now}")
        assert now.threads <= most.threads
        assert now.files <= most.files
        assert now.kilobytes <= most.kilobytes + ALLOWED_KILOBYTES


def _keep_most(peaks: dict[int | str, Burden], processes: tuple[int | str, ...]) -> None:
    for process in processes:
        now, most = burden(process), peaks.get(process, Burden(0, 0, 0))
        peaks[process] = Burden(
            max(now.kilobytes, most.kilobytes), max(now.threads, most.threads), max(now.files, most.files)
        )
