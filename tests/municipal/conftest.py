from __future__ import annotations

import pytest

from tests.municipal.terminals import TerminalClient
from tests.real_parts.city_hall import CityHall, city_hall, demo_directory, own_city_hall

__all__ = ["city_hall", "demo_directory", "own_city_hall"]


@pytest.fixture
def terminal(city_hall: CityHall) -> TerminalClient:
    return TerminalClient(city_hall)
