"""Who may enter what: every page of the console and every call of the API, by every role, from everywhere.

The pages are those of the URL conf and the calls those of the OpenAPI, so that a new one which says nothing
of who may enter, or which this test can't ask for, fails it.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse

from kiosk.municipal.api import api
from kiosk.municipal.availability.models import Fee
from kiosk.municipal.console.doors import Door, Open, door_of
from kiosk.municipal.console.models import Membership, StaffProfile
from kiosk.municipal.console.rights import RIGHTS, Right, Role
from kiosk.municipal.fleet.models import Alarm, AlarmCause
from kiosk.municipal.identity.pki import Authority
from kiosk.municipal.issuance.models import Claim, ClaimSettlement, Order, OrderOutcome, ReissueGrant, Visit
from kiosk.municipal.proposals.models import Proposal
from kiosk.municipal.registry.models import Municipality
from tests.municipal.doors import Address, addresses, pages
from tests.municipal.two_towns import NOON, Place, browser_of, found, member

pytestmark = pytest.mark.django_db

AOBA, WAKABA = "999016", "999318"
OWN_DOORS = {
    "api/v1/": "terminals' certificates",
    "verify/": "open to everybody, whatever the municipality",
    "health": "says whether the program runs, and no more",
    "ready": "says whether it can work, and no more",
    "": "the way to the console",
}
"""What stands beside the console, and who watches it."""
KEPT = (
    Municipality,
    Visit,
    Order,
    OrderOutcome,
    Claim,
    ClaimSettlement,
    ReissueGrant,
    Alarm,
    Proposal,
    Fee,
    Membership,
)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.create("Kiosk terminals' authority")


@pytest.fixture
def aoba(db: None, authority: Authority) -> Place:
    return found(AOBA, "青葉市", authority)


@pytest.fixture
def wakaba(db: None, authority: Authority) -> Place:
    return found(WAKABA, "若葉町", authority)


def arguments(place: Place) -> dict[str, list[Any]]:
    """What the parts of a page's address can be in a municipality."""
    return {
        "code": [place.municipality.code],
        "kind": ["resident-record"],
        "to": ["on", "off"],
        "order_id": [place.order.order_id],
        "action": ["settle", "reissue", "decline"],
        "matter": ["fee", "seal", "layout", "trust"],
        "decision": ["approve", "refuse"],
        "side": ["before", "after"],
        "console:alarm.pk": [place.alarm.pk],
        "console:change_roles.pk": [place.staff.pk],
        "console:start_anew.pk": [place.staff.pk],
        "pk": [place.proposal.pk],
    }


def places_of(page: Address, place: Place) -> list[str]:
    """The page's addresses in a municipality."""
    known = arguments(place)
    values = [known.get(f"{page.name}.{name}", known.get(name)) for name in sorted(page.arguments)]
    assert None not in values, f"{page.route}: say in this test what its parts can be"
    return [
        reverse(page.name, kwargs=dict(zip(sorted(page.arguments), chosen, strict=True)))
        for chosen in product(*(value for value in values if value is not None))
    ]


def municipal_pages() -> Iterator[tuple[Address, Right]]:
    """Pages that belong to one municipality, with the right that each asks for."""
    for page in pages():
        kind = door_of(page.view)
        if isinstance(kind, Right):
            yield page, kind


def state() -> str:
    """Everything that pages and calls might change."""
    return "".join(serializers.serialize("json", model.objects.order_by("pk")) for model in KEPT)


def statuses(browser: Client, address: str) -> set[int]:
    """What looking and doing are answered."""
    return {browser.get(address).status_code, browser.post(address, {}).status_code}


def test_every_page_says_who_may_enter_and_names_its_municipality_if_that_takes_a_right() -> None:
    kinds: dict[str, Door | None] = {page.route: door_of(page.view) for page in pages()}
    assert [route for route, kind in kinds.items() if kind is None] == []
    for page, _ in municipal_pages():
        assert "code" in page.arguments, page.route
    assert [page.route for page in pages() if "code" in page.arguments and kinds[page.route] in Open] == []


def test_nothing_has_an_address_but_the_console_and_what_has_a_door_of_its_own() -> None:
    elsewhere = {address.route for address in addresses()} - {page.route for page in pages()}
    rooms = sorted(OWN_DOORS, key=len, reverse=True)
    strange = [
        route
        for route in elsewhere
        if route not in rooms and not route.startswith(tuple(filter(None, rooms)))
    ]
    assert strange == []


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_the_list_of_rights_says_and_nothing_else(aoba: Place, role: Role) -> None:
    browser = browser_of(member(aoba.municipality, "somebody", role))
    for page, right in municipal_pages():
        for address in places_of(page, aoba):
            answered = browser.get(address).status_code
            if right in RIGHTS[role]:
                # A fee has no picture.
                assert answered in (200, 302, 405) or page.name == "console:proposal_picture", (role, address)
                assert answered != 403, (role, address)
            else:
                assert statuses(browser, address) == {403}, (role, address)


@pytest.mark.parametrize("role", Role)
def test_the_other_municipality_does_not_exist_whatever_one_is_in_ones_own(
    aoba: Place, wakaba: Place, role: Role
) -> None:
    browser = browser_of(member(wakaba.municipality, "neighbour", role))
    before = state()
    for page, _ in municipal_pages():
        for address in places_of(page, aoba):
            assert statuses(browser, address) == {404}, (role, address)
    assert state() == before


