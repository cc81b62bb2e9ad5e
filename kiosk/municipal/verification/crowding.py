"""The public page is for everybody: nobody takes it from the others, nor the city hall from its terminals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network
from threading import BoundedSemaphore

from django.conf import settings
from django.core.cache import cache as counters

_MINUTE = 60
_WAIT_SECONDS = 15
_ONE_HOUSEHOLD = 64
"""Bits of an IPv6 address that a line has for itself (RFC 6177)."""


class TooOften(Exception):
    """This address has asked as often as it may within a minute."""


class Busy(Exception):
    """As many files as this machine can bear are being read."""


@contextmanager
def a_turn(address: str) -> Iterator[None]:
    """Hold one of the few places in which files are read. ``address`` is the sender's; it is kept for a
    minute, as a count, in memory. Raises TooOften, Busy."""
    limits = settings.CITY_HALL.verification
    if limits.a_minute and address and _asked(address) > limits.a_minute:
        raise TooOften
    places = _places(limits.at_once)
    if not places.acquire(timeout=_WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        places.release()


def _asked(address: str) -> int:
    """How often within the minute that began with its first question, this one included."""
    key = f"verification-{_sender(address)}"
    if counters.add(key, 1, _MINUTE):
        return 1
    try:
        return counters.incr(key)
    except ValueError:
        counters.set(key, 1, _MINUTE)
        return 1


def _sender(address: str) -> str:
    known = ip_address(address)
    if isinstance(known, IPv6Address):
        return str(ip_network((known, _ONE_HOUSEHOLD), strict=False).network_address)
    return str(known)


@cache
def _places(count: int) -> BoundedSemaphore:
    return BoundedSemaphore(count)
