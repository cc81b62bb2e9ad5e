"""How long a million revocations take: to sort, to hold, to ask, and to swap under their readers.

python -m tests.benchmarks.revocation [--entries N]

Ours stands beside a set, SQLite and the library's own search, in one run: the ratios count, the figures are
the machine's. The list is made once and kept in the system's temporary directory.
"""

from __future__ import annotations

import argparse
import gc
import mmap
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
)
from rich.console import Console
from rich.table import Table

from kiosk.municipal.identity.revocation_index import RevocationIndex, Standing, write_index
from kiosk.municipal.identity.revocation_list import read_frame
from tests.municipal.identity.authorities import Root
from tests.municipal.identity.big_list import write_big_list

MILLION = 1_000_000
ASKED = 20_000
SWAPS = 10
READERS = 4
ROUNDS = 5
_ON_HOLD_EACH = 10
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Samples:
    """Numbers to ask for, of each kind."""

    revoked: Sequence[int]
    on_hold: Sequence[int]
    good: Sequence[int]


@dataclass(frozen=True)
class Built:
    """What building took, in a process of its own: seconds, and megabytes at most and before."""

    seconds: float
    peak: float
    before: float
    sha256: str


def entries_of(count: int) -> list[tuple[int, bool]]:
    """Numbers of 159 bits, the longest that authorities give; every tenth is on hold. Always the same."""
    source = random.Random(count)
    return [(source.getrandbits(159) | 1 << 152, place % _ON_HOLD_EACH == 0) for place in range(count)]


def list_file(count: int) -> Path:
    """The list, signed, made if it is not there yet, beside its issuer's ``.pem``."""
    directory = Path(tempfile.gettempdir()) / f"revocation-benchmark-{count}"
    directory.mkdir(exist_ok=True)
    file = directory / "list.crl"
    if not file.exists():
        root = Root.create()
        (directory / "root.pem").write_bytes(root.certificate.public_bytes(Encoding.PEM))
        being_written = directory / "being-written"
        write_big_list(being_written, root, entries_of(count), number=1)
        being_written.replace(file)
    return file


def build(file: Path, directory: Path) -> Built:
    """Verify the list and write its index, here and now."""
    issuer = x509.load_pem_x509_certificate((file.parent / "root.pem").read_bytes())
    before = _peak()
    began = time.perf_counter()
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        frame = read_frame(content)
        if not frame.signed_by(issuer.public_key(), content):
            raise ValueError(f"{file}: not its issuer's")
        written = write_index(frame.walk(content), "00" * 32, directory)
    return Built(time.perf_counter() - began, _peak(), before, written.sha256)


def built_apart(file: Path, directory: Path) -> Built:
    """``build`` in a fresh process, so that the memory is its own."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.revocation", "--build", file, directory],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    return Built(float(told[0]), float(told[1]), float(told[2]), told[3])


def microseconds(look_up: Callable[[int], object], serials: Sequence[int]) -> float:
    """Of one look-up, on average over the quietest of some rounds: other programs run here too."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for serial in serials:
            look_up(serial)
        rounds.append((time.perf_counter() - began) / len(serials) * 1e6)
    return min(rounds)


def samples_of(entries: Sequence[tuple[int, bool]]) -> Samples:
    """Some of each kind, in no order."""
    source = random.Random(1)
    some = source.sample(range(len(entries)), min(ASKED, len(entries)))
    return Samples(
        [entries[place][0] for place in some if not entries[place][1]],
        [entries[place][0] for place in some if entries[place][1]],
        [source.getrandbits(159) for _ in some],
    )


def compared(file: Path, index: RevocationIndex, entries: Sequence[tuple[int, bool]]) -> Table:
    """Microseconds of a look-up, hit, hold and miss, ours beside the others'."""
    samples = samples_of(entries)
    rows: dict[str, tuple[float, ...]] = {"ours": _three(index.standing, samples)}
    held = dict(entries)
    rows["a set (dict) in each process"] = _three(held.get, samples)
    rows["SQLite"] = _three(_sqlite(entries, file.parent), samples)
    library = x509.load_der_x509_crl(file.read_bytes())
    few = Samples(samples.revoked[:3], samples.on_hold[:3], samples.good[:3])
    rows["get_revoked_certificate_by_serial_number"] = _three(
        library.get_revoked_certificate_by_serial_number, few
    )
    shown = Table(title=f"one look-up in {len(entries):,} entries, microseconds")
    for column in ("", "revoked", "on hold", "good", "× ours"):
        shown.add_column(column, justify="right" if column else "left")
    for name, values in rows.items():
        ratio = sum(values) / sum(rows["ours"])
        shown.add_row(name, *(f"{value:,.1f}" for value in values), f"{ratio:,.2f}")
    return shown