def test_what_belongs_to_the_other_municipality_is_not_to_be_had_through_ones_own(
    aoba: Place, wakaba: Place
) -> None:
    """The address names one's own municipality and the other's order, alarm or draft."""
    browser = browser_of(wakaba.staff)
    foreign = arguments(aoba) | {"code": [WAKABA]}
    own = arguments(wakaba)
    before = state()
    asked = 0
    for page, _ in municipal_pages():
        names = sorted(page.arguments)
        keys = [f"{page.name}.{name}" if f"{page.name}.{name}" in foreign else name for name in names]
        if all(foreign[key] == own[key] for key in keys):
            continue
        for chosen in product(*(foreign[key] for key in keys)):
            address = reverse(page.name, kwargs=dict(zip(names, chosen, strict=True)))
            answered = statuses(browser, address)
            assert 404 in answered, address
            assert answered <= {404, 405}, address
            asked += 1
    assert asked > 3
    assert state() == before


def test_nobody_gets_further_than_to_signing_in(aoba: Place) -> None:
    browser = browser_of(None)
    before = state()
    for page, _ in municipal_pages():
        for address in places_of(page, aoba):
            for answer in (browser.get(address), browser.post(address, {})):
                assert answer.status_code == 302
                assert answer["Location"].startswith(reverse("account_login"))
    assert state() == before


def test_a_password_alone_opens_nothing(aoba: Place) -> None:
    """Neither before a second factor is enrolled nor after, in a session that was not opened with it."""
    browser = browser_of(aoba.staff)
    session = browser.session
    del session["second_factor"]
    session.save()
    answer = browser.get(f"/console/{AOBA}/")
    assert answer["Location"].startswith(reverse("account_login"))
    browser = browser_of(aoba.staff)
    aoba.staff.authenticator_set.all().delete()
    assert browser.get(f"/console/{AOBA}/")["Location"] == reverse("mfa_index")


def test_a_provisional_password_opens_the_page_that_changes_it(aoba: Place) -> None:
    StaffProfile.objects.filter(user=aoba.staff).update(password_is_provisional=True)
    answer = browser_of(aoba.staff).get(f"/console/{AOBA}/")
    assert answer["Location"] == reverse("account_change_password")


def test_who_is_nobody_anywhere_is_told_so(aoba: Place) -> None:
    aoba.staff.memberships.all().delete()
    answer = browser_of(aoba.staff).get("/console/")
    assert answer.status_code == 403
    assert "この操作の権限がありません。" in answer.content.decode()


def calls() -> Iterator[tuple[str, str]]:
    """Method and path of every call, by the OpenAPI."""
    for path, operations in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for method in operations:
            yield method, path


def asked(browser: Client, method: str, path: str, place: Place, **environ: Any) -> int:
    """What the call is answered when it names the municipality and its things."""
    named = {
        "{visit_id}": place.visit.visit_id,
        "{order_id}": place.order.order_id,
        "{sha256}": "0" * 64,
    }
    for part, value in named.items():
        path = path.replace(part, value)
    assert "{" not in path, f"{path}: say in this test what its parts can be"
    blob = urlsafe_b64encode(b"x").decode()
    choices = {"kind": "resident-record", "scope": "household", "items": [], "copies": 1, "persons": [1]}
    stated = {
        "municipality": place.municipality.code,
        **{"certificate": blob, "signature": blob},
        **{"idempotency_key": "1" * 32, "choices": choices},
        **{"outcome": "printed", "sheets": 1, "received": 200, "returned": 0},
        **{"alarm_id": "1" * 32, "failure": "E-DOC-002", "raised_at": NOON.isoformat()},
    }
    if method == "get":
        return browser.get(path, {"municipality": place.municipality.code}, **environ).status_code
    body = {name: stated[name] for name in _fields(method, path)}
    return browser.post(path, body, content_type="application/json", **environ).status_code


def _fields(method: str, path: str) -> list[str]:
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    for known, operations in schema["paths"].items():
        parts = zip(known.split("/"), path.split("/"), strict=False)
        if known.count("/") == path.count("/") and all(a == b or a.startswith("{") for a, b in parts):
            if "requestBody" not in operations[method]:
                return []
            reference = operations[method]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
            described = schema["components"]["schemas"][reference.rpartition("/")[2]]
            return list(described.get("required", ()))
    raise AssertionError(path)


def test_no_call_of_a_terminal_is_answered_without_a_terminals_certificate(
    aoba: Place, authority: Authority
) -> None:
    """Whatever staff are signed in with the same browser."""
    staff = [member(aoba.municipality, f"as-{role}", role) for role in Role]
    before = state()
    for user in (None, *staff):
        for method, path in calls():
            assert asked(browser_of(user), method, path, aoba) == 401, (user, method, path)
    assert state() == before


def test_a_terminal_of_the_other_municipality_is_refused_every_call(aoba: Place, wakaba: Place) -> None:
    """What it reports of an order that is none of its own is kept, but as an alarm only."""
    Alarm.objects.all().delete()
    before = state()
    for method, path in calls():
        answered = asked(Client(), method, path, aoba, **{"gunicorn.socket": wakaba.terminal})
        assert 400 <= answered < 500, (method, path, answered)
    assert list(Alarm.objects.values_list("cause", flat=True)) == [AlarmCause.ORDER_UNKNOWN]
    Alarm.objects.all().delete()
    assert state() == before


def test_a_terminal_of_the_municipality_is_heard(aoba: Place) -> None:
    """So that the refusals above are refusals of the stranger."""
    environ = {"gunicorn.socket": aoba.terminal}
    assert asked(Client(), "post", "/api/v1/visits", aoba, **environ) == 200
    assert asked(Client(), "post", "/api/v1/alarms", aoba, **environ) == 204
