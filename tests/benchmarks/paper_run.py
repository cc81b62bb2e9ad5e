"""One engine in a process of its own: ``python -m tests.benchmarks.paper_run DIRECTORY ENGINE COUNT``.

Writes the first PDF into DIRECTORY and says so at once, in a line, to whoever measures the cold start; then
draws COUNT more and writes what it measured as a line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from tests.benchmarks.paper_engines import ENGINES


def main() -> None:
    """Draw the documents that lie in the directory, of which there are COUNT."""
    directory, engine, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    draw = ENGINES[engine](directory)
    first = draw(0)
    print("drawn", flush=True)
    (directory / f"{engine}.pdf").write_bytes(first)
    times, worked = [], []
    for number in range(count):
        began, working = time.perf_counter(), time.process_time()
        draw(number)
        times.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - working) * 1000)
    print(json.dumps({"times": times, "worked": worked, "bytes": len(first), "peak": peak()}))


def peak() -> float:
    """MiB that this process held at the most. The kernel's ``ru_maxrss`` would count the parent's, before the
    program was begun."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
