"""Taking revocation lists in, and the indexes of those in force on this node."""

from __future__ import annotations

import binascii
import hashlib
import mmap
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO

from cryptography import x509
from django.conf import settings
from django.db import transaction

from kiosk.municipal.identity.der import Content
from kiosk.municipal.identity.models import SOURCE_LENGTH, IndexSlice, RevocationList, TrustAnchor
from kiosk.municipal.identity.revocation_index import (
    IndexDamaged,
    RevocationIndex,
    WrittenIndex,
    index_file,
    slices,
    write_content,
    write_index,
)
from kiosk.municipal.identity.revocation_list import ListFrame, ListRefused, read_frame

MAXIMUM_BYTES = 512 << 20
"""A list longer than this is refused: ten times what a million entries take."""

_COPIED_AT_ONCE = 1 << 20
_SLICE_BYTES = 1 << 20
_PEM_BEGIN = b"-----BEGIN"
_PEM_END = b"-----END"
_UNUSED_SECONDS = 3600
"""After which an index that no list names is removed; nobody still asks for it by then."""


@dataclass(frozen=True)
class IncomingList:
    """A list whose signature is an anchor's, not yet in force."""

    anchor: TrustAnchor
    frame: ListFrame
    sha256: str
    content: Content


@contextmanager
def incoming(stream: BinaryIO) -> Iterator[IncomingList]:
    """The list (DER or PEM) in ``stream``, verified by an anchor's key.

    It is copied first: a file that changed while it was mapped would end the process. Raises ListRefused.
    """
    with TemporaryFile(dir=_directory()) as copy:
        sha256 = _copy_as_der(stream, copy)
        copy.flush()
        if copy.tell() == 0:
            raise ListRefused("no revocation list: it is empty")
        with mmap.mmap(copy.fileno(), 0, access=mmap.ACCESS_READ) as content:
            frame = read_frame(content)
            yield IncomingList(_issuer_of(frame, content), frame, sha256, content)


def add_revocation_list(stream: BinaryIO, source: str, now: datetime) -> RevocationList:
    """Put the list in ``stream`` in force; returns what is in force now. Raises ListRefused."""
    with incoming(stream) as found:
        return put_in_force(found, source, now)


def put_in_force(found: IncomingList, source: str, now: datetime) -> RevocationList:
    """Replace the list of the same anchor and point. A list that is in force already is left alone.

    The index is complete on the disk and in the database before one small transaction names it, so nobody
    waits: whoever asks before goes by the old list, whoever asks after by the new one. Raises ListRefused
    for a list older than the one in force, or made in the future.
    """
    skew = timedelta(seconds=settings.CITY_HALL.limits.certificate_skew)
    if found.frame.this_update > now + skew:
        raise ListRefused(f"made in the future: {found.frame.this_update:%F %T} UTC")
    held = _held(found)
    if held is not None and held.sha256 == found.sha256:
        return held
    _check_newer(held, found)
    written = write_index(found.frame.walk(found.content), found.sha256, _directory())
    _keep_slices(written)
    try:
        with transaction.atomic():
            held = _held(found, locked=True)
            _check_newer(held, found)
            return _name(found, written, source, now)
    finally:
        _forget_slices(written.sha256)
        if held is not None:
            _forget_slices(held.index_sha256)
        _sweep()


class IndexMissing(Exception):
    """This node has no index of the list in force and could not get it; the message says why."""


@dataclass
class Shelf:
    """The indexes that this process has mapped, one a list.

    The database says which index is in force and the file of that very content answers: no node goes by
    another list than its fellows, however a list came in. A node that lacks the file, or holds a damaged
    one, rebuilds it from the slices in the database and checks its hash; one that can't refuses the cards
    of that list. Refusing at once would be simpler, but then each list that came in at one node would
    close all others until they had fetched it too. The list itself is not kept: the index is a tenth of it.
    """

    held: dict[int, RevocationIndex] = field(default_factory=dict)
    _rebuilding: threading.Lock = field(default_factory=threading.Lock)

    def index_of(self, in_force: RevocationList) -> RevocationIndex:
        """The index in force. Takes no lock unless a file has to be fetched. Raises IndexMissing."""
        held = self.held.get(in_force.pk)
        if held is None or held.sha256 != in_force.index_sha256:
            held = self._opened(in_force)
            self.held[in_force.pk] = held
        return held

    def _opened(self, in_force: RevocationList) -> RevocationIndex:
        directory = _directory()
        try:
            return RevocationIndex.open(directory, in_force.index_sha256)
        except (OSError, IndexDamaged):
            pass
        with self._rebuilding:
            try:
                return RevocationIndex.open(directory, in_force.index_sha256)
            except (OSError, IndexDamaged):
                return self._rebuilt(in_force, directory)

    def _rebuilt(self, in_force: RevocationList, directory: Path) -> RevocationIndex:
        sha256 = in_force.index_sha256
        slices = IndexSlice.objects.filter(index_sha256=sha256).order_by("place")
        content = (bytes(part) for part in slices.values_list("content", flat=True).iterator(chunk_size=1))
        try:
            write_content(content, directory, in_force.entries)
            index = RevocationIndex.open(directory, sha256)
        except (OSError, IndexDamaged) as error:
            raise IndexMissing(f"the index of the list in force is not here: {error}") from error
        _sweep()
        return index


