from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from kiosk.municipal.configuration import Configuration
from tests.municipal.terminals import TerminalClient
from tests.real_parts.city_hall import (
    DATABASES,
    CityHall,
    city_hall,
    demo_directory,
    demo_on_postgresql,
    own_city_hall,
)
from tests.real_parts.postgresql import postgresql

__all__ = ["city_hall", "demo_directory", "demo_on_postgresql", "own_city_hall", "postgresql"]

_ON_BOTH_DATABASES = {
    "test_a_visit",
    "test_alarms",
    "test_availability",
    "test_claims",
    "test_commands",
    "test_confirmation",
    "test_possession",
    "test_print_problems",
    "test_reissues",
}
"""Modules whose city halls are served from SQLite and from PostgreSQL alike."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.module.__name__.rpartition(".")[2] in _ON_BOTH_DATABASES:
        for hall, scope in (("city_hall", "session"), ("own_city_hall", "function")):
            if hall in metafunc.fixturenames:
                metafunc.parametrize(hall, DATABASES, indirect=True, scope=scope)


@pytest.fixture(autouse=True)
def own_directory(tmp_path: Path) -> Iterator[None]:
    """What this process writes as a city hall lies in the test's own directory."""
    with override_settings(CITY_HALL=Configuration(directory=tmp_path)):
        yield


@pytest.fixture
def terminal(city_hall: CityHall) -> TerminalClient:
    return TerminalClient(city_hall)
