"""Which trouble of a printer is the gravest. Pure: no I/O."""

from __future__ import annotations

from collections.abc import Iterable

from drivers.printer.contract import PrinterNotReady, PrinterReady, PrinterStatus, Trouble

_GRAVEST_FIRST = (
    Trouble.OFFLINE,
    Trouble.MEDIA_JAM,
    Trouble.DOOR_OPEN,
    Trouble.MEDIA_EMPTY,
    Trouble.TONER_EMPTY,
    Trouble.WRONG_MEDIA,
    Trouble.ONE_SIDED,
    Trouble.NOT_ACCEPTING,
    Trouble.OTHER,
)


def gravest_first(troubles: Iterable[Trouble]) -> tuple[Trouble, ...]:
    """Each trouble once, in the order in which a technician would go about them."""
    return tuple(sorted(set(troubles), key=_GRAVEST_FIRST.index))


def status_from(troubles: Iterable[Trouble]) -> PrinterStatus:
    """Ready where there is no trouble."""
    found = gravest_first(troubles)
    return PrinterNotReady(found) if found else PrinterReady()
