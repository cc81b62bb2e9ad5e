"""A page with its 2D seal as a scanner at 300 dpi sees it."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy
import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image

from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import Wording
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.two_d_seal.trust import TrustedKey, TrustedMunicipality, TrustList
from kiosk.rendering.draw import draw
from kiosk.rendering.layouts.layout import Layout, find_layout
from kiosk.rendering.placement import PlacedSymbol, place
from kiosk.rendering.preview import rasterise
from kiosk.rendering.samples import Sample, samples_of
from kiosk.rendering.two_d_seal import SealedPaper, sign_pages

KEY = ec.derive_private_key(815, ec.SECP256R1())
AOBA = MunicipalityCode("999016")
ISSUED = date(2025, 11, 22)
_MILLIMETRE = 300 / 25.4
_BOX = '\n[[boxes]]\nkind = "two-d-seal"\nat = [18, 240]\nsymbols = 2\nversion = 13\n'

TRUST = TrustList(
    published_at="2026-01-10T09:00:00+09:00",  # type: ignore[arg-type]
    municipalities=(
        TrustedMunicipality(
            code=AOBA,
            name=Wording(ja="青葉市", en="Aoba City"),
            desk_phone="0000-11-2100",
            keys=(TrustedKey.of(KEY.public_key(), date(2025, 4, 1), None),),
        ),
    ),
)


@cache
def sealed_income() -> tuple[Sample, Layout]:
    """所得・課税証明書 with its 93 words sealed."""
    form = find_layout(Kind.INCOME_TAX)
    layout = form if form.two_d_seal else Layout.parse(form.toml.decode() + _BOX, form.source)
    content = samples_of(Kind.INCOME_TAX)["income-tax-taxed"]
    paper = SealedPaper(AOBA, Kind.INCOME_TAX, "66fa0b129c4e" + "0" * 20, ISSUED)
    return content.model_copy(update={"two_d_seals": sign_pages(content, layout, paper, KEY)}), layout


@cache
def scanned() -> Image.Image:
    """Its only page, grey."""
    content, layout = sealed_income()
    drawn = rasterise(draw(content, layout, copies=1).pdf, round(210 * _MILLIMETRE))
    page = Image.frombytes("RGBA", (drawn.width, drawn.height), drawn.rgba).convert("L")
    for symbol in place(content, layout)[0].symbols:
        _print(symbol, page)
    return page


def _print(symbol: PlacedSymbol, page: Image.Image) -> None:
    code = zxingcpp.create_barcode(
        symbol.text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", version=symbol.version
    )
    modules = Image.fromarray(numpy.array(code.to_image(scale=1, add_quiet_zones=False)))
    with_quiet_zone = Image.new("L", (modules.width + 8, modules.height + 8), 255)
    with_quiet_zone.paste(modules, (4, 4))
    place = symbol.rectangle
    side = round(place.width * _MILLIMETRE)
    at = (round(place.left * _MILLIMETRE), round(place.top * _MILLIMETRE))
    page.paste(with_quiet_zone.resize((side, side), Image.Resampling.NEAREST), at)
