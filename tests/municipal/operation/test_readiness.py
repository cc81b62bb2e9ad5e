"""Whether a city hall can serve, as its operator and a balancer ask."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from kiosk.municipal.configuration import FILE_NAME, load
from kiosk.municipal.installation import SETTINGS
from tests.municipal.test_commands import kiosk
from tests.real_parts.city_hall import AOBA, POSTGRESQL, WAIT, CityHall
from tests.real_parts.postgresql import PostgreSQL


def asked(hall: CityHall, path: str) -> tuple[int, dict[str, Any]]:
    """As a balancer asks: without a terminal's certificate."""
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(f"{hall.url}/{path}", verify=str(hall.ca), timeout=WAIT)
    return answer.status_code, answer.json()


def missing(hall: CityHall) -> list[tuple[str, str]]:
    status, told = asked(hall, "ready")
    assert (status, told["ready"]) == (503, False)
    return [(lack["what"], lack["why"]) for lack in told["missing"]]


def test_a_city_hall_that_has_all_is_ready(city_hall: CityHall) -> None:
    assert asked(city_hall, "health") == (200, {"alive": True})
    assert asked(city_hall, "ready") == (200, {"ready": True, "missing": []})


def test_every_key_and_seal_that_is_missing_is_named_and_no_path(own_city_hall: CityHall) -> None:
    own_city_hall.stop()
    for file in (own_city_hall.directory / "keys").glob(f"{AOBA}*.pem"):
        file.unlink()
    (own_city_hall.directory / "forms" / AOBA / "official-seal.png").write_bytes(b"no picture")
    own_city_hall.start()
    assert missing(own_city_hall) == [
        ("keys", f"{AOBA}: the key that signs documents"),
        ("keys", f"{AOBA}: the key of the 2D seal"),
        ("seals", f"{AOBA}: the official seal"),
    ]


def test_lists_that_are_too_old_are_named_by_their_anchor_and_so_is_having_none(
    own_city_hall: CityHall,
) -> None:
    with own_city_hall.registry() as database:
        database.execute("UPDATE identity_revocationlist SET next_update = '2026-11-01 00:00:00'")
    told = missing(own_city_hall)
    assert len(told) == 3, "the oldest of four roots has ended, so that its list matters no more"
    assert {what for what, _ in told} == {"trust"}
    assert all(why.endswith("its list is too old since 2026-11-01 00:00 UTC") for _, why in told)
    own_city_hall.stop()
    file = own_city_hall.directory / FILE_NAME
    file.write_text(file.read_text().replace("2026-11-24T", "2050-11-24T"))
    own_city_hall.start()
    assert ("trust", "no anchor is valid now") in missing(own_city_hall)


def test_an_empty_city_hall_says_what_it_waits_for(tmp_path: Path) -> None:
    assert kiosk("municipal", "init", "--directory", tmp_path / "hall").returncode == 0
    with CityHall(tmp_path / "hall") as hall:
        assert missing(hall) == [
            ("municipalities", "none has been added"),
            ("trust", "no anchor is valid now"),
        ]


@pytest.mark.parametrize("own_city_hall", [POSTGRESQL], indirect=True)
def test_without_its_database_it_is_alive_and_not_ready_until_that_is_back(
    own_city_hall: CityHall, postgresql: PostgreSQL
) -> None:
    with postgresql.away(load(own_city_hall.directory / FILE_NAME).database):
        assert asked(own_city_hall, "health") == (200, {"alive": True})
        assert missing(own_city_hall) == [("database", "does not answer")]
    assert asked(own_city_hall, "ready")[0] == 200


def test_a_database_of_an_older_program_is_told_and_brought_up_by_command(tmp_path: Path) -> None:
    assert kiosk("municipal", "init", "--directory", tmp_path / "hall").returncode == 0
    older = (sys.executable, "-m", "django", "migrate", "console", "zero", "--verbosity=0")
    settings = {"KIOSK_CITY_HALL": str(tmp_path / "hall" / FILE_NAME), "DJANGO_SETTINGS_MODULE": SETTINGS}
    subprocess.run(older, env={**os.environ, **settings}, check=True)
    with CityHall(tmp_path / "hall") as hall:
        [(what, why)] = missing(hall)
        assert (what, why.lstrip("0123456789")) == (
            "migrations",
            " to be applied by: kiosk municipal migrate",
        )
        hall.command("migrate")
        assert "migrations" not in dict(missing(hall))
