"""印鑑登録証明書 (印鑑登録証明事務処理要領 第5)."""

from __future__ import annotations

from datetime import date

from kiosk.municipal.issuance.compose.texts import CertificateTexts, birth_date, certified
from kiosk.municipal.registry.models import Municipality, SealRegistration


def compose_seal_registration(
    municipality: Municipality, *, address: str, seal: SealRegistration, issue_date: date
) -> CertificateTexts:
    """The imprint with the names of its registration; ``address`` is today's. Sex is not on it."""
    sentence = "この写しは、登録されている印影と相違ないことを証明する。"
    return CertificateTexts(
        fields={
            "furigana": seal.furigana,
            "name": seal.name,
            "old_name": seal.old_name,
            "alias": seal.alias,
            "birth_date": birth_date(seal.resident),
            "address": address,
            "remarks": "",
            **certified(municipality, sentence, issue_date),
        },
        pictures={"imprint": bytes(seal.imprint)},
    )
