"""Asking an issuer's responder about one certificate (RFC 6960, Online Certificate Status Protocol)."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from datetime import datetime, timedelta

import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.conf import settings

from kiosk.municipal.configuration import Responder
from kiosk.municipal.identity.certificates import key_id
from kiosk.municipal.identity.der import BIT_STRING, SEQUENCE, span
from kiosk.municipal.identity.issuer_signatures import HASHES, check_issuer_signature
from kiosk.municipal.identity.revocation_index import Standing

_NONCE_BYTES = 32
_LONGEST_ANSWER = 64 << 10
_READ_AT_ONCE = 4096
_ASKED_AT_ONCE = 16
_REMEMBERED = 50_000
_MADE_JUST_NOW = timedelta(minutes=5)
"""How old an answer may be that does not say until when it holds."""
_MALFORMED = (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension)


class NoAnswer(Exception):
    """The responder did not answer, or not so that it can be believed; the message says why."""


def ask(
    responder: Responder, issuer: x509.Certificate, serial: int, now: datetime, skew: timedelta
) -> Standing:
    """What the responder says of the certificate that ``issuer`` numbered ``serial``.

    That a certificate is good is remembered as long as the answer says that it holds; what else it says
    may be over tomorrow and is asked again. Raises NoAnswer, also where the responder knows nothing.
    """
    known = (responder.url, key_id(issuer), serial)
    if _good.holds(known, now):
        return Standing.GOOD
    nonce = secrets.token_bytes(_NONCE_BYTES) if responder.nonce else None
    request = _request(issuer, serial, nonce)
    try:
        encoded = _asking.submit(_post, responder, request).result(timeout=responder.seconds)
    except TookTooLong:
        raise NoAnswer(f"no answer within {responder.seconds:g} s") from None
    answer, until = read_answer(encoded, issuer, serial, nonce, now, skew)
    if answer is Standing.GOOD and until is not None:
        _good.remember(known, until)
    return answer


def read_answer(
    encoded: bytes,
    issuer: x509.Certificate,
    serial: int,
    nonce: bytes | None,
    now: datetime,
    skew: timedelta,
) -> tuple[Standing, datetime | None]:
    """What an answer says, and until when. Raises NoAnswer unless it is signed by ``issuer`` or by a
    responder that it appointed, is about this certificate, is fresh, and repeats the ``nonce``."""
    try:
        response = ocsp.load_der_ocsp_response(encoded)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            raise NoAnswer(f"it says {response.response_status.name.lower().replace('_', ' ')}")
        _check_signed(response, issuer, now, skew)
        _check_nonce(response, nonce)
        single = _about(response, issuer, serial)
        _check_fresh(single, now, skew)
        return _standing(single), single.next_update_utc
    except _MALFORMED as error:
        raise NoAnswer(f"malformed: {type(error).__name__}") from error


class _Good:
    """Certificates that were said to be good, and until when: the newest of them."""

    def __init__(self) -> None:
        self._until: OrderedDict[tuple[str, str, int], datetime] = OrderedDict()
        self._writing = threading.Lock()

    def holds(self, known: tuple[str, str, int], now: datetime) -> bool:
        """Whether an earlier answer still holds."""
        until = self._until.get(known)
        return until is not None and now <= until

    def remember(self, known: tuple[str, str, int], until: datetime) -> None:
        """Keep an answer until then."""
        with self._writing:
            self._until[known] = until
            self._until.move_to_end(known)
            while len(self._until) > _REMEMBERED:
                self._until.popitem(last=False)


_good = _Good()
_asking = ThreadPoolExecutor(_ASKED_AT_ONCE, thread_name_prefix="ocsp")
"""A responder that hangs holds these threads and no others."""


def _request(issuer: x509.Certificate, serial: int, nonce: bytes | None) -> bytes:
    builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(
        _name_hash(issuer), _key_hash(issuer), serial, SHA256()
    )
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def _post(responder: Responder, request: bytes) -> bytes:
    authority = responder.authority
    verify = True if authority is None else str(settings.CITY_HALL.directory / authority)
    give_up = time.monotonic() + responder.seconds
    try:
        with requests.post(
            responder.url,
            data=request,
            headers={"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"},
            timeout=responder.seconds,
            verify=verify,
            allow_redirects=False,
            stream=True,
        ) as response:
            if response.status_code != requests.codes.ok:
                raise NoAnswer(f"HTTP status {response.status_code}")
            return b"".join(_bounded(response, give_up))
    except (requests.RequestException, OSError) as error:
        raise NoAnswer(f"not reached: {type(error).__name__}") from error


def _bounded(response: requests.Response, give_up: float) -> Iterator[bytes]:
    length = 0
    for part in response.iter_content(_READ_AT_ONCE):
        length += len(part)
        if length > _LONGEST_ANSWER:
            raise NoAnswer("the answer is too long")
        if time.monotonic() > give_up:
            raise NoAnswer("the answer takes too long")
        yield part


def _name_hash(issuer: x509.Certificate) -> bytes:
    return hashlib.sha256(issuer.subject.public_bytes()).digest()


def _key_hash(issuer: x509.Certificate) -> bytes:
    """Hash of the key's bits without their tag, length and number of unused bits (RFC 6960, 4.1.1)."""
    return hashlib.sha256(_key_bits(issuer)).digest()


