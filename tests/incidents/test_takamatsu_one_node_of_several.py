"""Takamatsu, 2024-04-04: a resident got another's record.
A program made for one server had been put on a site of several behind one address.
Here what one server began another ends, and a server with other settings costs a refusal before money."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.certificates import failures
from kiosk.terminal.unattended import Ending, Issued, NotIssued
from kiosk.terminal.visit import states
from tests.end_to_end.counter import NOTE, Counter
from tests.house.checkout import ROOT
from tests.incidents.balancer import Balancer
from tests.incidents.evidence import HOUSEHOLD, CounterAt, accounts_of, asked, assert_is_of, at_the_last_look
from tests.real_parts.city_hall import AOBA, CityHall


@dataclass
class Site:
    """Two servers on one database behind one address, which terminals reach in turn."""

    first: CityHall
    second: CityHall
    balancer: Balancer


def other_keys(directory: Path, code: Path) -> None:
    """The second server was given signing keys of its own."""
    from cryptography.hazmat.primitives.asymmetric import ec

    from kiosk.municipal.identity.pki import private_pem

    own = private_pem(ec.generate_private_key(ec.SECP256R1()))
    (directory / "keys" / f"{AOBA}.pem").write_bytes(own)


def other_layouts(directory: Path, code: Path) -> None:
    """The second server has forms of another edition."""
    form = code / "layouts" / "standard" / "resident-record.toml"
    edition = "\n[styles.earlier]\nlargest = 9\nsmallest = 9\n"
    form.write_text(form.read_text(encoding="utf-8") + edition, encoding="utf-8")


def no_layouts(directory: Path, code: Path) -> None:
    """Nobody has put forms on the second server."""
    for form in (code / "layouts" / "standard").glob("*.toml"):
        form.unlink()


def other_clock(directory: Path, code: Path) -> None:
    """The second server's clock is an hour ahead."""
    settings = directory / "city-hall.toml"
    text = settings.read_text(encoding="utf-8")
    assert "T10:24" in text
    settings.write_text(text.replace("T10:24", "T11:24"), encoding="utf-8")


@pytest.fixture
def site_with(demo_directory: Path, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Puts a site of two servers up, the second with something changed in its directory or its program."""
    with ExitStack() as stack:

        def put_up(*changes: Callable[[Path, Path], None]) -> Site:
            first, second, code = tmp_path / "first", tmp_path / "second", tmp_path / "code"
            for directory in (first, second):
                shutil.copytree(demo_directory, directory)
            for part in ("kiosk", "drivers", "layouts"):
                shutil.copytree(ROOT / part, code / part, ignore=shutil.ignore_patterns("__pycache__"))
            settings = second / "city-hall.toml"
            own, shared = '"city-hall.sqlite3"', f'"{first / "city-hall.sqlite3"}"'
            text = settings.read_text(encoding="utf-8")
            assert own in text
            settings.write_text(text.replace(own, shared), encoding="utf-8")
            for change in changes:
                change(second, code)
            one = stack.enter_context(CityHall(first))
            other = stack.enter_context(CityHall(second, code))
            return Site(one, other, stack.enter_context(Balancer(one.url, other.url)))

        yield put_up


def begun_at_the_first_and_ended_at_the_second(counter_at: CounterAt, site: Site) -> tuple[Counter, Ending]:
    """A visit whose order is placed at the first server; from the last look on it reaches the second."""
    site.balancer.lead_to(site.first.url)
    counter = counter_at(site.balancer.url, hall=site.first)
    lead_on = at_the_last_look(counter, lambda: site.balancer.lead_to(site.second.url))
    return counter, counter.visit(site.first.card("hanako"), HOUSEHOLD, at={states.Confirm: lead_on})


def test_what_one_server_began_the_other_confirms_and_keeps_the_end_of(
    counter_at: CounterAt, site_with: Callable[..., Site]
) -> None:
    site = site_with()
    counter, ending = begun_at_the_first_and_ended_at_the_second(counter_at, site)
    assert ending == Issued(fee=200, sheets=1, change=800)
    assert counter.shown.count("Confirm") == 1
    [order] = accounts_of(counter)
    [kept] = asked(
        site.first,
        "SELECT outcome, received, returned FROM issuance_orderoutcome AS outcome"
        " JOIN issuance_order AS placed ON placed.id = outcome.order_id WHERE placed.order_id = ?",
        order.order_id,
    )
    assert kept == ("printed", NOTE, 800)


def test_residents_whose_calls_reach_now_one_server_and_now_the_other_get_their_own_papers(
    counter_at: CounterAt, site_with: Callable[..., Site]
) -> None:
    site = site_with()
    for stem in ("kiyo", "hanako", "nine"):
        counter = counter_at(site.balancer.url, hall=site.first)
        turns = {
            states.ChooseCertificate: site.balancer.hang_up,
            states.Confirm: at_the_last_look(counter, site.balancer.hang_up),
        }
        assert isinstance(counter.visit(site.first.card(stem), HOUSEHOLD, at=turns), Issued)
        [paper] = counter.store.papers()
        assert_is_of(paper.read_bytes(), stem)
        counter.close()


def test_what_a_server_with_other_keys_signs_stops_the_terminal_before_money(
    counter_at: CounterAt, site_with: Callable[..., Site]
) -> None:
    site = site_with(other_keys)
    site.balancer.lead_to(site.second.url)
    counter = counter_at(site.balancer.url, hall=site.first)
    ending = counter.visit(site.first.card("hanako"), HOUSEHOLD)
    assert ending == NotIssued(failures.DOCUMENT_MISMATCH)
    counter.assert_no_money_and_no_paper()


def test_a_server_with_other_forms_lets_it_be_ordered_anew_before_money(
    counter_at: CounterAt, site_with: Callable[..., Site]
) -> None:
    site = site_with(other_layouts)
    counter, ending = begun_at_the_first_and_ended_at_the_second(counter_at, site)
    assert isinstance(ending, Issued)
    assert counter.shown.count("Confirm") == 2
    assert counter.cashbox.inserted == NOTE
    [paper] = counter.store.papers()
    assert_is_of(paper.read_bytes(), "hanako")


def test_a_server_with_another_clock_confirms_nothing_of_an_hour_ago(
    counter_at: CounterAt, site_with: Callable[..., Site]
) -> None:
    site = site_with(other_clock)
    counter, ending = begun_at_the_first_and_ended_at_the_second(counter_at, site)
    assert isinstance(ending, NotIssued)
    assert ending.failure is failures.VISIT_EXPIRED
    counter.assert_no_money_and_no_paper()


def test_a_server_without_forms_gives_nothing_out_and_takes_nothing(
    counter_at: CounterAt, site_with: Callable[..., Site]
) -> None:
    site = site_with(no_layouts)
    site.balancer.lead_to(site.first.url)
    counter = counter_at(site.balancer.url, hall=site.first)
    ending = counter.visit(
        site.first.card("hanako"),
        HOUSEHOLD,
        at={states.ChooseCertificate: lambda: site.balancer.lead_to(site.second.url)},
    )
    assert isinstance(ending, NotIssued)
    assert ending.failure is failures.CITY_NONSENSE
    counter.assert_no_money_and_no_paper()
