"""What runs on SQLite in memory elsewhere in these tests, once more on PostgreSQL, in its own processes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kiosk.municipal.configuration import DATABASE_VARIABLE
from tests.house.checkout import ROOT
from tests.real_parts.postgresql import PostgreSQL


@pytest.mark.parametrize(
    "tests",
    [
        ["tests/municipal/issuance"],
        ["tests/municipal/registry"],
        [f"tests/municipal/test_{people}.py" for people in ("doors", "four_eyes", "sessions")],
        [
            "tests/municipal/test_commands.py::test_the_tables_are_those_that_the_code_states",
            "tests/municipal/test_commands.py::test_claims_of_before_there_were_settlements_are_open_claims",
        ],
    ],
    ids=["visits", "imports", "people", "migrations"],
)
def test_they_behave_alike(postgresql: PostgreSQL, tests: list[str]) -> None:
    address = postgresql.create("functions")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests],
        cwd=ROOT,
        env={**os.environ, DATABASE_VARIABLE: address},
        capture_output=True,
        text=True,
        check=False,
    )
    postgresql.drop("functions")
    assert done.returncode == 0, done.stdout[-4000:]
    assert "passed" in done.stdout
