"""Fees, layouts, the official seal and trust anchors: one drafts, another approves, then it is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.availability.answer import fee_of, offers_of
from kiosk.municipal.availability.models import Revision
from kiosk.municipal.console.rights import Role
from kiosk.municipal.forms.layouts import layout_by_hash, layout_in_force
from kiosk.municipal.forms.official_seal import official_seal, write_official_seal
from kiosk.municipal.identity.certificates import CertificateRefused
from kiosk.municipal.identity.pki import Authority
from kiosk.municipal.identity.trust import trusted_card
from kiosk.municipal.proposals import fees, layouts
from kiosk.municipal.proposals.decisions import (
    AlreadyDecided,
    NotOwnDraft,
    OwnDraft,
    SeenOtherwise,
    approve,
    changes_of,
    draft,
    fingerprint,
    put_due_in_force,
    refuse,
    withdraw,
)
from kiosk.municipal.proposals.matters import ProposalRefused
from kiosk.municipal.proposals.models import Matter, Proposal
from kiosk.rendering.layouts.layout import LAYOUTS
from kiosk.rendering.samples import SAMPLE_SEAL, SAMPLES
from tests.municipal.identity.authorities import Root
from tests.municipal.two_towns import NOON, Place, browser_of, found, member

pytestmark = pytest.mark.django_db

AOBA, WAKABA = MunicipalityCode("999016"), MunicipalityCode("999318")
RECORD = Kind.RESIDENT_RECORD
OWN_LAYOUT = LAYOUTS / WAKABA / "resident-record.toml"
ANOTHER_SEAL = SAMPLES / "imprint-square.png"


@dataclass
class Office:
    """Two people of a town, who may draft and approve both."""

    place: Place
    mori: User
    hara: User

    def drafted(self, matter: Matter, content: dict[str, object], **stated: object) -> Proposal:
        known = {"attachment": None, "begins": None, "reason": "条例の改正", "by": self.mori, "now": NOON}
        return draft(self.place.municipality, matter, content, **{**known, **stated})  # type: ignore[arg-type]

    def fee(self, yen: int = 250, first: date = date(2027, 4, 1)) -> Proposal:
        return self.drafted(Matter.FEE, dict(fees.content_of(RECORD, yen, first, None)))

    def approved(self, proposal: Proposal, now: datetime = NOON, by: User | None = None) -> None:
        seen = fingerprint(changes_of(proposal))
        approve(proposal, seen=seen, note="確認した", by=by or self.hara, now=now)

    def fee_on(self, day: date) -> int | None:
        return fee_of(offers_of(self.place.municipality)[0], day)


@pytest.fixture
def office(authority: Authority) -> Office:
    place = found(AOBA, "青葉市", authority)
    people = [member(place.municipality, name, Role.OPERATOR, Role.APPROVER) for name in ("mori", "hara")]
    return Office(place, *people)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.create("terminals")


def forms() -> Path:
    """The directory of seals and layouts of this test's city hall."""
    directory: Path = settings.CITY_HALL.forms
    return directory


def test_an_approved_fee_is_charged_from_its_first_day_on_and_terminals_learn_of_it(office: Office) -> None:
    proposal = office.fee()
    assert office.fee_on(date(2027, 4, 1)) == 200
    before = Revision.objects.get(municipality=AOBA).number
    office.approved(proposal)
    assert office.fee_on(date(2027, 3, 31)) == 200
    assert office.fee_on(date(2027, 4, 1)) == 250
    assert Revision.objects.get(municipality=AOBA).number > before
    proposal.refresh_from_db()
    assert (proposal.decided_by, proposal.changes[0][1:]) == (office.hara, ["200円", "250円"])


