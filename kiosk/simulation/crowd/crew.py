"""A process with some of the crowd's terminals, each with a thread for whoever stands there."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path
from random import Random

from drivers.card.simulated import CardContents, SimulatedCard
from kiosk.simulation.crowd.attendance import attend
from kiosk.simulation.crowd.evidence import Attended, Closed, Deserted, Ending
from kiosk.simulation.crowd.plan import again, planned
from kiosk.simulation.crowd.store import Store
from kiosk.terminal import log

FREE_SECONDS = 90.0
"""Until when a terminal must ask for the next resident."""

_OF_THE_QUEUE = "QueueFeederThread"

_YIELDS = 5
"""The terminals stand in for machines of their own: they take nothing from the city hall's."""

Report = Attended | Closed | Deserted


@dataclass(frozen=True)
class Post:
    """One terminal's work: its files, so many visits, and the residents who come to it and to no other."""

    terminal_id: str
    handed: Path
    directory: Path
    visits: int
    cards: tuple[CardContents, ...]


def serve_posts(
    posts: Sequence[Post], city_hall: tuple[str, int], seed: int, log_file: Path, reports: Queue[Report]
) -> None:
    """The process: every terminal at once, each to its last visit; a Closed for each, then Deserted."""
    own = {threading.current_thread().name, _OF_THE_QUEUE}
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_YIELDS)
    log.configure(log_file)
    threads = [
        threading.Thread(target=_serve, args=(post, city_hall, seed, reports.put), name=post.terminal_id)
        for post in posts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = sorted(thread.name for thread in threading.enumerate() if thread.name not in own)
    reports.put(Deserted(tuple(left)))


def _serve(post: Post, city_hall: tuple[str, int], seed: int, report: Callable[[Report], None]) -> None:
    store = Store(post.terminal_id, post.handed, post.directory, city_hall)
    store.open()
    trouble: str | None = None
    try:
        trouble = _attend_all(store, post, seed, report)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        trouble = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
    finally:
        report(store.close(trouble))


def _attend_all(store: Store, post: Post, seed: int, report: Callable[[Report], None]) -> str | None:
    """Why not every visit could be made, or None."""
    random = Random(f"{seed}/{post.terminal_id}")
    cards = [SimulatedCard(contents) for contents in post.cards]
    plan = planned(random, len(cards), None)
    is_again = False
    for number in range(1, post.visits + 1):
        store.clear_up(wholly=plan.clears_up)
        if not store.wait_until_free(FREE_SECONDS):
            return f"visit {number}: not free for {FREE_SECONDS:.0f} s but on {store.screen}"
        attended = attend(store, number, plan, cards[plan.holder], is_again=is_again)
        report(attended)
        if attended.ending is Ending.HUNG:
            return f"visit {number}: hung on {store.screen}"
        following = planned(random, len(cards), plan)
        is_again = attended.ending is Ending.REFUSED and not is_again
        plan = again(plan) if is_again else following
    return None
