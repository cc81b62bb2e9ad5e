"""Two municipalities in one installation, each with one of everything that a page or a call can name."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.serialization import Encoding
from django.contrib.auth.models import User
from django.test import Client

from kiosk.certificates.kinds import Kind
from kiosk.municipal.availability.models import Fee, ServiceOffer
from kiosk.municipal.console.models import Membership, StaffProfile
from kiosk.municipal.console.rights import Role
from kiosk.municipal.console.staff import enrol_app
from kiosk.municipal.fleet.models import Alarm
from kiosk.municipal.identity.models import Terminal
from kiosk.municipal.identity.pki import Authority
from kiosk.municipal.identity.terminals import fingerprint
from kiosk.municipal.issuance.models import Claim, Order, OrderOutcome, Visit
from kiosk.municipal.proposals.decisions import draft
from kiosk.municipal.proposals.fees import content_of
from kiosk.municipal.proposals.models import Matter, Proposal
from kiosk.municipal.registry.models import Municipality

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
KEY = "KNAVITZNIFHUEQJNGIYTAMCUKNKUWSJN"


@dataclass(frozen=True)
class Connection:
    """A TLS connection whose client certificate was verified, as the server hands it to the application."""

    certificate: bytes

    def getpeercert(self, *, binary_form: bool) -> bytes:
        assert binary_form
        return self.certificate


@dataclass
class Place:
    """A municipality, a terminal of its own and an order that became a claim."""

    municipality: Municipality
    terminal: Connection
    visit: Visit
    order: Order
    claim: Claim
    alarm: Alarm
    proposal: Proposal
    staff: User


def found(code: str, name: str, authority: Authority) -> Place:
    """All of it, with a member of staff who is everything there."""
    municipality = Municipality.objects.create(
        code=code,
        name_ja=name,
        name_en=name,
        prefecture="架空県",
        desk_phone="0000-11-2100",
        mayor_title=f"{name}長",
        mayor_name="木漏日　豊",
    )
    offer = ServiceOffer.objects.create(
        municipality=municipality, kind=Kind.RESIDENT_RECORD, opens=time(6, 30), closes=time(23, 0)
    )
    Fee.objects.create(municipality=municipality, offer=offer, yen=200, first=date(2026, 4, 1))
    terminal_id = f"store-{code}"
    certificate = authority.terminal_certificate(terminal_id).certificate.public_bytes(Encoding.DER)
    terminal = Terminal.objects.create(terminal_id=terminal_id, fingerprint=fingerprint(certificate))
    terminal.municipalities.add(municipality)
    visit = Visit.objects.create(
        municipality=municipality,
        visit_id=secrets.token_hex(16),
        terminal=terminal,
        challenge=b"",
        expires=NOON,
    )
    order = Order.objects.create(
        municipality=municipality,
        order_id=secrets.token_hex(16),
        visit=visit,
        idempotency_key="1",
        choices={"kind": Kind.RESIDENT_RECORD.value, "copies": 1},
        fee=200,
        pages=1,
        layout_sha256="",
        content_sha256="",
        issue_date=NOON.date(),
        expires=NOON,
    )
    claim = Claim.objects.create(
        municipality=municipality, order=order, number="4821-7730", cause="money", owed=200, opened_at=NOON
    )
    OrderOutcome.objects.create(
        municipality=municipality,
        order=order,
        outcome="claim",
        sheets=0,
        received=1000,
        returned=800,
        claim=claim.number,
        reported_at=NOON,
    )
    alarm = Alarm.objects.create(
        municipality=municipality,
        terminal=terminal,
        alarm_id=secrets.token_hex(16),
        cause="terminal",
        failure="E-DOC-002",
        raised_at=NOON,
        received_at=NOON,
    )
    author = User.objects.create(username=f"author-{code}")
    proposal = draft(
        municipality,
        Matter.FEE,
        content_of(Kind.RESIDENT_RECORD, 250, date(2030, 4, 1), None),
        begins=None,
        reason="条例の改正",
        by=author,
        now=NOON,
    )
    staff = member(municipality, f"everything-{code}", *Role)
    return Place(municipality, Connection(certificate), visit, order, claim, alarm, proposal, staff)


def member(municipality: Municipality, name: str, *roles: Role) -> User:
    """A user who has signed in before: a password of one's own and an authenticator app."""
    user = User.objects.create(username=name)
    StaffProfile.objects.create(user=user)
    enrol_app(user, KEY)
    for role in roles:
        Membership.objects.create(user=user, municipality=municipality, role=role)
    return user


def browser_of(user: User | None) -> Client:
    """A browser in which the user is signed in with both factors; None: nobody is."""
    client = Client()
    if user is not None:
        client.force_login(user, "kiosk.municipal.console.membership.MembershipBackend")
        session = client.session
        session["second_factor"] = user.authenticator_set.get().pk
        session.save()
    return client
