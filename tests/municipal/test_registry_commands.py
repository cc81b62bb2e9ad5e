"""A clerk asks by command line which residents can't be served at a store."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.real_parts.city_hall import AOBA, WAKABA

UNPRINTABLE = "葛\U000e0100"
"""How the sample town's resident whom no form can show is called."""


def check(directory: Path, municipality: str, *more: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "kiosk", "municipal", "registry", "check")
    asked = ("--municipality", municipality, "--directory", str(directory), *more)
    return subprocess.run([*command, *asked], capture_output=True, text=True, check=False)


def test_the_sample_town_s_two_names_that_no_form_can_show_are_reported(demo_directory: Path) -> None:
    told = check(demo_directory, AOBA)

    assert told.returncode == 1
    *lines, summary = told.stdout.splitlines()
    assert summary == f"青葉市: {len(lines)} texts can't be printed"
    assert any("住民" in line and "氏名: U+845B U+E0100 の字形がありません" in line for line in lines)
    assert any("氏名: 「住民票の写し」" in line and line.endswith("の枠に入りません") for line in lines)
    assert UNPRINTABLE not in told.stdout + told.stderr
    numbers = {one["number"] for one in json.loads(check(demo_directory, AOBA, "--json").stdout)}
    assert len(numbers) == 2


def test_a_town_that_can_be_printed_ends_well(demo_directory: Path) -> None:
    done = check(demo_directory, WAKABA, "--json")

    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_a_municipality_that_is_not_here_is_one_clear_line(demo_directory: Path) -> None:
    done = check(demo_directory, "131211")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kiosk municipal: municipality 131211: not in this city hall\n"
