"""The console's catalogues, compiled beside other derived files: no compiled one is kept with the code."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kiosk.cache import cache_directory

_SOURCES = Path(__file__).parent / "locale"
_DOMAIN = "django"


def compiled_catalogues() -> Path:
    """The directory of compiled catalogues, as Django's LOCALE_PATHS wants it, brought up to date."""
    compiled = cache_directory() / "console-locale"
    for source in _SOURCES.glob(f"*/LC_MESSAGES/{_DOMAIN}.po"):
        target = compiled / source.relative_to(_SOURCES).with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _compile(source, target)
    return compiled


def _compile(source: Path, target: Path) -> None:
    """Put the file in place whole: several processes may do so at once."""
    with source.open("rb") as po:
        catalogue = read_po(po, abort_invalid=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as mo:
        write_mo(mo, catalogue)
    os.replace(mo.name, target)
