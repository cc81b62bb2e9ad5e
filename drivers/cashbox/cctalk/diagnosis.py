"""What a technician is told about a ccTalk cash box."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from drivers.cashbox.cctalk.acceptor import BillAcceptor, CoinAcceptor
from drivers.cashbox.cctalk.hopper import Hopper
from drivers.cashbox.cctalk.line import Line, NoAnswer, Refused
from drivers.cashbox.cctalk.record import Record
from drivers.diagnosis import Finding, Health

_CABLE = "Check power and cable of the device, and its address and checksum in the terminal's file."
_Measured = TypeVar("_Measured")


def of_acceptor(acceptor: CoinAcceptor | BillAcceptor) -> Finding:
    """Who it is, and what its self-check says."""
    check = f"cashbox.{acceptor.name.replace(' ', '_')}"
    asked = _ask(lambda: (acceptor.identify(), acceptor.self_check()))
    if isinstance(asked, str):
        return Finding(check, Health.FAULT, f"address {acceptor.address}: {asked}", _CABLE)
    identity, fault = asked
    if fault:
        return Finding(
            check,
            Health.FAULT,
            f"{identity}; its self-check finds fault {fault}",
            "Open the way of the money, clear it, and look the fault code up in its manual.",
        )
    return Finding(check, Health.OK, f"{identity}; its self-check finds nothing")


def of_hopper(hopper: Hopper) -> Finding:
    """Who it is, what troubles it reports, and whether it is low."""
    check = f"cashbox.hopper_{hopper.denomination}"
    asked = _ask(lambda: (hopper.identify(), hopper.troubles(), hopper.is_low(), hopper.dispensed()))
    if isinstance(asked, str):
        return Finding(check, Health.FAULT, f"address {hopper.address}: {asked}", _CABLE)
    identity, troubles, low, dispensed = asked
    measured = f"{identity}; {dispensed} coins in its life"
    if troubles:
        return Finding(
            check,
            Health.WARNING,
            f"{measured}; it reports: {', '.join(troubles)}",
            "Take the hopper out, clear its exit, fill it, and switch it off and on.",
        )
    if low:
        return Finding(check, Health.WARNING, f"{measured}; it is low", "Fill the hopper.")
    return Finding(check, Health.OK, measured)


def of_record(record: Record) -> Iterator[Finding]:
    """What only a count by hand can settle."""
    lost = record.lost
    yield (
        Finding(
            "cashbox.events",
            Health.WARNING,
            f"{lost} events of the acceptors were lost; some may have been money",
            "Count the money in the box against the journal.",
        )
        if lost
        else Finding("cashbox.events", Health.OK, f"{record.sequence} coins and notes taken, no event lost")
    )
    torn = record.torn()
    yield (
        Finding(
            "cashbox.payouts",
            Health.WARNING,
            f"{len(torn)} payouts were cut and not counted yet",
            "Let the hoppers answer; the next payout counts them.",
        )
        if torn
        else Finding("cashbox.payouts", Health.OK, "every payout was counted to its end")
    )


def of_line(line: Line, answering: bool) -> Finding:
    """Whether anybody on the line answers."""
    if answering:
        return Finding("cashbox.line", Health.OK, f"devices answer on {line.port}")
    return Finding(
        "cashbox.line",
        Health.FAULT,
        f"nobody answers on {line.port}",
        "Check the serial adapter and its port.",
    )


def _ask(question: Callable[[], _Measured]) -> _Measured | str:
    try:
        return question()
    except (NoAnswer, Refused, ValueError) as error:
        return str(error)
