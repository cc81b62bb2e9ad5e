from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.municipal.configuration import Configuration
from kiosk.municipal.registry.models import Municipality
from tests.municipal.issuance.small_town import DESCRIPTION, NOON, SEAL, take_in


@pytest.fixture
def hall(tmp_path: Path) -> Configuration:
    configuration = Configuration(directory=tmp_path)
    configuration.keys.mkdir()
    return configuration


@pytest.fixture
def town(hall: Configuration) -> Municipality:
    return take_in(hall, DESCRIPTION, SEAL, NOON.date())
