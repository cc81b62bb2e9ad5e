"""Reading a certificate revocation list (RFC 5280, section 5) of any length without building it. Pure.

The list of a country holds a million entries: as objects they take a gigabyte, and the library's check of
the signature copies the list for two seconds. So the entries are cut out, the library reads what is left,
which is short, and the entries are walked as bytes. The signature is checked over the bytes as they came.
"""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from kiosk.municipal.identity.der import (
    EXTENSIONS,
    GENERALIZED_TIME,
    INTEGER,
    SEQUENCE,
    UTC_TIME,
    Content,
    DerError,
    sequence,
    span,
)
from kiosk.municipal.identity.distribution_points import WHOLE, point_name
from kiosk.municipal.identity.issuer_signatures import HASHES, check_issuer_signature

SERIAL_BYTES = 20
"""The longest number that an issuer may give (RFC 5280, 4.1.2.2)."""

_AT_ONCE = 1 << 20
_KINDS_OF_ENTRY = 4096
_NEGATIVE = 0x80


class ListRefused(ValueError):
    """The list can't be believed or is of a kind that is not used; the message says why."""


@dataclass(frozen=True)
class ListFrame:
    """All of a list but its entries, which lie at ``entries`` in its bytes; ``signed`` is what is signed.

    ``point`` is the distribution point that the list covers, WHOLE if it covers its issuer.
    """

    issuer: x509.Name
    this_update: datetime
    next_update: datetime
    number: int | None
    point: str
    signed: slice
    entries: slice
    _parts: tuple[bytes, bytes, bytes]

    def signed_by(self, key: PublicKeyTypes, content: Content) -> bool:
        """Whether ``key`` signed the list whose bytes are ``content``."""
        bare = self._with_entry(b"")
        algorithm = bare.signature_hash_algorithm
        if algorithm is None:
            return False
        digest = hashlib.new(algorithm.name)
        for begin in range(self.signed.start, self.signed.stop, _AT_ONCE):
            digest.update(content[begin : min(begin + _AT_ONCE, self.signed.stop)])
            _let_go(content, begin)
        try:
            check_issuer_signature(key, bare.signature, digest.digest(), algorithm)
        except InvalidSignature:
            return False
        return True

    def walk(self, content: Content) -> Iterator[tuple[bytes, bool]]:
        """Each entry: its number (big endian, without leading zeros), and whether it is on hold
        (certificateHold) rather than revoked.

        Raises ListRefused for an entry that is malformed or of a kind that is not used.
        """
        on_hold = lru_cache(_KINDS_OF_ENTRY)(self._on_hold)
        position, end = self.entries.start, self.entries.stop
        kept = position + _AT_ONCE
        try:
            while position < end:
                if position > kept:
                    _let_go(content, position)
                    kept = position + _AT_ONCE
                body, stop = span(content, position, end, SEQUENCE)
                begin, number_end = span(content, body, stop, INTEGER)
                number = content[begin:number_end]
                _, dated = span(content, number_end, stop, UTC_TIME, GENERALIZED_TIME)
                stripped = number.lstrip(b"\0")
                if not number or number[0] >= _NEGATIVE or len(stripped) > SERIAL_BYTES:
                    raise ListRefused(f"byte {position}: no serial number")
                yield stripped, dated < stop and on_hold(content[dated:stop])
                position = stop
        except (DerError, IndexError) as error:
            raise ListRefused(f"malformed entry: {error}") from None

    def _on_hold(self, extensions: bytes) -> bool:
        """Few kinds of entries fill a list; the library reads each kind once, in a list of one entry."""
        number_and_date = b"\x02\x01\x01\x17\x0d200101000000Z"
        try:
            entry = self._with_entry(sequence(number_and_date + extensions))[0]
            stated = list(entry.extensions)
        except _UNREADABLE as error:
            raise ListRefused(f"an entry with malformed extensions: {error}") from None
        held = False
        for extension in stated:
            match extension.value:
                case x509.CRLReason(reason=x509.ReasonFlags.remove_from_crl):
                    raise ListRefused("an entry is removed from another list: a delta list")
                case x509.CRLReason(reason=reason):
                    held = reason is x509.ReasonFlags.certificate_hold
                case x509.CertificateIssuer():
                    raise ListRefused("an entry is another issuer's: an indirect list")
                case _ if extension.critical:
                    raise ListRefused(f"an entry has unknown critical {extension.oid.dotted_string}")
                case _:
                    pass
        return held

    def _with_entry(self, entry: bytes) -> x509.CertificateRevocationList:
        before, after, trailer = self._parts
        entries = sequence(entry) if entry else b""
        return x509.load_der_x509_crl(sequence(sequence(before + entries + after) + trailer))


