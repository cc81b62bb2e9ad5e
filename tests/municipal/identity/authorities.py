"""Authorities of card certificates for tests, good and bad ones, all bearing the same name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from kiosk.municipal.identity.certificates import USER_AUTHENTICATION_POLICY

_SHA256_WITH_RSA = bytes.fromhex("2a864886f70d01010b")
_SHA1_WITH_RSA = bytes.fromhex("2a864886f70d010105")

NOW = datetime(2026, 11, 24, 1, 24, tzinfo=UTC)
NAME = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "JPKI-TEST"),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "JPKI for user authentication"),
    ]
)


def key_usage(*, signature: bool = True, issuing: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signature,
        content_commitment=False,
        key_encipherment=not signature,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issuing,
        crl_sign=issuing,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True)
class Root:
    """One generation of the root."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @classmethod
    def create(
        cls, *, begins: datetime = NOW - timedelta(days=900), years: int = 10, bits: int = 2048
    ) -> Root:
        key = rsa.generate_private_key(65537, bits)
        certificate = (
            x509.CertificateBuilder(NAME, NAME, key.public_key(), x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(begins + timedelta(days=365 * years))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, SHA256())
        )
        return cls(key, certificate)

    def issue(
        self,
        card: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
        *,
        policy: x509.ObjectIdentifier | None = USER_AUTHENTICATION_POLICY,
        usage: x509.KeyUsage | None = None,
        with_usage: bool = True,
        is_ca: bool = False,
        begins: datetime = NOW - timedelta(days=100),
        ends: datetime = NOW + timedelta(days=100),
        authority_key: rsa.RSAPublicKey | None = None,
        serial: int = 0x1A2B3C4D,
        extensions: Sequence[tuple[x509.ExtensionType, bool]] = (),
        policy_critical: bool = True,
    ) -> x509.Certificate:
        public = authority_key or self.key.public_key()
        holder = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "997794E9AGCIEG13221003A")])
        builder = x509.CertificateBuilder(NAME, holder, card.public_key(), serial)
        builder = builder.not_valid_before(begins).not_valid_after(ends)
        if with_usage:
            builder = builder.add_extension(usage or key_usage(), critical=True)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False
        )
        if is_ca:
            builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        if policy is not None:
            information = x509.PolicyInformation(policy, None)
            builder = builder.add_extension(x509.CertificatePolicies([information]), policy_critical)
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(self.key, SHA256())

    def revocation_list(
        self,
        entries: Mapping[int, x509.ReasonFlags | None],
        *,
        updated: datetime = NOW - timedelta(days=1),
        next_update: datetime = NOW + timedelta(days=1),
        number: int | None = None,
        extensions: Sequence[tuple[x509.ExtensionType, bool]] = (),
        entry_extensions: Sequence[tuple[x509.ExtensionType, bool]] = (),
    ) -> x509.CertificateRevocationList:
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(updated).next_update(next_update)
        if number is not None:
            builder = builder.add_extension(x509.CRLNumber(number), critical=False)
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        for serial, reason in entries.items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(updated)
            if reason is not None:
                entry = entry.add_extension(x509.CRLReason(reason), critical=False)
            for extension, critical in entry_extensions:
                entry = entry.add_extension(extension, critical)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self.key, SHA256())


def over_a_weak_hash(certificate: x509.Certificate, issuer: Root) -> x509.Certificate:
    """The same certificate signed over SHA-1, which the library itself refuses to do."""
    weak = certificate.public_bytes(Encoding.DER).replace(_SHA256_WITH_RSA, _SHA1_WITH_RSA)
    to_sign = certificate.tbs_certificate_bytes.replace(_SHA256_WITH_RSA, _SHA1_WITH_RSA)
    signature = issuer.key.sign(to_sign, padding.PKCS1v15(), SHA1())
    return x509.load_der_x509_certificate(weak[: -len(signature)] + signature)
