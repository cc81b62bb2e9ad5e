"""``kiosk run``: the terminal on the whole of a display."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.simulation.display import VirtualDisplay, touch
from kiosk.terminal.screens.theme import LANDSCAPE
from tests.end_to_end.store import PATIENCE, Store, folder_printer
from tests.real_parts.city_hall import CityHall

BEGIN_IN_JAPANESE = (895, 325)
"""The middle of 日本語ではじめる (ui: 01)."""


@pytest.fixture
def store(tmp_path: Path, city_hall: CityHall) -> Store:
    """A terminal that logs to its stderr."""
    store = Store(tmp_path, city_hall, reader={"driver": "simulated"}, printer=folder_printer())
    told = store.configuration.read_text(encoding="utf-8")
    store.configuration.write_text(told.replace('log = "terminal.log"\n', ""), encoding="utf-8")
    return store


@pytest.fixture
def terminal(store: Store) -> Iterator[subprocess.Popen[str]]:
    with VirtualDisplay(LANDSCAPE):
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "run", "--config", store.configuration],
            stderr=subprocess.PIPE,
            text=True,
        )
        giving_up = threading.Timer(PATIENCE, process.kill)
        giving_up.start()
        yield process
        giving_up.cancel()
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def wait_for_screen(terminal: subprocess.Popen[str], name: str) -> None:
    """Until the terminal's log tells that it shows this screen."""
    assert terminal.stderr is not None
    said = []
    for line in terminal.stderr:
        said.append(line)
        if line.startswith("{") and json.loads(line).get("now") == name:
            return
    raise AssertionError(f"never showed {name}:\n" + "".join(said))


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_resident_begins_and_the_terminal_ends_when_it_is_asked_to(
    terminal: subprocess.Popen[str], asked: signal.Signals
) -> None:
    begun = threading.Event()

    def touch_until_begun() -> None:
        while not begun.wait(0.5):
            touch(*BEGIN_IN_JAPANESE)

    finger = threading.Thread(target=touch_until_begun)
    finger.start()
    try:
        wait_for_screen(terminal, "Terms")
    finally:
        begun.set()
        finger.join()
    terminal.send_signal(asked)
    assert terminal.wait(PATIENCE) == 0


def test_a_configuration_that_is_wrong_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "terminal.toml"
    file.write_text('terminal_id = "shop"\ncolour = "red"\n', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "run", "--config", file],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"kiosk run: {file}: ")
    assert done.stderr.count("\n") == 1
