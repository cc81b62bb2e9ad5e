"""From the order to the reader: what a terminal is handed proves itself, until the city hall withdraws it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from joserfc.jwk import KeySet

from kiosk.certificates.order_number import order_number
from kiosk.certificates.sealed_document import SealedDocument, unseal
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.two_d_seal import check_two_d_seals
from tests.municipal.complaints import PRINTED, report
from tests.municipal.terminals import TerminalClient
from tests.real_parts.city_hall import AOBA, CityHall
from tests.rendering.scans.sealed_page import page_of


@pytest.fixture
def own_terminal(own_city_hall: CityHall) -> TerminalClient:
    return TerminalClient(own_city_hall)


def ordered(hall: CityHall, terminal: TerminalClient, **changes: object) -> tuple[SealedDocument, Layout]:
    """A document and its form, as a terminal gets them."""
    visit, entitlement = terminal.authenticated(hall.card("hanako"))
    sealed = terminal.order(visit, terminal.whole_household(entitlement) | changes).json()["sealed"]
    pinned = json.loads((hall.terminal_files() / f"keys-{AOBA}.json").read_text())
    document = unseal(sealed, KeySet.import_key_set(pinned))
    return document, Layout.received(terminal.get(f"/forms/{document.layout_sha256}").content, "form")


def verified(photo: Path, trust: Path) -> tuple[int, dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "verify", photo, "--trust", trust, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout)


def test_a_paper_is_genuine_to_a_reader_without_a_line_until_it_is_withdrawn(
    own_city_hall: CityHall, own_terminal: TerminalClient, tmp_path: Path
) -> None:
    document, form = ordered(own_city_hall, own_terminal)
    check_two_d_seals(document, form)
    assert report(own_terminal, document.order_id, PRINTED) == 204
    photo, trust = tmp_path / "photo.png", tmp_path / "trust.json"
    page_of(document, form).save(photo)
    own_city_hall.command("verification", "export", trust)
    status, facts = verified(photo, trust)
    assert (status, facts["verdict"]) == (0, "genuine")
    assert facts["number"] == order_number(document.order_id) == document.fields["certificate_number"]
    assert facts["layout_sha256"] == form.sha256
    words = json.dumps(facts["seals"], ensure_ascii=False)
    assert all(person["name"] in words for person in document.persons)
    number = order_number(document.order_id)
    own_city_hall.command("certificate", "withdraw", number, "--reason", "記載の誤り")
    own_city_hall.command("verification", "export", trust)
    status, facts = verified(photo, trust)
    assert (status, facts["verdict"], facts["withdrawn_on"]) == (4, "withdrawn", "2026-11-24")
    listed = json.loads(own_city_hall.command("certificate", "withdrawn", "--json").stdout)
    assert [(one["number"], one["reason"]) for one in listed] == [(number, "記載の誤り")]
    again = own_city_hall.command("certificate", "withdraw", number, "--reason", "また", check=False)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert "withdrawn already by command line" in again.stderr


def test_my_number_stands_on_the_paper_and_not_in_its_codes(
    city_hall: CityHall, terminal: TerminalClient, tmp_path: Path
) -> None:
    document, form = ordered(city_hall, terminal, items=["my-number"])
    number = document.persons[0]["my_number"]
    assert len(number.replace(" ", "")) == 12
    check_two_d_seals(document, form)
    photo, trust = tmp_path / "photo.png", tmp_path / "trust.json"
    page_of(document, form).save(photo)
    city_hall.command("verification", "export", trust)
    status, facts = verified(photo, trust)
    assert status == 0
    assert number not in json.dumps(facts, ensure_ascii=False)


def test_papers_of_before_a_rotation_stay_genuine(
    own_city_hall: CityHall, own_terminal: TerminalClient, tmp_path: Path
) -> None:
    rotate = ("verification", "rotate", "--municipality", AOBA)
    today = own_city_hall.command(*rotate, "--from", "2026-11-24", check=False)
    assert (today.returncode, today.stderr.count("\n")) == (2, 1)
    assert "the next one begins later" in today.stderr
    document, form = ordered(own_city_hall, own_terminal)
    own_city_hall.command(*rotate, "--from", "2026-11-25")
    keys = json.loads(own_city_hall.command("verification", "keys", "--json").stdout)
    days = [(key["not_before"], key["not_after"]) for key in keys if key["municipality"] == AOBA]
    assert days == [("2026-11-24", "2026-11-25"), ("2026-11-25", None)]
    photo, trust = tmp_path / "photo.png", tmp_path / "trust.json"
    page_of(document, form).save(photo)
    own_city_hall.command("verification", "export", trust)
    assert verified(photo, trust)[0] == 0
