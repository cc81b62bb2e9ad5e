"""Files that are replaced while others read them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Put the file in place whole or not at all, for every thread, process and power cut."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    os.replace(written.name, file)
