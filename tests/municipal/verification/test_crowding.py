"""However many ask whether their paper is genuine, the city hall's threads are left to its terminals."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from django.test import override_settings

from kiosk.municipal.configuration import Configuration, Verification
from kiosk.municipal.verification.crowding import Busy, TooOften, admitted, reading


def test_only_so_many_send_at_once_and_the_next_is_told_at_once() -> None:
    with override_settings(
        CITY_HALL=Configuration(directory=Path("/"), verification=Verification(at_once=3))
    ):
        with ExitStack() as inside:
            for sender in range(18):
                inside.enter_context(admitted(f"192.0.2.{sender}"))
            with pytest.raises(Busy), admitted("192.0.2.99"):
                pass
        with admitted("192.0.2.99"), reading():
            pass


@pytest.mark.parametrize(
    ("first", "second", "are_one"),
    [
        ("198.51.100.1", "198.51.100.1", True),
        ("198.51.100.2", "198.51.100.3", False),
        ("2001:db8:0:1::5", "2001:db8:0:1:ffff::6", True),
        ("2001:db8:0:2::5", "2001:db8:0:3::5", False),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.8", False),
        ("", "", False),
    ],
)
def test_a_household_is_one_sender(first: str, second: str, are_one: bool) -> None:
    with override_settings(
        CITY_HALL=Configuration(directory=Path("/"), verification=Verification(a_minute=1))
    ):
        with admitted(first):
            pass
        if are_one:
            with pytest.raises(TooOften), admitted(second):
                pass
        else:
            with admitted(second):
                pass


def test_behind_a_proxy_that_limits_nobody_is_counted() -> None:
    with override_settings(
        CITY_HALL=Configuration(directory=Path("/"), verification=Verification(a_minute=0))
    ):
        for _ in range(50):
            with admitted("127.0.0.1"):
                pass