_UNREADABLE = (ValueError, TypeError, x509.InvalidVersion, x509.DuplicateExtension)


def _let_go(content: Content, position: int) -> None:
    """What lies before ``position`` need not stay in memory; the file still has it."""
    if isinstance(content, mmap.mmap):
        content.madvise(mmap.MADV_DONTNEED, 0, position & -mmap.PAGESIZE)


def read_frame(content: Content) -> ListFrame:
    """What a list (DER) says besides its entries. Nothing of it is believed before ``signed_by``.

    Raises ListRefused for what is no list, is signed over a weak hash, does not say when the next one
    comes, is a delta or an indirect list, covers a part of its issuer's revocations that has no single
    name, or has an unknown critical extension.
    """
    try:
        body, stop = span(content, 0, len(content), SEQUENCE)
        if stop != len(content):
            raise DerError("bytes after its end")
        signed_body, signed_stop = span(content, body, stop, SEQUENCE)
        entries, entries_begin = _find_entries(content, signed_body, signed_stop)
        parts = (
            content[signed_body:entries_begin],
            content[entries.stop : signed_stop],
            content[signed_stop:stop],
        )
        bare = x509.load_der_x509_crl(sequence(sequence(parts[0] + parts[1]) + parts[2]))
        extensions = list(bare.extensions)
        algorithm = bare.signature_hash_algorithm
        issuer = bare.issuer
    except (DerError, IndexError, *_UNREADABLE) as error:
        raise ListRefused(f"no revocation list: {error}") from None
    except x509.UnsupportedGeneralNameType as error:
        raise ListRefused(f"a name of an unknown kind: {error}") from None
    if not isinstance(algorithm, HASHES):
        raise ListRefused("signed over a weak hash")
    if bare.next_update_utc is None:
        raise ListRefused("does not say when the next one comes")
    number: int | None = None
    point = WHOLE
    for extension in extensions:
        match extension.value:
            case x509.DeltaCRLIndicator():
                raise ListRefused("a delta list: only whole lists are taken in")
            case x509.CRLNumber() as numbered:
                number = numbered.crl_number
            case x509.AuthorityKeyIdentifier():
                pass
            case x509.IssuingDistributionPoint() as stated:
                point = _covered_point(stated)
            case _ if extension.critical:
                raise ListRefused(f"unknown critical extension {extension.oid.dotted_string}")
            case _:
                pass
    return ListFrame(
        issuer=issuer,
        this_update=bare.last_update_utc,
        next_update=bare.next_update_utc,
        number=number,
        point=point,
        signed=slice(body, signed_stop),
        entries=entries,
        _parts=parts,
    )


def _find_entries(content: Content, position: int, end: int) -> tuple[slice, int]:
    """Where the entries lie in the signed part, and where the element that holds them begins."""
    if content[position] == INTEGER:
        _, position = span(content, position, end, INTEGER)
    _, position = span(content, position, end, SEQUENCE)
    _, position = span(content, position, end, SEQUENCE)
    times = 0
    while position < end and content[position] in (UTC_TIME, GENERALIZED_TIME):
        _, position = span(content, position, end, UTC_TIME, GENERALIZED_TIME)
        times += 1
    if not 1 <= times <= 2:
        raise DerError("does not say when it was made")
    if position == end or content[position] == EXTENSIONS:
        return slice(position, position), position
    body, stop = span(content, position, end, SEQUENCE)
    return slice(body, stop), position


def _covered_point(stated: x509.IssuingDistributionPoint) -> str:
    if stated.indirect_crl:
        raise ListRefused("an indirect list: only an issuer's own is taken in")
    if stated.only_contains_ca_certs or stated.only_contains_attribute_certs:
        raise ListRefused("covers no users' certificates")
    if stated.only_some_reasons:
        raise ListRefused("covers some reasons of revocation only")
    if stated.relative_name is not None:
        raise ListRefused("covers a point that is named in part only")
    if stated.full_name is None:
        return WHOLE
    names = [point_name(name) for name in stated.full_name]
    if len(names) != 1 or not names[0]:
        raise ListRefused("covers a point without a single name")
    return names[0]
