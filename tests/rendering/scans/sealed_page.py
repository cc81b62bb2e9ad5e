"""A page with its 2D seal as a scanner at 300 dpi sees it."""

from __future__ import annotations

from datetime import date
from functools import cache

from PIL import Image

from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import Wording
from kiosk.certificates.two_d_seal.trust import TrustedKey, TrustedMunicipality, TrustList
from kiosk.rendering.content import Content
from kiosk.rendering.draw import draw
from kiosk.rendering.layouts.layout import Layout, find_layout
from kiosk.rendering.preview import rasterise
from kiosk.rendering.sample_seal import SAMPLE_KEY, SAMPLE_MUNICIPALITY, with_sample_seals
from kiosk.rendering.samples import Sample, samples_of

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
    """A face (from 1) of a content with its 2D seal, grey."""
    paper = draw(content, layout, copies=1)
    drawn = rasterise(paper.pdf, round(210 * 300 / 25.4), (number - 1) * paper.sides + 1)
    return Image.frombytes("RGBA", (drawn.width, drawn.height), drawn.rgba).convert("L")
