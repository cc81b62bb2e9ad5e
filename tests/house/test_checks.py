"""Style, types and the arrows of import hold for the whole house."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.house.checkout import ROOT

_PROGRAMS = Path(sys.executable).parent
_HOUSE = ("kiosk", "drivers", "tests")


def _assert_passes(program: str, *arguments: str) -> None:
    done = subprocess.run(
        [_PROGRAMS / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_type_is_right() -> None:
    _assert_passes("mypy", "--strict", "--package", "kiosk", "--package", "drivers")


def test_the_arrows_of_import_point_the_right_way() -> None:
    _assert_passes("lint-imports", "--no-cache")


def test_the_style_is_kept() -> None:
    _assert_passes("ruff", "check", *_HOUSE)


def test_the_code_is_laid_out_by_one_hand() -> None:
    _assert_passes("ruff", "format", "--check", *_HOUSE)