def _key_bits(certificate: x509.Certificate) -> bytes:
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    body, end = span(key, 0, len(key), SEQUENCE)
    _, algorithm_end = span(key, body, end, SEQUENCE)
    begin, stop = span(key, algorithm_end, end, BIT_STRING)
    return key[begin + 1 : stop]


def _check_signed(
    response: ocsp.OCSPResponse, issuer: x509.Certificate, now: datetime, skew: timedelta
) -> None:
    algorithm = response.signature_hash_algorithm
    if not isinstance(algorithm, HASHES):
        raise NoAnswer("signed over a weak hash")
    digest = Hash(algorithm)
    digest.update(response.tbs_response_bytes)
    signed = digest.finalize()
    for signer in (issuer, *response.certificates):
        if not _is_named(signer, response):
            continue
        if signer != issuer:
            _check_appointed(signer, issuer, now, skew)
        try:
            check_issuer_signature(signer.public_key(), response.signature, signed, algorithm)
        except InvalidSignature:
            continue
        return
    raise NoAnswer("its signature is not the issuer's, nor an appointed responder's")


def _is_named(signer: x509.Certificate, response: ocsp.OCSPResponse) -> bool:
    if response.responder_key_hash is not None:
        # RFC 6960, 4.2.1: a responder's key is always named by its SHA-1.
        return (
            response.responder_key_hash
            == x509.SubjectKeyIdentifier.from_public_key(signer.public_key()).digest
        )
    return response.responder_name == signer.subject


def _check_appointed(
    signer: x509.Certificate, issuer: x509.Certificate, now: datetime, skew: timedelta
) -> None:
    """RFC 6960, 4.2.2.2: the issuer itself has issued the responder's certificate, for this use."""
    try:
        signer.verify_directly_issued_by(issuer)
        uses = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (InvalidSignature, ValueError, TypeError):
        raise NoAnswer("the responder's certificate is not its issuer's") from None
    except x509.ExtensionNotFound:
        raise NoAnswer("the responder's certificate lacks its extended key usage") from None
    if not isinstance(signer.signature_hash_algorithm, HASHES):
        raise NoAnswer("the responder's certificate is signed over a weak hash")
    if ExtendedKeyUsageOID.OCSP_SIGNING not in uses:
        raise NoAnswer("the responder's certificate is not for signing answers")
    if not signer.not_valid_before_utc - skew <= now <= signer.not_valid_after_utc + skew:
        raise NoAnswer("the responder's certificate is not valid now")


def _check_nonce(response: ocsp.OCSPResponse, nonce: bytes | None) -> None:
    if nonce is None:
        return
    try:
        repeated = response.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        raise NoAnswer("it does not repeat the nonce") from None
    if not secrets.compare_digest(repeated, nonce):
        raise NoAnswer("it repeats another nonce")


def _about(response: ocsp.OCSPResponse, issuer: x509.Certificate, serial: int) -> ocsp.OCSPSingleResponse:
    for single in response.responses:
        if (
            single.serial_number == serial
            and isinstance(single.hash_algorithm, SHA256)
            and single.issuer_name_hash == _name_hash(issuer)
            and single.issuer_key_hash == _key_hash(issuer)
        ):
            return single
    raise NoAnswer("it is about another certificate")


def _check_fresh(single: ocsp.OCSPSingleResponse, now: datetime, skew: timedelta) -> None:
    if single.this_update_utc > now + skew:
        raise NoAnswer("it is made in the future")
    until = single.next_update_utc or single.this_update_utc + _MADE_JUST_NOW
    if now > until + skew:
        raise NoAnswer("it is old")


def _standing(single: ocsp.OCSPSingleResponse) -> Standing:
    match single.certificate_status:
        case ocsp.OCSPCertStatus.GOOD:
            return Standing.GOOD
        case ocsp.OCSPCertStatus.REVOKED:
            held = single.revocation_reason is x509.ReasonFlags.certificate_hold
            return Standing.ON_HOLD if held else Standing.REVOKED
        case ocsp.OCSPCertStatus.UNKNOWN:
            raise NoAnswer("it does not know the certificate")
