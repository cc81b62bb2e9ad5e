"""A revocation list as a sorted file: mapped into memory, shared by all processes, asked by bisection.

A file is named by the SHA-256 of its content and never changed. It holds a header (magic, the SHA-256 of
the list, so that no two lists share an index, bytes a number, count), then a record an entry in ascending
order: the number, big endian, and one byte, 0 revoked or 1 on hold. Numbers take as many bytes as the
list's longest, so that the four-byte numbers of 公的個人認証サービス make five megabytes a million.
"""

from __future__ import annotations

import hashlib
import heapq
import mmap
import os
import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import chain, pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile

from kiosk.municipal.identity.revocation_list import SERIAL_BYTES

SUFFIX = ".index"

_HEADER = struct.Struct(">8s32sBQ")
_MAGIC = b"REVOKED1"
_FLAGS = {False: b"\0", True: b"\1"}
_WHOLE_RECORD = SERIAL_BYTES + 1
_RUN = 1 << 16
"""Entries sorted at once: as objects they take five megabytes. Sorted runs are put aside on the disk."""
_WRITTEN_AT_ONCE = 1 << 12
_BLOCK = _WHOLE_RECORD << 11


class Standing(Enum):
    """What an issuer says of a certificate."""

    GOOD = "good"
    REVOKED = "revoked"
    ON_HOLD = "on hold"


class IndexDamaged(ValueError):
    """The file is not what its name says."""


@dataclass(frozen=True)
class WrittenIndex:
    """An index on the disk."""

    sha256: str
    entries: int


def index_file(directory: Path, sha256: str) -> Path:
    """Where the index of this content lies."""
    return directory / f"{sha256}{SUFFIX}"


def write_index(entries: Iterable[tuple[bytes, bool]], list_sha256: str, directory: Path) -> WrittenIndex:
    """Sort a list's entries (number without leading zeros, whether on hold) into a file of ``directory``."""
    run: list[bytes] = []
    ends = [0]
    width = 1
    with TemporaryFile(dir=directory) as runs:

        def put_aside() -> None:
            run.sort()
            runs.write(b"".join(run))
            ends.append(runs.tell())
            run.clear()

        for number, on_hold in entries:
            width = max(width, len(number))
            run.append(number.rjust(SERIAL_BYTES, b"\0") + _FLAGS[on_hold])
            if len(run) == _RUN:
                put_aside()
        put_aside()
        runs.flush()
        count = ends[-1] // _WHOLE_RECORD
        header = _HEADER.pack(_MAGIC, bytes.fromhex(list_sha256), width, count)
        merged = heapq.merge(*(_records(runs.fileno(), *part) for part in pairwise(ends)))
        return write_content(chain([header], _narrowed(merged, width)), directory, count)


def write_content(content: Iterable[bytes], directory: Path, entries: int) -> WrittenIndex:
    """Write an index's content beside the others and give it its name; the file is on the disk then."""
    digest = hashlib.sha256()
    with NamedTemporaryFile(dir=directory, delete=False) as file:
        try:
            for part in content:
                digest.update(part)
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(index_file(directory, digest.hexdigest()))
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    return WrittenIndex(digest.hexdigest(), entries)


def slices(file: Path, size: int) -> Iterator[bytes]:
    """A file's content in slices of ``size`` bytes, to be kept elsewhere."""
    with file.open("rb") as stream:
        while content := stream.read(size):
            yield content


class RevocationIndex:
    """An index that is asked. Any number of threads may ask at once; nothing is locked.

    The mapping lives as long as somebody holds the object, also when the file has been removed since.
    """

    def __init__(self, sha256: str, content: mmap.mmap) -> None:
        self.sha256 = sha256
        self._content = content
        self._width, self._count = self._read_header()

    @classmethod
    def open(cls, directory: Path, sha256: str) -> RevocationIndex:
        """The index of this content. Raises OSError, IndexDamaged."""
        with index_file(directory, sha256).open("rb") as file:
            if os.fstat(file.fileno()).st_size < _HEADER.size:
                raise IndexDamaged(f"{file.name}: cut short")
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise IndexDamaged(f"{file.name}: the content is another's")
        return cls(sha256, content)

    def __len__(self) -> int:
        return self._count

    def standing(self, serial: int) -> Standing:
        """What the list says of a number; revoked where it says both revoked and on hold."""
        try:
            number = serial.to_bytes(self._width)
        except OverflowError:
            return Standing.GOOD
        content, record, width = self._content, self._width + 1, self._width
        begin = _HEADER.size

        def number_at(place: int) -> bytes:
            offset = begin + place * record
            return content[offset : offset + width]

        place = bisect_left(range(self._count), number, key=number_at)
        if place == self._count or number_at(place) != number:
            return Standing.GOOD
        on_hold = content[begin + place * record + width]
        return Standing.ON_HOLD if on_hold else Standing.REVOKED

    def _read_header(self) -> tuple[int, int]:
        magic, _, width, count = _HEADER.unpack_from(self._content)
        if magic != _MAGIC or len(self._content) != _HEADER.size + count * (width + 1):
            raise IndexDamaged("no index of revocations")
        return width, count


def _records(file: int, begin: int, end: int) -> Iterator[bytes]:
    """The records of one sorted run, of which little is held at a time."""
    for place in range(begin, end, _BLOCK):
        block = os.pread(file, min(_BLOCK, end - place), place)
        for offset in range(0, len(block), _WHOLE_RECORD):
            yield block[offset : offset + _WHOLE_RECORD]


def _narrowed(records: Iterable[bytes], width: int) -> Iterator[bytes]:
    """The records with numbers of ``width`` bytes, many at once."""
    begin = SERIAL_BYTES - width
    waiting: list[bytes] = []
    for record in records:
        waiting.append(record[begin:])
        if len(waiting) == _WRITTEN_AT_ONCE:
            yield b"".join(waiting)
            waiting.clear()
    yield b"".join(waiting)
