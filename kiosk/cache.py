"""Where things derived at installation or first use are kept; nothing in it is ever committed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

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
        import platformdirs

        directory = platformdirs.user_cache_path("kiosk", appauthor=False)
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def write_atomically(path: Path, content: bytes) -> None:
    """Several processes may derive the same file at once: each writes one of its own, renamed into place."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
