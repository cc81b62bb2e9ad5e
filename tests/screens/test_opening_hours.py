"""What Welcome tells of today: open until when, closed why and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.certificates.opening import ClosedReason
from kiosk.terminal.screens.opening_hours import (
    Row,
    everything_closed,
    is_tomorrow,
    next_opening,
    today,
    until_or_from,
    weekly,
)
from kiosk.terminal.visit.states import State
from kiosk.terminal.words import Words
from tests.screens.example_states import (
    CLOSED_AT_NIGHT,
    EXAMPLES,
    OFFER,
    PARTLY_CLOSED,
    PAUSED,
    SATURDAY_MORNING,
    SATURDAY_NIGHT,
    WEEKEND,
    nobody_here,
)

TWO_CITIES = replace(EXAMPLES["choose_municipality"], visit=None)
SUNDAY_OPENING = datetime(2025, 11, 23, 6, 30)


def rows(state: State) -> tuple[Row, ...]:
    return today(state, Words("en"), SATURDAY_MORNING)


def test_an_open_service_tells_until_when() -> None:
    assert rows(nobody_here(PARTLY_CLOSED))[0] == Row("Resident record", True, "Open until 23:00")


def test_of_many_services_those_of_which_the_same_is_said_share_a_row() -> None:
    assert today(nobody_here(WEEKEND), Words("ja"), SATURDAY_MORNING) == (
        Row("住民票・印鑑・所得の証明書", True, "23:00 まで受付中"),
        Row("納税証明書", False, "点検のため休止", "23日（日） 6:30 から"),
        Row("戸籍・附票の証明書", False, "土日・祝日は休み", "25日（火） 9:00 から"),
    )


def test_a_closed_service_tells_when_it_opens() -> None:
    closed = rows(nobody_here(PARTLY_CLOSED))[1]
    assert (closed.is_open, closed.when) == (False, "Opens Sun 23, 6:30")


def test_a_paused_service_promises_no_time() -> None:
    assert rows(nobody_here(PAUSED))[1].when == ""


def test_services_of_two_cities_are_told_apart() -> None:
    assert [row.name for row in rows(TWO_CITIES)] == [
        "Aoba City Resident, Tax certificates",
        "Wakaba Town Resident record",
    ]


def test_services_of_the_same_hours_share_a_line() -> None:
    assert list(weekly(nobody_here(), Words("ja"))) == [("住民票・所得の証明書", "毎日 6:30～23:00")]


def test_only_hours_close_the_whole_terminal_for_the_night() -> None:
    assert everything_closed(nobody_here(CLOSED_AT_NIGHT))
    assert not everything_closed(nobody_here(PARTLY_CLOSED))
    assert not everything_closed(EXAMPLES["welcome_city_not_reached"])
    paused = tuple(
        service.model_copy(update={"is_open": False, "reason": ClosedReason.PAUSED})
        for service in OFFER.services
    )
    assert not everything_closed(nobody_here(OFFER.model_copy(update={"services": paused})))


def test_the_next_opening_is_that_of_the_first_service() -> None:
    assert next_opening(nobody_here(CLOSED_AT_NIGHT)) == SUNDAY_OPENING
    assert is_tomorrow(SUNDAY_OPENING, SATURDAY_NIGHT)
    assert not is_tomorrow(SUNDAY_OPENING, datetime(2025, 11, 23, 1, 0))


def test_a_city_tells_until_when_any_of_its_services_is_open() -> None:
    assert until_or_from(PARTLY_CLOSED, Words("en"), SATURDAY_MORNING) == "Open until 23:00"
    assert until_or_from(CLOSED_AT_NIGHT, Words("en"), SATURDAY_NIGHT) == "Opens Sun 23, 6:30"
