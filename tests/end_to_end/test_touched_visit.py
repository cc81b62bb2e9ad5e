"""The main job, by touch: a real window, PC/SC, an IPP printer and a city hall over HTTPS."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.terminal.visit.journal import Entry
from tests.end_to_end.bench import Bench
from tests.end_to_end.papers import assert_fonts_embedded, assert_looks_like, pages
from tests.real_parts.pcscd import Pcscd

PATIENCE = 180.0


class Touched:
    """A visit by touches at a bench's terminal."""

    def __init__(self, bench: Bench, card_service: Pcscd, pictures: Path) -> None:
        self._bench = bench
        self._service = card_service
        self.pictures = pictures

    def visit(self, card: str, coin: int = 500) -> dict[str, Any]:
        """How the visit of this card's holder ended."""
        done = subprocess.run(
            [
                *(sys.executable, "-m", "tests.end_to_end.touching"),
                str(self._bench.store.configuration),
                str(self._bench.hall.card_file(card)),
                str(self._service.vpcd_port),
                str(coin),
                str(self.pictures),
            ],
            env=self._bench.store.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        ending: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return ending

    def screens(self) -> list[str]:
        """Names of the screens that were seen, in their order."""
        return [picture.stem.partition("-")[2] for picture in sorted(self.pictures.glob("[0-9]*.png"))]


@pytest.fixture
def touched(bench: Bench, card_service: Pcscd, tmp_path: Path) -> Touched:
    return Touched(bench, card_service, tmp_path / "pictures")


def test_a_resident_touches_her_way_from_card_to_paper(
    touched: Touched, bench: Bench, request: pytest.FixtureRequest
) -> None:
    assert touched.visit("hanako") == {"fee": 200, "sheets": 1, "change": 300}
    [page] = pages(bench.received())
    assert "葛\U000e0102城　花子" in page
    assert "世帯全員の住民票の原本と相違ない" in page
    assert_fonts_embedded(bench.received())
    assert_looks_like(bench.received(), "touched-household", request)
    assert list(bench.printed().values()) == [1]
    entries = bench.store.entries()
    assert [entry for entry in entries if entry is not Entry.REPORTED] == [
        Entry.PREPARED,
        Entry.ACCEPTING,
        Entry.INSERTED,
        Entry.PAYING_OUT,
        Entry.PAID_OUT,
        Entry.SPOOLING,
        Entry.SHEET,
        Entry.ENDED,
    ]
    assert entries[-1] is Entry.REPORTED
    seen = touched.screens()
    assert seen[0] == "welcome"
    assert seen[-1] == "take-paper"
    assert seen.index("confirm") < seen.index("pay")


def test_a_refusal_is_seen_and_the_card_comes_back(touched: Touched, bench: Bench) -> None:
    assert touched.visit("expired") == {"failure": "E-CARD-012"}
    assert "refused" in touched.screens()
    assert "pay" not in touched.screens()
    assert bench.printed() == {}
    assert bench.store.entries() == []
