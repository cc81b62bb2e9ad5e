from __future__ import annotations

import pytest

from kiosk.municipal.registry.models import Municipality
from kiosk.simulation.town.places import AOBA


@pytest.fixture
def aoba(db: None) -> Municipality:
    return Municipality.objects.create(
        code=AOBA.code,
        name_ja="青葉市",
        name_en="Aoba City",
        prefecture="架空県",
        desk_phone="0000-11-2100",
        mayor_title="架空県青葉市長",
        mayor_name="木漏日　豊",
    )
