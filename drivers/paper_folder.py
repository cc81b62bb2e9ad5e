"""A folder in which each printed document lies once, as ``<print_id>.pdf``."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


class PaperFolder:
    """Documents by id under ``directory``, which is made where it does not exist."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    def read(self, document_id: str) -> bytes | None:
        """The document, None where there is none."""
        try:
            return self._path(document_id).read_bytes()
        except FileNotFoundError:
            return None

    def lay(self, document_id: str, pdf: bytes) -> bool:
        """Put the document there whole, on disk, or not at all; False where one of this id already lies.

        Raises OSError where the folder can't take it.
        """
        target = self._path(document_id)
        handle, name = tempfile.mkstemp(dir=self.directory, prefix=".unfinished-")
        unfinished = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
            os.link(unfinished, target)
        except FileExistsError:
            return False
        finally:
            unfinished.unlink()
        self._sync()
        return True

    def writable(self) -> bool:
        """Whether a document can be laid there now."""
        return self.directory.is_dir() and os.access(self.directory, os.W_OK)

    def _path(self, document_id: str) -> Path:
        if not _SAFE_NAME.fullmatch(document_id):
            raise ValueError(f"{document_id!r} cannot be the name of a file")
        return self.directory / f"{document_id}.pdf"

    def _sync(self) -> None:
        directory = os.open(self.directory, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
