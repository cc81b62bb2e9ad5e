"""Drawings and icons: SVGs kept here, PNGs at twice their size made of them once into the cache.

Icons are white on a 48 px grid and coloured where they are shown.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import resvg_py

from kiosk.cache import cache_directory
from kiosk.terminal.screens.fonts import BIZ_UDP_GOTHIC

_SOURCES = Path(__file__).parent
SCALE = 2
LARGE_ICON_SCALE = 8
"""For the few icons that stand in for a drawing."""


class NoSuchArt(KeyError):
    """No SVG of that name is kept here."""


def names() -> Iterator[str]:
    """Every drawing (``welcome``) and icon (``icons/back``)."""
    for source in sorted(_SOURCES.rglob("*.svg")):
        yield source.relative_to(_SOURCES).with_suffix("").as_posix()


@lru_cache(maxsize=256)
def picture(name: str, scale: int = SCALE) -> Path:
    """The PNG of a drawing or icon at ``scale`` times its size, made when it is not in the cache yet.
    Raises NoSuchArt."""
    source = _source(name)
    content = source.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    target = cache_directory() / "art" / f"{name.replace('/', '-')}-{digest}@{scale}x.png"
    if not target.exists():
        _write(target, _render(source, scale))
    return target


@lru_cache(maxsize=256)
def size(name: str) -> tuple[float, float]:
    """Width and height of a drawing in design pixels. Raises NoSuchArt."""
    root = ElementTree.parse(_source(name)).getroot()  # noqa: S314 - our own file
    return float(root.attrib["width"]), float(root.attrib["height"])


def _source(name: str) -> Path:
    source = _SOURCES / f"{name}.svg"
    if not source.is_file():
        raise NoSuchArt(name)
    return source


def _render(source: Path, scale: int) -> bytes:
    return resvg_py.svg_to_bytes(
        svg_path=str(source),
        zoom=scale,
        skip_system_fonts=True,
        font_files=[str(BIZ_UDP_GOTHIC.regular), str(BIZ_UDP_GOTHIC.bold)],
    )


def _write(target: Path, content: bytes) -> None:
    """In one step, since several processes may fill the cache at once."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).replace(target)