@dataclass(frozen=True)
class Swapped:
    """What readers met while the index was swapped under them."""

    looks: int
    wrong: int
    longest_pause: float
    longest_pause_without: float


def swap_under_readers(directory: Path, shas: Sequence[str], serial: int, swaps: int = SWAPS) -> Swapped:
    """Ask by several threads, of which each takes the index that is named at that moment, while it is
    swapped for another; then as long without any swap. Seconds of the longest gap between two answers."""
    named = [shas[0]]
    held: dict[str, RevocationIndex] = {shas[0]: RevocationIndex.open(directory, shas[0])}

    def swap() -> None:
        for number in range(swaps):
            sha = shas[(number + 1) % len(shas)]
            held[sha] = RevocationIndex.open(directory, sha)
            named[0] = sha

    began = time.perf_counter()
    looks, wrong, longest = _asked_meanwhile(lambda: held[named[0]].standing(serial), swap)
    took = time.perf_counter() - began
    _, _, without = _asked_meanwhile(lambda: held[named[0]].standing(serial), lambda: time.sleep(took))
    return Swapped(looks, wrong, longest, without)


def _asked_meanwhile(look: Callable[[], Standing], act: Callable[[], None]) -> tuple[int, int, float]:
    over = threading.Event()
    found: list[tuple[int, int, float]] = []

    def read() -> None:
        looks = wrong = 0
        longest = 0.0
        last = time.perf_counter()
        while not over.is_set():
            wrong += look() is not Standing.REVOKED
            looks += 1
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
        found.append((looks, wrong, longest))

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        act()
    finally:
        over.set()
        for reader in readers:
            reader.join()
    looks, wrong, pauses = zip(*found, strict=True)
    return sum(looks), sum(wrong), max(pauses)


def _three(look_up: Callable[[int], object], samples: Samples) -> tuple[float, ...]:
    gc.collect()
    return tuple(microseconds(look_up, kind) for kind in (samples.revoked, samples.on_hold, samples.good))


def _sqlite(entries: Sequence[tuple[int, bool]], directory: Path) -> Callable[[int], object]:
    file = directory / "revoked.sqlite3"
    file.unlink(missing_ok=True)
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE revoked (serial BLOB PRIMARY KEY, on_hold INTEGER) WITHOUT ROWID")
    rows = sorted((serial.to_bytes(20), held) for serial, held in entries)
    database.executemany("INSERT INTO revoked VALUES (?, ?)", rows)
    database.commit()
    query = "SELECT on_hold FROM revoked WHERE serial = ?"
    return lambda serial: database.execute(query, (serial.to_bytes(20),)).fetchone()


def _peak() -> float:
    """Megabytes; not getrusage's figure, which a process inherits from the one that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--entries", type=int, default=MILLION)
    parser.add_argument("--build", nargs=2, type=Path, help=argparse.SUPPRESS)
    stated = parser.parse_args()
    if stated.build:
        built = build(*stated.build)
        print(built.seconds, built.peak, built.before, built.sha256)
        return
    console = Console()
    file = list_file(stated.entries)
    with tempfile.TemporaryDirectory(prefix="revocation-") as made:
        directory = Path(made)
        built = built_apart(file, directory)
        index = RevocationIndex.open(directory, built.sha256)
        console.print(
            f"{stated.entries:,} entries, {file.stat().st_size / _MEGABYTE:.0f} MB: verified and sorted in "
            f"{built.seconds:.1f} s, {built.peak:.0f} MB at most ({built.before:.0f} MB before it began)"
        )
        entries = entries_of(stated.entries)
        console.print(compared(file, index, entries))
        lost = entries[1]
        shas = [built.sha256, write_index([(lost[0].to_bytes(20), False)], "11" * 32, directory).sha256]
        swapped = swap_under_readers(directory, shas, lost[0])
        console.print(
            f"{SWAPS} swaps under {READERS} threads: {swapped.looks:,} answers, {swapped.wrong} wrong; "
            f"longest pause {swapped.longest_pause * 1e3:.1f} ms "
            f"(without swaps {swapped.longest_pause_without * 1e3:.1f} ms)"
        )


if __name__ == "__main__":
    main()
