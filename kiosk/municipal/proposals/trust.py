"""信頼の基点: whose card certificates a municipality believes (公的個人認証法 第36条: it is the verifier)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from kiosk.municipal.identity.certificates import key_id, refusal_of_anchor
from kiosk.municipal.identity.models import TrustAnchor
from kiosk.municipal.identity.trust import add_anchor
from kiosk.municipal.proposals.matters import Change, ProposalRefused, Rule
from kiosk.municipal.proposals.models import Proposal

MOST_BYTES = 20_000


def certificate_of(proposal: Proposal) -> x509.Certificate:
    """The proposed root. Raises ProposalRefused."""
    content = bytes(proposal.attachment or b"")
    try:
        if content.startswith(b"-----"):
            return x509.load_pem_x509_certificate(content)
        return x509.load_der_x509_certificate(content)
    except ValueError:
        raise ProposalRefused(gettext("証明書（PEM または DER）を選んでください。")) from None


def _check(proposal: Proposal, now: datetime) -> None:
    certificate = certificate_of(proposal)
    if refusal_of_anchor(certificate) is not None:
        raise ProposalRefused(gettext("この証明書は、利用者証明用の認証局のものではありません。"))
    if certificate.not_valid_after_utc <= now:
        raise ProposalRefused(gettext("この証明書は、期限が切れています。"))


def _changes(proposal: Proposal) -> Sequence[Change]:
    certificate = certificate_of(proposal)
    key = key_id(certificate)
    known = TrustAnchor.objects.filter(key=key).first()
    believed = known is not None and known.is_believed_by(proposal.municipality_id)
    validity = (
        f"{date_format(certificate.not_valid_before_utc)} – {date_format(certificate.not_valid_after_utc)}"
    )
    return (
        Change(
            gettext_lazy("信頼する認証局"),
            gettext("信頼している") if believed else gettext("信頼していない"),
            gettext("信頼する"),
        ),
        Change(gettext_lazy("名前"), "", certificate.subject.rfc4514_string()),
        Change(gettext_lazy("有効期間"), "", validity),
        Change(gettext_lazy("公開鍵の SHA-256"), "", key),
    )


def _put_in_force(proposal: Proposal) -> None:
    add_anchor(certificate_of(proposal), proposal.municipality)


TRUST = Rule(_check, _changes, _put_in_force)
