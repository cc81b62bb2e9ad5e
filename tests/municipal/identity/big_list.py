"""Revocation lists of any length, written as bytes: the library's builder takes minutes for a million."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.municipal.identity.der import SEQUENCE, sequence, span
from tests.municipal.identity.authorities import Root

_REVOKED_THEN = b"\x17\x0d260101000000Z"
_REASONS = {
    on_hold: bytes.fromhex("300c300a0603551d1504030a01") + reason
    for on_hold, reason in ((False, b"\x01"), (True, b"\x06"))
}


def entry(serial: int, *, on_hold: bool) -> bytes:
    """One entry: revoked for its key's sake, or on hold."""
    number = serial.to_bytes(serial.bit_length() // 8 + 1)
    return sequence(bytes((2, len(number))) + number + _REVOKED_THEN + _REASONS[on_hold])


def write_big_list(file: Path, root: Root, entries: Iterable[tuple[int, bool]], number: int) -> None:
    """A list of ``root`` with these numbers (whether on hold), signed."""
    bare = root.revocation_list({}, number=number)
    to_sign = bare.tbs_certlist_bytes
    body, end = span(to_sign, 0, len(to_sign), SEQUENCE)
    extensions = to_sign.index(b"\xa0", body + len(bare.issuer.public_bytes()))
    rows = b"".join(entry(serial, on_hold=on_hold) for serial, on_hold in entries)
    signed = sequence(to_sign[body:extensions] + sequence(rows) + to_sign[extensions:end])
    signature = root.key.sign(signed, padding.PKCS1v15(), SHA256())
    encoded = bare.public_bytes(Encoding.DER)
    begin, stop = span(encoded, 0, len(encoded), SEQUENCE)
    _, signed_end = span(encoded, begin, stop, SEQUENCE)
    _, algorithm_end = span(encoded, signed_end, stop, SEQUENCE)
    algorithm = encoded[signed_end:algorithm_end]
    bits = b"\x03\x82" + (len(signature) + 1).to_bytes(2) + b"\0" + signature
    file.write_bytes(sequence(signed + algorithm + bits))
