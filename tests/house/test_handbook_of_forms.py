"""A clerk follows the handbook's page about forms to the letter."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from tests.house.checkout import ROOT

PAGE = ROOT / "deploy" / "handbook" / "layouts.ja.md"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A checkout of the clerk's own, with `kiosk` on the path."""
    for part in ("kiosk", "drivers", "layouts"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    command = tmp_path / "bin" / "kiosk"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m kiosk "$@"\n')
    command.chmod(0o755)
    (tmp_path / "out").mkdir()
    return tmp_path


def at_the_desk(desk: Path, line: str) -> str:
    path = f"{desk / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", line],
        cwd=desk,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(desk), "KIVY_NO_ARGS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_clerk_moves_a_box_and_changes_a_sentence_by_the_handbook(desk: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (listing,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    ((file, form),) = re.findall(r"`(layouts/\S+)` を作り.*?```toml\n(.*?)```", page, re.DOTALL)
    listed, drawn, checked = re.findall(r"```sh\n(.*?)\n```", page, re.DOTALL)

    assert set(listing.splitlines()) <= set(at_the_desk(desk, listed).splitlines())

    (desk / file).write_text(form, encoding="utf-8")
    at_the_desk(desk, drawn)
    assert (desk / "out" / "form.png").read_bytes().startswith(b"\x89PNG")
    assert at_the_desk(desk, checked).rstrip().endswith("good, 4 samples")

    at_the_desk(desk, drawn.replace("form.png", "own.pdf"))
    at_the_desk(desk, f"kiosk layout preview {file.replace('999318', 'standard')} out/standard.pdf")
    before, after = (seen(desk / "out" / name) for name in ("standard.pdf", "own.pdf"))
    assert "この印は黒色です" in before[0]
    assert "この印は黒色です" not in after[0]
    assert "公印は黒色で印刷しています" in after[0]
    assert after[1] - before[1] == pytest.approx(1.6, abs=0.01)


def seen(pdf: Path) -> tuple[str, float]:
    """The text of the first page, and how far below its upper edge the mayor's name begins, in mm."""
    with pypdfium2.PdfDocument(pdf) as document:
        text_page = document[0].get_textpage()
        text = text_page.get_text_range()
        _, _, _, top = text_page.get_charbox(text.index("架空県青葉市長"))
        return text, (document[0].get_height() - top) / 72 * 25.4
