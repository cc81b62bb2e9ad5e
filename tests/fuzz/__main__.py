"""Coverage-guided fuzzing of one target by atheris: ``python -m tests.fuzz TARGET [SECONDS]``.

Needs ``.venv/bin/pip install --require-hashes -r deploy/requirements-fuzz.txt``. What is new is kept below
``.cache/fuzz``; a crash or a hang (10 s) ends the run, with the input in a file there.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["drivers", "kiosk.certificates"]):
    from tests.fuzz.targets import TARGETS, seeds

CORPUS = Path(__file__).with_name("corpus")
FOUND = Path(".cache/fuzz")


def main() -> None:
    """Run until the time is up."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("seconds", type=int, nargs="?", default=600)
    asked = parser.parse_args()
    found = FOUND / asked.target
    found.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(asked.target)):
        (found / f"seed-{number}").write_bytes(seed)
    atheris.Setup(
        [
            *(sys.argv[0], str(found), str(CORPUS / asked.target)),
            *(f"-max_total_time={asked.seconds}", "-timeout=10", "-max_len=4096", "-rss_limit_mb=1024"),
            *(f"-artifact_prefix={found}/", "-print_final_stats=1"),
        ],
        TARGETS[asked.target],
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
