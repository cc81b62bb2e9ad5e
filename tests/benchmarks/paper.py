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
    """Of one engine: milliseconds from command to PDF (median), milliseconds of a warm document (median and
    19th of 20), bytes of the PDF, MiB of memory at the most, and whether the names' variants are drawn."""

    cold: float
    warm: float
    slow: float
    size: int
    peak: float
    variants_right: bool


def missing() -> tuple[str, ...]:
    """Engines that are not installed."""
    return tuple(engine for engine, module in NEEDS.items() if find_spec(module) is None)


def measure(directory: Path, engine: str, documents: int, cold_starts: int = COLD_STARTS) -> Measured:
    """Run ``engine`` in processes of its own. Raises CalledProcessError."""
    cold = [_run(directory, engine, 0)[0] for _ in range(cold_starts - 1)]
    first, facts = _run(directory, engine, documents)
    times = facts["times"]
    slow = statistics.quantiles(times, n=20)[-1]
    return Measured(
        statistics.median([*cold, first]),
        statistics.median(times),
        slow,
        facts["bytes"],
        facts["peak"],
        shows_the_variants((directory / f"{engine}.pdf").read_bytes(), marks(directory, 0)["texts"]),
    )


def _run(directory: Path, engine: str, documents: int) -> tuple[float, dict[str, Any]]:
    command = [sys.executable, "-m", "tests.benchmarks.paper_run", str(directory), engine, str(documents)]
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        drawn = process.stdout.readline()
        cold = (time.perf_counter() - began) * 1000
        said = process.stdout.read()
    if process.returncode or drawn != "drawn\n":
        raise subprocess.CalledProcessError(process.returncode, command)
    return cold, json.loads(said)


def table(measured: dict[str, Measured]) -> Table:
    """A row for each engine; the last column is how many of our plain faces fit into its time for one."""
    shown = Table(title="one page, milliseconds")
    for column in ("", "cold", "warm p50", "p95", "bytes", "peak MiB", "variants", "× ours"):
        shown.add_column(column, justify="right" if column else "left")
    for engine, one in measured.items():
        shown.add_row(
            engine,
            f"{one.cold:.0f}",
            f"{one.warm:.2f}",
            f"{one.slow:.2f}",
            f"{one.size:,}",
            f"{one.peak:.0f}",
            "right" if one.variants_right else "wrong",
            f"{one.warm / measured[OURS].warm:.2f}",
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
