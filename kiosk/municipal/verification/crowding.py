"""The public page is for everybody: nobody takes it from the others, nor the city hall from its terminals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network
from threading import BoundedSemaphore

from django.conf import settings
from django.core.cache import caches

_MINUTE = 60
_WAIT_SECONDS = 15
_WAITING_EACH = 6
_ONE_HOUSEHOLD = 64
"""Bits of an IPv6 address that a line has for itself (RFC 6177)."""


class TooOften(Exception):
    """This address has asked as often as it may within a minute."""


class Busy(Exception):
    """As many files as this machine can bear are being sent or read."""


@contextmanager
def admitted(address: str) -> Iterator[None]:
    """Be one of the few who send a file or wait for its answer: each holds a thread of the server, which
    terminals need as well. ``address`` is the sender's; it is kept for a minute, as a count, in memory.
    Raises TooOften, Busy."""
    limits = settings.CITY_HALL.verification
    sender = _sender(address)
    if limits.a_minute and sender is not None and _asked(sender) > limits.a_minute:
        raise TooOften
    with _held(_waiting(limits.at_once * _WAITING_EACH), None):
        yield


@contextmanager
def reading() -> Iterator[None]:
    """Hold one of the places in which files are read. Raises Busy."""
    with _held(_places(settings.CITY_HALL.verification.at_once), _WAIT_SECONDS):
        yield


@contextmanager
def _held(places: BoundedSemaphore, seconds: float | None) -> Iterator[None]:
    if not places.acquire(blocking=seconds is not None, timeout=seconds):
        raise Busy
    try:
        yield
    finally:
        places.release()


def _asked(sender: str) -> int:
    """How often within the minute that began with its first question, this one included."""
    counters, key = caches["memory"], f"verification-{sender}"
    if counters.add(key, 1, _MINUTE):
        return 1
    try:
        return counters.incr(key)
    except ValueError:
        counters.set(key, 1, _MINUTE)
        return 1


def _sender(address: str) -> str | None:
    """Who counts as one; nobody where the server does not know, as on a socket of its own machine."""
    try:
        known = ip_address(address)
    except ValueError:
        return None
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return str(ip_network((known, _ONE_HOUSEHOLD), strict=False).network_address)
    return address


@cache
def _waiting(count: int) -> BoundedSemaphore:
    return BoundedSemaphore(count)


@cache
def _places(count: int) -> BoundedSemaphore:
    return BoundedSemaphore(count)