shelf = Shelf()
"""What this process holds."""


def _directory() -> Path:
    directory: Path = settings.CITY_HALL.revocation_indexes
    directory.mkdir(mode=0o700, exist_ok=True)
    return directory


def _copy_as_der(stream: BinaryIO, copy: IO[bytes]) -> str:
    """Copy a list as DER, whatever it is; returns its SHA-256. Raises ListRefused."""
    digest = hashlib.sha256()
    first = stream.read(len(_PEM_BEGIN))
    parts = _pem_content(stream) if first == _PEM_BEGIN else _blocks(first, stream)
    for part in parts:
        digest.update(part)
        copy.write(part)
        if copy.tell() > MAXIMUM_BYTES:
            raise ListRefused(f"longer than {MAXIMUM_BYTES >> 20} megabytes")
    return digest.hexdigest()


def _blocks(first: bytes, stream: BinaryIO) -> Iterator[bytes]:
    block = first
    while block:
        yield block
        block = stream.read(_COPIED_AT_ONCE)


def _pem_content(stream: BinaryIO) -> Iterator[bytes]:
    stream.readline(_COPIED_AT_ONCE)
    try:
        while line := stream.readline(_COPIED_AT_ONCE):
            if line.startswith(_PEM_END):
                return
            yield binascii.a2b_base64(line)
    except binascii.Error:
        raise ListRefused("no revocation list: not PEM") from None
    raise ListRefused("no revocation list: cut short")


def _issuer_of(frame: ListFrame, content: Content) -> TrustAnchor:
    for anchor in TrustAnchor.objects.all():
        certificate = x509.load_der_x509_certificate(bytes(anchor.certificate))
        if certificate.subject == frame.issuer and frame.signed_by(certificate.public_key(), content):
            return anchor
    raise ListRefused("no anchor's key signed the list")


def _held(found: IncomingList, *, locked: bool = False) -> RevocationList | None:
    lists = RevocationList.objects.select_for_update() if locked else RevocationList.objects
    return lists.filter(anchor=found.anchor, point=found.frame.point).first()


def _name(found: IncomingList, written: WrittenIndex, source: str, now: datetime) -> RevocationList:
    row, _ = RevocationList.objects.update_or_create(
        anchor=found.anchor,
        point=found.frame.point,
        defaults={
            "this_update": found.frame.this_update,
            "next_update": found.frame.next_update,
            "number": "" if found.frame.number is None else format(found.frame.number, "x"),
            "entries": written.entries,
            "sha256": found.sha256,
            "index_sha256": written.sha256,
            "source": source[:SOURCE_LENGTH],
            "taken_in_at": now,
        },
    )
    return row


def _check_newer(held: RevocationList | None, found: IncomingList) -> None:
    """Neither time nor number may go back; one number is one list (RFC 5280, 5.2.3)."""
    if held is None:
        return
    if found.frame.this_update < held.this_update:
        made = f"{found.frame.this_update:%F %T} UTC"
        raise ListRefused(f"the list of {made} is older than the one in force")
    if held.number and (found.frame.number is None or found.frame.number <= int(held.number, 16)):
        stated = "without number" if found.frame.number is None else f"number {found.frame.number}"
        raise ListRefused(f"{stated} after number {int(held.number, 16)}: the numbers go back")


def _keep_slices(written: WrittenIndex) -> None:
    for place, content in enumerate(slices(index_file(_directory(), written.sha256), _SLICE_BYTES)):
        IndexSlice.objects.get_or_create(
            index_sha256=written.sha256, place=place, defaults={"content": content}
        )


def _forget_slices(index_sha256: str) -> None:
    """Unless a list names them: the slices of a list that was replaced, or refused at the last moment."""
    if not RevocationList.objects.filter(index_sha256=index_sha256).exists():
        IndexSlice.objects.filter(index_sha256=index_sha256).delete()


def _sweep() -> None:
    """Remove from this node what no list names any more."""
    named = set(RevocationList.objects.values_list("index_sha256", flat=True))
    oldest = time.time() - _UNUSED_SECONDS
    for file in _directory().iterdir():
        with suppress(FileNotFoundError):
            if file.stem not in named and file.stat().st_mtime < oldest:
                file.unlink()
