"""An OCSP responder in software (RFC 6960), over real HTTP, which can lie.

with Responder(root) as responder:
    responder.says[serial] = GOOD
    responder.plan(Lie.OLD)
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.municipal.identity.authorities import NAME, NOW, Root

HOUR = timedelta(hours=1)
_LOOK_SECONDS = 0.01
_FOR_ANSWERS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
_FOR_SERVERS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])


class Lie(Enum):
    """What a responder does wrong."""

    WRONG_SIGNATURE = auto()
    OTHER_SERIAL = auto()
    OTHER_ISSUER = auto()
    OLD = auto()
    FUTURE = auto()
    NO_NONCE = auto()
    OTHER_NONCE = auto()
    MALFORMED = auto()
    EMPTY = auto()
    ENDLESS = auto()
    SILENT = auto()
    TRY_LATER = auto()
    SERVER_ERROR = auto()
    REDIRECT = auto()
    APPOINTED_BY_NOBODY = auto()
    APPOINTED_FOR_SOMETHING_ELSE = auto()
    APPOINTED_LONG_AGO = auto()
    NOT_APPOINTED_AT_ALL = auto()


@dataclass(frozen=True)
class Says:
    """An answer about a certificate; ``reason`` None is good, unless it is not known at all."""

    reason: x509.ReasonFlags | None = None
    known: bool = True


GOOD = Says()
LOST = Says(x509.ReasonFlags.key_compromise)
HELD = Says(x509.ReasonFlags.certificate_hold)
UNKNOWN = Says(known=False)


def appointed(
    issuer: Root,
    key: rsa.RSAPrivateKey,
    *,
    uses: x509.ExtendedKeyUsage | None = _FOR_ANSWERS,
    ends: datetime = NOW + timedelta(days=9),
) -> x509.Certificate:
    """A certificate by which ``issuer`` lets another key answer."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "responder")])
    builder = x509.CertificateBuilder(NAME, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(ends - timedelta(days=20)).not_valid_after(ends)
    if uses is not None:
        builder = builder.add_extension(uses, critical=False)
    return builder.sign(issuer.key, SHA256())


@dataclass
class Responder:
    """Answers for ``root`` by its own key, or by that of a responder that it appointed."""

    root: Root
    delegated: bool = False
    valid_for: timedelta | None = HOUR
    says: dict[int, Says] = field(default_factory=dict)
    asked: int = 0
    _lie: Lie | None = None
    _released: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._http.serve_forever, args=(_LOOK_SECONDS,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._released.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(65537, 2048)

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self._http.server_port}/"

    def plan(self, lie: Lie | None) -> None:
        """Lie from now on, or be honest again."""
        self._lie = lie

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        responder = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                responder.asked += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                responder._reply(self, body)

            def log_message(self, *arguments: object) -> None:
                pass

        return Handler

    def _reply(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        if self._lie is Lie.SILENT:
            self._released.wait()
            return
        status = {Lie.SERVER_ERROR: 500, Lie.REDIRECT: 302}.get(self._lie or Lie.EMPTY, 200)
        handler.send_response(status)
        if status == 302:
            handler.send_header("Location", self.url)
        handler.send_header("Content-Type", "application/ocsp-response")
        content = self._content(body)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def _content(self, body: bytes) -> bytes:
        match self._lie:
            case Lie.MALFORMED:
                return b"\x30\x82nonsense"
            case Lie.EMPTY:
                return b""
            case Lie.ENDLESS:
                return b"\x30" * (1 << 20)
            case Lie.TRY_LATER:
                status = ocsp.OCSPResponseStatus.TRY_LATER
                return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)
            case _:
                return self._answer(ocsp.load_der_ocsp_request(body))

    def _answer(self, request: ocsp.OCSPRequest) -> bytes:
        said = self.says.get(request.serial_number, UNKNOWN)
        builder = self._about(request, said)
        nonce = (
            request.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
            if request.extensions
            else b""
        )
        if nonce and self._lie is not Lie.NO_NONCE:
            repeated = nonce[::-1] if self._lie is Lie.OTHER_NONCE else nonce
            builder = builder.add_extension(x509.OCSPNonce(repeated), critical=False)
        key, certificate = self._signer()
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, certificate)
        if certificate != self.root.certificate:
            builder = builder.certificates([certificate])
        encoded = builder.sign(key, SHA256()).public_bytes(Encoding.DER)
        if self._lie is Lie.WRONG_SIGNATURE:
            signature = ocsp.load_der_ocsp_response(encoded).signature
            encoded = encoded.replace(signature, signature[:-1] + bytes((signature[-1] ^ 1,)))
        return encoded

    def _about(self, request: ocsp.OCSPRequest, said: Says) -> ocsp.OCSPResponseBuilder:
        made = {Lie.OLD: NOW - 3 * HOUR, Lie.FUTURE: NOW + HOUR}.get(self._lie or Lie.EMPTY, NOW)
        status = (
            ocsp.OCSPCertStatus.UNKNOWN
            if not said.known
            else ocsp.OCSPCertStatus.REVOKED
            if said.reason
            else ocsp.OCSPCertStatus.GOOD
        )
        key_hash = request.issuer_key_hash
        return ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=request.issuer_name_hash,
            issuer_key_hash=key_hash[::-1] if self._lie is Lie.OTHER_ISSUER else key_hash,
            serial_number=request.serial_number + (self._lie is Lie.OTHER_SERIAL),
            algorithm=request.hash_algorithm,
            cert_status=status,
            this_update=made,
            next_update=None if self.valid_for is None else made + self.valid_for,
            revocation_time=made if said.reason else None,
            revocation_reason=said.reason,
        )

    def _signer(self) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        """The key that signs, and the certificate that speaks for it."""
        lies: dict[Lie, Callable[[], x509.Certificate]] = {
            Lie.APPOINTED_BY_NOBODY: lambda: appointed(Root.create(), self._key),
            Lie.APPOINTED_FOR_SOMETHING_ELSE: lambda: appointed(self.root, self._key, uses=_FOR_SERVERS),
            Lie.APPOINTED_LONG_AGO: lambda: appointed(self.root, self._key, ends=NOW - HOUR),
            Lie.NOT_APPOINTED_AT_ALL: lambda: appointed(self.root, self._key, uses=None),
        }
        if self._lie in lies:
            return self._key, lies[self._lie]()
        if self.delegated:
            return self._key, appointed(self.root, self._key)
        return self.root.key, self.root.certificate
