"""One visit played on a display that nobody sees, and what it leaves: paper and pictures."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.simulation.demo.session import Demo, running_demo, tell_first_screen
from kiosk.simulation.demo.town_directory import DemoError
from kiosk.simulation.demo.window import TABLE, open_window
from kiosk.simulation.display import VirtualDisplay
from kiosk.terminal.unattended import Issued, NotIssued

_DOCK = "dock.png"


@dataclass(frozen=True)
class Left:
    """What a played visit leaves: how it ended, and files in the order of the visit."""

    ending: Issued | NotIssued
    papers: tuple[Path, ...]
    pictures: tuple[Path, ...]


def play_visit(
    directory: Path,
    output: Path,
    began: float,
    *,
    fresh: bool,
    both_towns: bool,
    first_screen: Callable[[float], None],
) -> Left:
    """Play one visit by real touches and leave its papers and pictures in ``output``. On the main
    thread. Raises DemoError, DisplayError, NoVisit."""
    for earlier in (*output.glob("screens/*.png"), *output.glob("*.pdf"), output / _DOCK):
        earlier.unlink(missing_ok=True)
    with (
        TemporaryDirectory(prefix="kiosk-demo-") as printed,
        VirtualDisplay(TABLE),
        running_demo(
            directory, Path(printed), fresh=fresh, both_towns=both_towns, meanwhile=lambda: open_window(TABLE)
        ) as demo,
    ):
        ending, taken = _play(demo, output, began, first_screen)
        papers = _keep(Path(printed), output)
    return Left(ending, papers, tuple(taken))


def _play(
    demo: Demo, output: Path, began: float, first_screen: Callable[[float], None]
) -> tuple[Issued | NotIssued, list[Path]]:
    from kiosk.simulation.demo.pictures import PictureBook
    from kiosk.simulation.demo.table import open_table
    from kiosk.simulation.demo.visitor import Plan, Visitor

    app = open_table(demo, TABLE)
    book = PictureBook(app.view, output / "screens", output / _DOCK)
    visitor = Visitor(app.view, demo.hands, book, Plan())
    ended: list[Issued | NotIssued | Exception] = []

    def visit() -> None:
        try:
            ended.append(visitor.visit())
        except Exception as error:
            ended.append(error)
        app.stop()

    tell_first_screen(app, began, first_screen)
    demo.audience.join(visitor.see)
    going = threading.Thread(target=visit, name="visitor", daemon=True)
    going.start()
    app.run()
    if not ended:
        raise DemoError("the window was closed before the visit ended")
    if isinstance(ended[0], Exception):
        raise ended[0]
    pictures = book.close()
    return ended[0], [*pictures, *output.glob(_DOCK)]


def _keep(printed: Path, output: Path) -> tuple[Path, ...]:
    """Copy what came out of the devices under names that say what it is."""
    kept = []
    for papers, name in ((printed.glob("*.pdf"), "certificate"), (printed.glob("slips/*.pdf"), "receipt")):
        for number, paper in enumerate(sorted(papers)):
            copy = output / (f"{name}.pdf" if number == 0 else f"{name}-{number + 1}.pdf")
            shutil.copyfile(paper, copy)
            kept.append(copy)
    return tuple(kept)
