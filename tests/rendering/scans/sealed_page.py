"""A page with its 2D seal as a scanner at 300 dpi sees it."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy
import zxingcpp
from PIL import Image

from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import Wording
from kiosk.certificates.two_d_seal.trust import TrustedKey, TrustedMunicipality, TrustList
from kiosk.rendering.content import Content
from kiosk.rendering.draw import draw
from kiosk.rendering.layouts.layout import Layout, find_layout
from kiosk.rendering.placement import PlacedSymbol, place
from kiosk.rendering.preview import rasterise
from kiosk.rendering.sample_seal import SAMPLE_KEY, SAMPLE_MUNICIPALITY, with_sample_seals
from kiosk.rendering.samples import Sample, samples_of

_MILLIMETRE = 300 / 25.4

TRUST = TrustList(
    published_at="2026-01-10T09:00:00+09:00",  # type: ignore[arg-type]
    municipalities=(
        TrustedMunicipality(
            code=SAMPLE_MUNICIPALITY,
            name=Wording(ja="青葉市", en="Aoba City"),
            desk_phone="0000-11-2100",
            keys=(TrustedKey.of(SAMPLE_KEY.public_key(), date(2025, 4, 1), None),),
        ),
    ),
)


@cache
def sealed_income() -> tuple[Sample, Layout]:
    """所得・課税証明書 with its 93 words sealed."""
    kind = Kind.INCOME_TAX
    layout = find_layout(kind)
    return with_sample_seals(samples_of(kind)["income-tax-taxed"], layout, kind), layout


@cache
def scanned() -> Image.Image:
    """Its only page, grey."""
    return page_of(*sealed_income())


def page_of(content: Content, layout: Layout, number: int = 1) -> Image.Image:
    """A page of a content with its 2D seal, grey."""
    width = round(210 * _MILLIMETRE)
    drawn = rasterise(draw(content, layout, copies=1).pdf, width, number)
    page = Image.frombytes("RGBA", (drawn.width, drawn.height), drawn.rgba).convert("L")
    for symbol in place(content, layout)[number - 1].symbols:
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
