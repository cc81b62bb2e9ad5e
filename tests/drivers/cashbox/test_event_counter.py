"""The counter of an acceptor tells how much is new, past its wrap and past its buffer."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.cashbox.cctalk.events import BUFFERED, Buffer, Event, NewEvents, Restarted, following, since


def after(events: int) -> Buffer:
    """An acceptor since its power-up; event n is coin n modulo 16."""
    counter = 0
    for _ in range(events):
        counter = following(counter)
    happened = [Event(number % 16, 1) for number in range(1, events + 1)]
    latest = (*reversed(happened[-BUFFERED:]), *([Event(0, 0)] * BUFFERED))
    return Buffer(counter, latest[:BUFFERED])


@settings(deadline=None)
@given(st.integers(1, 700), st.integers(0, BUFFERED))
def test_up_to_five_new_events_are_told_in_their_order(earlier: int, fresh: int) -> None:
    told = since(after(earlier).counter, after(earlier + fresh))

    expected = tuple(Event(number % 16, 1) for number in range(earlier + 1, earlier + fresh + 1))
    assert told == NewEvents(expected, lost=0)


@settings(deadline=None)
@given(st.integers(1, 700), st.integers(BUFFERED + 1, 254))
def test_more_than_five_are_told_as_lost(earlier: int, fresh: int) -> None:
    told = since(after(earlier).counter, after(earlier + fresh))

    assert isinstance(told, NewEvents)
    assert len(told.events) == BUFFERED
    assert told.lost == fresh - BUFFERED


@settings(deadline=None)
@given(st.integers(1, 255))
def test_a_counter_of_0_is_a_restart(earlier: int) -> None:
    assert since(earlier, after(0)) == Restarted()


def test_an_acceptor_that_was_never_read_owes_nothing() -> None:
    assert since(None, after(40)) == NewEvents()
    assert since(0, after(0)) == NewEvents()
