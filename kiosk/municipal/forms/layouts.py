"""The layout in force for a kind in a municipality.

A municipality's own layout lies under the directory of forms, where staff put it in force; where it has
none, that of the program (``layouts/<code>/``) or the standard one holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.forms.files import write_whole
from kiosk.rendering.layouts.layout import Layout, find_layout

_HASH = re.compile(r"[0-9a-f]{64}")
_EARLIER = "earlier"
_KEPT_IN_MEMORY = 1000


def layout_in_force(code: MunicipalityCode, kind: Kind) -> Layout:
    """The layout of documents that are sealed now.

    Raises LayoutError for a faulty layout, OSError for a missing one.
    """
    own = _own_file(settings.CITY_HALL.forms, code, kind)
    try:
        stamp = own.stat().st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return _of_the_program(code, kind)
    return _of_the_municipality(own, code, kind, stamp)


@lru_cache(maxsize=_KEPT_IN_MEMORY)
def _of_the_program(code: MunicipalityCode, kind: Kind) -> Layout:
    return find_layout(kind, code)


@lru_cache(maxsize=_KEPT_IN_MEMORY)
def _of_the_municipality(own: Path, code: MunicipalityCode, kind: Kind, stamp: int) -> Layout:
    return own_layout(own.read_bytes(), code, kind)


def layout_by_hash(sha256: str, codes: Iterable[MunicipalityCode]) -> Layout | None:
    """The layout of that hash, if it is or was in force in one of the municipalities: a document that was
    sealed before a change is drawn as it was sealed."""
    own = list(codes)
    layouts = (layout_in_force(code, kind) for code in own for kind in Kind)
    found = next((layout for layout in layouts if layout.sha256 == sha256), None)
    if found is not None or not _HASH.fullmatch(sha256):
        return found
    kept = (_earlier_file(settings.CITY_HALL.forms, code, sha256) for code in own)
    return next((Layout.received(file.read_bytes(), file.name) for file in kept if file.is_file()), None)


def own_layout(text: bytes, code: MunicipalityCode, kind: Kind) -> Layout:
    """The whole form of a municipality's own file. Raises LayoutError naming box and key."""
    return Layout.parse(text, f"{code}/{kind}.toml")


def write_own_layout(forms: Path, code: MunicipalityCode, kind: Kind, text: bytes) -> None:
    """Put a municipality's own layout in force; the one before is kept for what is sealed for it already.
    Raises LayoutError."""
    own_layout(text, code, kind)
    before = layout_in_force(code, kind)
    write_whole(_earlier_file(forms, code, before.sha256), before.form)
    write_whole(_own_file(forms, code, kind), text)


def _own_file(forms: Path, code: MunicipalityCode, kind: Kind) -> Path:
    return forms / code / f"{kind}.toml"


def _earlier_file(forms: Path, code: MunicipalityCode, sha256: str) -> Path:
    return forms / code / _EARLIER / f"{sha256}.json"
