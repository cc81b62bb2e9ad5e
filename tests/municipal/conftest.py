from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from kiosk.municipal.configuration import Configuration
from tests.municipal.terminals import TerminalClient
from tests.real_parts.city_hall import CityHall, city_hall, demo_directory, own_city_hall

__all__ = ["city_hall", "demo_directory", "own_city_hall"]


@pytest.fixture(autouse=True)
def own_directory(tmp_path: Path) -> Iterator[None]:
    """What this process writes as a city hall lies in the test's own directory."""
    with override_settings(CITY_HALL=Configuration(directory=tmp_path)):
        yield


@pytest.fixture
def terminal(city_hall: CityHall) -> TerminalClient:
    return TerminalClient(city_hall)
