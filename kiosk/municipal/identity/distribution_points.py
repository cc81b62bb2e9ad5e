"""Where an issuer publishes which part of its revocations (RFC 5280, 4.2.1.13 and 5.2.5). Pure.

公的個人認証サービス names its points by directory names without an address, and may publish a list a
point; which list answers for a card is found by that name.
"""

from __future__ import annotations

from collections.abc import Iterable

from cryptography import x509

WHOLE = ""
"""The point of a list that covers all that its issuer has issued."""


def point_name(name: x509.GeneralName) -> str | None:
    """A point's name as text; None for a kind of name that is not used for points."""
    match name:
        case x509.DirectoryName():
            return name.value.rfc4514_string()
        case x509.UniformResourceIdentifier():
            return name.value
        case _:
            return None


def points_of(extensions: x509.Extensions) -> frozenset[str]:
    """The names under which the lists that cover a certificate are published."""
    try:
        points: Iterable[x509.DistributionPoint] = extensions.get_extension_for_class(
            x509.CRLDistributionPoints
        ).value
    except x509.ExtensionNotFound:
        return frozenset()
    names = (point_name(name) for point in points for name in point.full_name or ())
    return frozenset(name for name in names if name)
