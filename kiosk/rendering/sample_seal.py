"""Samples with 2D seals, so that a form is looked at as it will be: signed with a key that nobody trusts."""

from __future__ import annotations

from datetime import date

from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.samples import Sample
from kiosk.rendering.two_d_seal import SealedPaper, sign_pages

SAMPLE_KEY = ec.derive_private_key(0x5A4D504C45, ec.SECP256R1())
"""Open to everybody, and published by no city hall."""
SAMPLE_MUNICIPALITY = MunicipalityCode("999016")
SAMPLE_ORDER = "66fa0b129c4e" + "0" * 20
SAMPLE_DAY = date(2025, 11, 22)


def with_sample_seals(sample: Sample, layout: Layout, kind: Kind) -> Sample:
    """The sample with the symbols of its pages, always the same. Raises TextOverflow, LayoutError."""
    paper = SealedPaper(SAMPLE_MUNICIPALITY, kind, SAMPLE_ORDER, SAMPLE_DAY)
    return sample.model_copy(update={"two_d_seals": sign_pages(sample, layout, paper, SAMPLE_KEY)})