def test_who_drafts_does_not_approve_whatever_the_role_and_by_whatever_way(office: Office) -> None:
    proposal = office.fee()
    with pytest.raises(OwnDraft):
        office.approved(proposal, by=office.mori)
    with pytest.raises(OwnDraft):
        refuse(proposal, note="", by=office.mori, now=NOON)
    past_all_code = Proposal.objects.filter(pk=proposal.pk)
    for nobody_else in (office.mori, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            past_all_code.update(decision="approved", decided_by=nobody_else)
    assert office.fee_on(date(2027, 4, 1)) == 200


def test_a_draft_is_decided_once_and_withdrawn_by_its_author_only(office: Office) -> None:
    proposal = office.fee()
    with pytest.raises(NotOwnDraft):
        withdraw(proposal, note="", by=office.hara, now=NOON)
    refuse(proposal, note="まだ早い", by=office.hara, now=NOON)
    with pytest.raises(AlreadyDecided):
        withdraw(proposal, note="", by=office.mori, now=NOON)
    with pytest.raises(AlreadyDecided):
        office.approved(Proposal(**{**vars_of(proposal), "decision": ""}))
    assert office.fee_on(date(2027, 4, 1)) == 200


def vars_of(proposal: Proposal) -> dict[str, object]:
    """The draft as somebody still has it on the screen."""
    return {field.attname: getattr(proposal, field.attname) for field in Proposal._meta.concrete_fields}


def test_what_changed_while_the_approver_looked_is_not_approved_unseen(office: Office) -> None:
    first, second = office.fee(250), office.fee(300)
    seen = fingerprint(changes_of(second))
    office.approved(first)
    with pytest.raises(SeenOtherwise):
        approve(second, seen=seen, note="", by=office.hara, now=NOON)
    office.approved(second)
    assert office.fee_on(date(2027, 4, 1)) == 300


@pytest.mark.parametrize(("yen", "first"), [(255, date(2027, 4, 1)), (250, NOON.date() - timedelta(days=1))])
def test_no_fee_is_drafted_that_can_not_be_taken(office: Office, yen: int, first: date) -> None:
    with pytest.raises(ProposalRefused):
        office.fee(yen, first)


def test_a_fee_whose_first_day_went_by_before_anybody_approved_is_refused(office: Office) -> None:
    proposal = office.fee(first=NOON.date())
    with pytest.raises(ProposalRefused, match="過ぎています"):
        office.approved(proposal, NOON + timedelta(days=1))


def test_an_approved_seal_waits_for_its_moment(office: Office) -> None:
    old, new = SAMPLE_SEAL.read_bytes(), ANOTHER_SEAL.read_bytes()
    write_official_seal(forms(), AOBA, old)
    office.approved(office.drafted(Matter.SEAL, {}, attachment=new, begins=NOON + timedelta(hours=2)))
    put_due_in_force(NOON + timedelta(hours=1))
    assert official_seal(forms(), AOBA) == old
    assert len(put_due_in_force(NOON + timedelta(hours=2))) == 1
    assert official_seal(forms(), AOBA) == new
    assert put_due_in_force(NOON + timedelta(hours=3)) == []


@pytest.mark.parametrize("picture", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n and then nothing"])
def test_no_seal_is_drafted_that_is_no_picture(office: Office, picture: bytes) -> None:
    with pytest.raises(ProposalRefused):
        office.drafted(Matter.SEAL, {}, attachment=picture)


def test_an_approved_layout_is_drawn_at_once_and_papers_sealed_before_in_the_old_one(office: Office) -> None:
    before = layout_in_force(AOBA, RECORD)
    proposal = office.drafted(
        Matter.LAYOUT, dict(layouts.content_of(RECORD)), attachment=OWN_LAYOUT.read_bytes()
    )
    assert any("若葉町手数料条例" in line for line in layouts.changed_lines(proposal))
    office.approved(proposal)
    after = layout_in_force(AOBA, RECORD)
    assert after.sha256 != before.sha256
    for layout in (before, after):
        handed_out = layout_by_hash(layout.sha256, [AOBA])
        assert handed_out is not None
        assert handed_out.form == layout.form
    assert layout_by_hash(after.sha256, [MunicipalityCode("131211")]) is None


def test_a_faulty_layout_is_refused_by_naming_the_box(office: Office) -> None:
    content = dict(layouts.content_of(RECORD))
    with pytest.raises(ProposalRefused, match="no-such-box"):
        office.drafted(
            Matter.LAYOUT,
            content,
            attachment=OWN_LAYOUT.read_bytes() + b"\n[change.no-such-box]\nsize = [1, 1]\n",
        )


def test_a_trust_anchor_is_believed_by_the_municipality_that_approved_it_alone(office: Office) -> None:
    root = Root.create()
    card = root.issue(rsa.generate_private_key(65537, 2048))
    with pytest.raises(CertificateRefused):
        trusted_card(card, AOBA, NOON, timedelta(0))
    pem = root.certificate.public_bytes(Encoding.PEM)
    office.approved(office.drafted(Matter.TRUST, {}, attachment=pem))
    assert trusted_card(card, AOBA, NOON, timedelta(0))
    with pytest.raises(CertificateRefused):
        trusted_card(card, WAKABA, NOON, timedelta(0))


@pytest.mark.parametrize("certificate", [b"", b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"])
def test_no_anchor_is_drafted_that_is_no_certificate(office: Office, certificate: bytes) -> None:
    with pytest.raises(ProposalRefused):
        office.drafted(Matter.TRUST, {}, attachment=certificate)


def test_a_change_that_can_not_be_made_any_more_says_why_and_keeps_nothing_else_up(office: Office) -> None:
    anchor = office.drafted(
        Matter.SEAL, {}, attachment=ANOTHER_SEAL.read_bytes(), begins=NOON + timedelta(hours=1)
    )
    office.approved(anchor)
    Proposal.objects.filter(pk=anchor.pk).update(attachment=b"no picture")
    seal = office.drafted(
        Matter.SEAL, {}, attachment=SAMPLE_SEAL.read_bytes(), begins=NOON + timedelta(hours=1)
    )
    office.approved(seal)
    put_due_in_force(NOON + timedelta(hours=2))
    assert official_seal(forms(), AOBA) == SAMPLE_SEAL.read_bytes()
    anchor.refresh_from_db()
    assert "no PNG" in anchor.fault
    shown = browser_of(office.mori).get(f"/console/{AOBA}/proposals/{anchor.pk}").content.decode()
    assert "実施できません" in shown


def test_the_authors_page_offers_no_approval_and_says_why_one_that_is_posted_fails(office: Office) -> None:
    proposal = office.fee()
    page = f"/console/{AOBA}/proposals/{proposal.pk}"
    own, other = browser_of(office.mori), browser_of(office.hara)
    assert "承認する" not in own.get(page).content.decode()
    assert "承認する" in other.get(page).content.decode()
    answer = own.post(f"{page}/approve", {"note": "よい", "seen": fingerprint(changes_of(proposal))})
    assert "自分が作った案は、ほかの職員が決めます。" in answer.content.decode()
    proposal.refresh_from_db()
    assert proposal.decision == ""
