"""Our paper beside other engines', in one run: ``python -m tests.benchmarks.paper``.

The same page – 79 texts, 47 frames, some 130 different characters, the seal, a QR code – by our own writer,
by typst, WeasyPrint, fpdf2 and plain reportlab, and by a hand that writes the bytes (the floor); our tagged
face with the copy-evident ground, and the whole sheet, beside them. Each engine has a process of its own:
what it takes from the command to the first PDF, then warm, each time another document; and whether its paper
shows the variants of the names or their bases. The peers come with
``.venv/bin/pip install --require-hashes -r deploy/requirements-peers.txt``; which are missing is said.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.paper_engines import ENGINES, NEEDS, OURS, marks
from tests.benchmarks.paper_page import write_for_the_engines
from tests.benchmarks.paper_variants import shows_the_variants

ROOT = Path(__file__).parents[2]
COLD_STARTS = 5


@dataclass(frozen=True)
class Measured:
    """Of one engine: milliseconds from command to PDF, and those in which a processor worked for the whole
    process (medians); milliseconds of a warm document (median, and 19th of 20) and of work for it; bytes of
    the PDF, MiB of memory at the most, and whether the names' variants are drawn."""

    cold: float
    cold_work: float
    warm: float
    work: float
    slow: float
    size: int
    peak: float
    variants_right: bool


def missing() -> tuple[str, ...]:
    """Engines that are not installed."""
    return tuple(engine for engine, module in NEEDS.items() if find_spec(module) is None)


def measure(directory: Path, engine: str, documents: int, cold_starts: int = COLD_STARTS) -> Measured:
    """Run ``engine`` in processes of its own. Raises CalledProcessError."""
    starts = [_run(directory, engine, 0)[:2] for _ in range(cold_starts)]
    _, _, facts = _run(directory, engine, documents)
    times = facts["times"]
    slow = statistics.quantiles(times, n=20)[-1]
    return Measured(
        statistics.median(cold for cold, _ in starts),
        statistics.median(work for _, work in starts),
        statistics.median(times),
        statistics.median(facts["worked"]),
        slow,
        facts["bytes"],
        facts["peak"],
        shows_the_variants((directory / f"{engine}.pdf").read_bytes(), marks(directory, 0)["texts"]),
    )


def _run(directory: Path, engine: str, documents: int) -> tuple[float, float, dict[str, Any]]:
    """Milliseconds to the first PDF, milliseconds of work in all, and what the process said."""
    worked = _work_of_children()
    command = [sys.executable, "-m", "tests.benchmarks.paper_run", str(directory), engine, str(documents)]
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        drawn = process.stdout.readline()
        cold = (time.perf_counter() - began) * 1000
        said = process.stdout.read()
    if process.returncode or drawn != "drawn\n":
        raise subprocess.CalledProcessError(process.returncode, command)
    return cold, _work_of_children() - worked, json.loads(said)


def _work_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (usage.ru_utime + usage.ru_stime) * 1000


def table(measured: dict[str, Measured]) -> Table:
    """A row for each engine; the last column is how many of our plain faces its work for one would do. Time
    is what a clock saw, work what a processor did, whoever else was on the machine."""
    shown = Table(title="one page: milliseconds from the command to the PDF, and of a warm document")
    for column in ("", "cold", "work", "warm", "p95", "work", "bytes", "peak MiB", "variants", "× ours"):
        shown.add_column(column, justify="right" if column else "left")
    for engine, one in measured.items():
        shown.add_row(
            engine,
            f"{one.cold:.0f}",
            f"{one.cold_work:.0f}",
            f"{one.warm:.2f}",
            f"{one.slow:.2f}",
            f"{one.work:.2f}",
            f"{one.size:,}",
            f"{one.peak:.0f}",
            "right" if one.variants_right else "wrong",
            f"{one.work / measured[OURS].work:.2f}",
        )
    return shown


def engines(absent: Iterable[str]) -> list[str]:
    """Those that can be measured, in the table's order."""
    return [engine for engine in ENGINES if engine not in set(absent)]


def main() -> None:
    """Measure all that are installed and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=100, help="warm documents of each engine")
    parser.add_argument("--keep", type=Path, help="a directory for the PDFs")
    asked = parser.parse_args()
    absent = missing()
    with tempfile.TemporaryDirectory(prefix="paper-") as scratch:
        directory: Path = asked.keep or Path(scratch)
        directory.mkdir(parents=True, exist_ok=True)
        write_for_the_engines(directory, asked.documents)
        measured = {engine: measure(directory, engine, asked.documents) for engine in engines(absent)}
    Console().print(table(measured))
    for engine in absent:
        print(f"{engine}: not installed (deploy/requirements-peers.txt)")


if __name__ == "__main__":
    main()
