"""``kiosk demo``: the whole system on this machine, by itself and with a window to play with."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from kiosk.simulation.demo.window import TABLE, window_size
from kiosk.simulation.display import VirtualDisplay
from kiosk.simulation.town.logins import LOGINS

_DEMO = (sys.executable, "-m", "kiosk", "demo")
PATIENCE = 180.0
SECOND_START_SECONDS = 5.0

PASSED_BY = {"reading-card", "authenticating"}
"""Screens that stand only as long as a card takes: a busy machine may not get to draw them."""
ON_THE_WAY = [
    *("welcome", "terms", "place-card", "reading-card", "enter-pin", "authenticating", "take-card"),
    *("choose-certificate", "choose-scope", "choose-items", "choose-copies", "confirm", "pay"),
    *("printing", "take-paper"),
]


@dataclass(frozen=True)
class Played:
    """A demo that played a visit by itself."""

    directory: Path
    output: Path
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The first start of all, on a machine that knows nothing of the sample town."""
    place = tmp_path_factory.mktemp("demo")
    directory, output = place / "town", place / "out"
    done = subprocess.run(
        [*_DEMO, "--auto", "--directory", directory, "--output", output],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return Played(directory, output, done)


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_a_visit_is_played_and_every_file_it_leaves_is_named(played: Played) -> None:
    assert played.done.returncode == 0, played.done.stderr
    named = [Path(line) for line in played.done.stdout.splitlines()]
    assert all(path.is_file() for path in named)
    assert {path.name for path in named} >= {"certificate.pdf", "receipt.pdf", "dock.png"}


def test_the_certificate_is_of_the_whole_household_of_the_cards_holder(played: Played) -> None:
    text = text_of(played.output / "certificate.pdf")
    assert "花子" in text
    assert "一郎" in text
    assert "世帯全員の住民票の原本と相違ない" in text


def test_the_receipt_tells_what_was_paid_and_given_back(played: Played) -> None:
    text = text_of(played.output / "receipt.pdf")
    assert "青葉市" in text
    assert "500円" in text
    assert "300円" in text


def test_each_screen_of_the_way_left_a_picture(played: Played) -> None:
    pictures = sorted((played.output / "screens").glob("*.png"))
    names = [re.sub(r"^\d+-", "", picture.stem) for picture in pictures]
    assert [name for name in names if name not in PASSED_BY] == [
        name for name in ON_THE_WAY if name not in PASSED_BY
    ]
    assert [name for name in ON_THE_WAY if name in names] == names
    for picture in pictures:
        with Image.open(picture) as drawn:
            assert drawn.size == (1280, 1024)
            colours = drawn.convert("RGB").getcolors(1 << 24)
            assert colours is not None
            assert len(colours) > 20, picture


def test_the_terminal_and_its_dock_are_seen_side_by_side(played: Played) -> None:
    with Image.open(played.output / "dock.png") as table:
        assert table.size == TABLE
        assert table.getpixel((1276, 1000)) == (255, 255, 255)
        assert table.getpixel((1900, 1000)) == (26, 26, 28)


@dataclass
class Shown:
    """A demo in a window on a display."""

    process: subprocess.Popen[str]
    said: list[str]

    def wait_for(self, words: str) -> str:
        """The line that holds ``words``, as soon as it is said."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if words in line:
                return line
        raise AssertionError("the demo ended:\n" + "".join(self.said))

    def end(self, by: signal.Signals) -> int:
        """Its exit code."""
        self.process.send_signal(by)
        return self.process.wait(PATIENCE)


@pytest.fixture
def shown(played: Played) -> Iterator[Shown]:
    """The second start, on a display as large as the table."""
    with VirtualDisplay((TABLE[0] + 8, TABLE[1] + 72)):
        process = subprocess.Popen(
            [*_DEMO, "--directory", played.directory, "--output", played.output],
            stderr=subprocess.PIPE,
            text=True,
        )
        yield Shown(process, [])
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE)
        assert process.stderr is not None
        process.stderr.close()


def test_a_second_start_shows_its_first_screen_within_five_seconds(shown: Shown) -> None:
    line = shown.wait_for("first screen after")
    seconds = float(line.split()[3])
    print(line)
    assert seconds < SECOND_START_SECONDS


def test_the_city_halls_console_is_told_and_the_demo_ends_when_asked(shown: Shown) -> None:
    said = shown.wait_for("city hall")
    assert re.search(r"https://127\.0\.0\.1:\d+/console/", said)
    for login in LOGINS.values():
        told = shown.wait_for(f"{login.name} (")
        assert login.password in told
        assert f"kiosk simulate authenticator {login.name}" in told
    shown.wait_for("first screen after")
    assert shown.end(signal.SIGTERM) == 0


def test_a_demo_that_is_running_already_is_not_disturbed(shown: Shown, played: Played) -> None:
    shown.wait_for("first screen after")
    second = subprocess.run(
        [*_DEMO, "--auto", "--directory", played.directory, "--output", played.output],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert second.returncode == 1
    assert "another demo is running" in second.stderr
    assert shown.end(signal.SIGINT) == 0


@pytest.mark.parametrize(
    ("display", "size"),
    [
        ((2560, 1440), TABLE),
        ((1920, 1080), (1890, 1008)),
        ((1366, 768), (1305, 696)),
    ],
)
def test_the_window_fits_the_display_in_its_proportions(
    display: tuple[int, int], size: tuple[int, int]
) -> None:
    assert window_size(display) == size


def test_a_demo_that_is_killed_takes_its_city_hall_along(shown: Shown) -> None:
    address = re.search(r"https://127\.0\.0\.1:(\d+)/", shown.wait_for("city hall"))
    assert address is not None
    port = int(address.group(1))
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as watched:
        shown.end(signal.SIGKILL)
        watched.settimeout(PATIENCE)
        assert watched.recv(1) == b""
