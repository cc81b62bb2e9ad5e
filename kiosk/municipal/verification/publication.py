"""What is published for verifiers: the trust list, on the line and as a file for where there is none."""

from __future__ import annotations

from datetime import datetime

from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import Wording
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.two_d_seal.trust import (
    KnownLayout,
    TrustedMunicipality,
    TrustList,
    WithdrawnPaper,
)
from kiosk.municipal.clock import JAPAN
from kiosk.municipal.registry.models import Municipality
from kiosk.municipal.verification.keys import published
from kiosk.municipal.verification.models import SealedForm
from kiosk.municipal.verification.withdrawals import withdrawals


def trust_list(now: datetime) -> TrustList:
    """Everything of this city hall: all its municipalities, all keys that were ever in use."""
    return TrustList(
        published_at=now,
        municipalities=tuple(_municipality(town) for town in Municipality.objects.order_by("code")),
        layouts=tuple(
            KnownLayout(sha256=form.sha256, kind=Kind(form.kind))
            for form in SealedForm.objects.order_by("pk")
        ),
        withdrawn=tuple(
            WithdrawnPaper(
                municipality_code=MunicipalityCode(one.order.municipality_id),
                order_id=one.order.order_id,
                withdrawn_on=one.withdrawn_at.astimezone(JAPAN).date(),
            )
            for one in withdrawals()
        ),
    )


def _municipality(town: Municipality) -> TrustedMunicipality:
    return TrustedMunicipality(
        code=MunicipalityCode(town.code),
        name=Wording(ja=town.name_ja, en=town.name_en),
        desk_phone=town.desk_phone,
        keys=tuple(published(key) for key in town.two_d_seal_keys.order_by("not_before")),
    )
