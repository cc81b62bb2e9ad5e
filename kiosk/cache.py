"""Where things derived at installation or first use are kept; nothing in it is ever committed."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_CHECKOUT = Path(__file__).resolve().parents[1]


def cache_directory() -> Path:
    """The directory of derived files, made if need be: ``KIOSK_CACHE``, else ``.cache`` of the checkout
    that this code runs from, else the user's cache directory."""
    chosen = os.environ.get("KIOSK_CACHE")
    if chosen:
        directory = Path(chosen)
    elif (_CHECKOUT / "pyproject.toml").is_file():
        directory = _CHECKOUT / ".cache"
    else:
        directory = platformdirs.user_cache_path("kiosk", appauthor=False)
    directory.mkdir(parents=True, exist_ok=True)
    return directory
