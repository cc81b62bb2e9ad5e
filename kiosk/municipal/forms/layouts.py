"""The layout in force for a kind in a municipality."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.rendering.layouts.layout import Layout, find_layout


@cache
def layout_in_force(code: MunicipalityCode, kind: Kind) -> Layout:
    """The municipality's own layout or the standard one, as it was when this process first needed it.

    Raises LayoutError for a faulty layout, OSError for a missing one.
    """
    return find_layout(kind, code)


def layout_by_hash(sha256: str, codes: Iterable[MunicipalityCode]) -> Layout | None:
    """The layout of that hash, if it is in force in one of the municipalities."""
    layouts = (layout_in_force(code, kind) for code in codes for kind in Kind)
    return next((layout for layout in layouts if layout.sha256 == sha256), None)
