"""The checkout holds what it should, and says nothing of where it was built."""

from __future__ import annotations

import os
import re

from tests.house.checkout import ROOT, is_ignored, text_files

TOP_LEVEL = {"pyproject.toml", "README.md", "kiosk", "drivers", "layouts", "tests", "deploy"}
MAY_STAND_BESIDE = {"LICENSE", "CHANGELOG.md"}


def test_a_newcomer_finds_a_short_list_at_the_top() -> None:
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert {name for name in found if not is_ignored(name)} - MAY_STAND_BESIDE <= TOP_LEVEL


def test_everything_that_is_installed_is_pinned_by_its_hash() -> None:
    lock = (ROOT / "deploy" / "requirements.txt").read_text(encoding="utf-8")
    statements = re.sub(r"\\\n", " ", lock)
    statements = [
        line for line in statements.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    assert len(statements) > 50
    for statement in statements:
        assert re.match(
            r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==\S+ +(; .+? +)?--hash=sha256:[0-9a-f]{64}", statement
        ), statement


def test_no_file_says_where_packages_come_from() -> None:
    told = re.compile(r"(?:index|find)-(?:url|links)[ =]|https?://[^\s\"'<>]*/simple\b")
    telling = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in text_files()
        if (found := told.search(path.read_text(encoding="utf-8"))) and path.name != "test_checkout.py"
    ]
    assert telling == []
    assert "://" not in (ROOT / "deploy" / "requirements.txt").read_text(encoding="utf-8")


def test_what_people_start_can_be_started() -> None:
    for script in ("deploy/setup", "deploy/test", "deploy/demo", ".ci/run"):
        assert os.access(ROOT / script, os.X_OK), script
