"""Papers of a served city hall, as somebody photographs them."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.rendering.layouts.layout import find_layout
from kiosk.rendering.samples import samples_of
from kiosk.rendering.two_d_seal import SealedPaper, sign_pages
from tests.real_parts.city_hall import AOBA, CityHall
from tests.rendering.scans.sealed_page import page_of

TODAY = date(2026, 11, 24)
"""The demo's day."""


def two_d_seal_key(hall: CityHall, code: str = AOBA) -> ec.EllipticCurvePrivateKey:
    """The key that a town of the demo seals its papers with."""
    (file,) = (hall.directory / "keys").glob(f"{code}-two-d-seal-*.pem")
    key = load_pem_private_key(file.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def photograph(
    file: Path,
    key: ec.EllipticCurvePrivateKey,
    sample: str = "resident-record-household",
    *,
    page: int = 1,
    order_id: str | None = None,
    issued: date = TODAY,
) -> Path:
    """A photo of a page of 青葉市's paper, sealed with ``key``."""
    kind = max((kind for kind in Kind if sample.startswith(f"{kind}-")), key=len)
    layout, content = find_layout(kind), samples_of(kind)[sample]
    paper = SealedPaper(MunicipalityCode(AOBA), kind, order_id or secrets.token_hex(16), issued)
    sealed = content.model_copy(update={"two_d_seals": sign_pages(content, layout, paper, key)})
    photo = page_of(sealed, layout, page).rotate(2, expand=True, fillcolor=235)
    photo.save(file, quality=60)
    return file
