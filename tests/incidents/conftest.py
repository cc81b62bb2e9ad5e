from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import override_settings

from kiosk.municipal.configuration import Configuration
from tests.end_to_end.conftest import counter_at, line, printer
from tests.incidents.workshop import Workshop
from tests.municipal.identity.authorities import Root
from tests.municipal.issuance.small_town import SmallTown, found
from tests.real_parts.city_hall import city_hall, demo_directory, own_city_hall

__all__ = ["city_hall", "counter_at", "demo_directory", "line", "own_city_hall", "printer"]


@pytest.fixture
def small_town(tmp_path: Path, db: None) -> Iterator[SmallTown]:
    """A town of one household of three, whose first member has a card."""
    card = rsa.generate_private_key(65537, 2048)
    with override_settings(CITY_HALL=Configuration(directory=tmp_path)):
        yield found(tmp_path, members=3, root=Root.create(), card=card)


@pytest.fixture
def workshop(tmp_path: Path, small_town: SmallTown) -> Iterator[Workshop]:
    """A terminal's parts in the small town."""
    with Workshop(tmp_path, small_town) as bench:
        yield bench
