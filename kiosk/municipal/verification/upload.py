"""What is uploaded stays in memory for as long as it is looked at; too much of it is let run past."""

from __future__ import annotations

import time
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from kiosk.rendering.scans.files import MOST_BYTES

FIELD = "paper"
MOST_FILES = 4
_PATIENCE = 5 * MOST_BYTES
_SECONDS = 120
"""Bytes and seconds after which whoever still sends is cut off without an answer."""


class TooMuch(Exception):
    """More files, or more bytes, than one certificate has."""


class _InMemory(FileUploadHandler):
    """Keeps files in memory; Django's own put larger ones into a directory."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.received = 0
        self._ends = time.monotonic() + _SECONDS
        self._content = BytesIO()

    def new_file(self, *arguments: Any, **options: Any) -> None:
        """Begin another file."""
        super().new_file(*arguments, **options)
        self._content = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take some bytes, as long as all files together are not too large."""
        self.received += len(raw_data)
        if self.received > _PATIENCE or time.monotonic() > self._ends:
            raise StopUpload(connection_reset=True)
        if self.received <= MOST_BYTES:
            self._content.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file."""
        self._content.seek(0)
        return InMemoryUploadedFile(
            self._content, self.field_name, self.file_name or "", self.content_type, file_size, self.charset
        )


def uploaded(request: HttpRequest) -> list[bytes]:
    """The files of a request whose body nobody has read yet; none where none was chosen. Raises TooMuch."""
    handler = _InMemory(request)
    request.upload_handlers = [handler]
    files = [file for file in request.FILES.getlist(FIELD) if file.size]
    if handler.received > MOST_BYTES or len(files) > MOST_FILES:
        raise TooMuch
    return [file.read() for file in files]
