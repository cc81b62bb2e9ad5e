"""A terminal as the city hall sees one: TLS with its certificate, and a card's proof."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from drivers.card.simulated import CardContents
from kiosk.certificates.failures import Failure, by_code
from kiosk.certificates.messages import challenge_message
from tests.real_parts.city_hall import AOBA, CITY_TERMINAL, WAIT, CityHall

WHOLE_HOUSEHOLD = {"kind": "resident-record", "scope": "household", "items": [], "copies": 1}


def key() -> str:
    """An idempotency key."""
    return secrets.token_hex(16)


def signature_of(card: CardContents, message: bytes) -> bytes:
    """What the card's chip computes after its PIN was verified."""
    private = load_pem_private_key(card.private_key.encode(), password=None)
    assert isinstance(private, rsa.RSAPrivateKey)
    return private.sign(message, padding.PKCS1v15(), SHA256())


def failure_of(response: requests.Response) -> Failure:
    """The catalogue's entry that a refusal names; nothing else may be in it."""
    assert 400 <= response.status_code < 600
    body = response.json()
    assert set(body) <= {"failure", "detail"}
    assert not body.get("detail")
    return by_code(body["failure"])


@dataclass
class Visit:
    """An opened visit."""

    visit_id: str
    challenge: bytes


class TerminalClient:
    """Speaks the API with a terminal's certificate."""

    def __init__(self, hall: CityHall, terminal_id: str = CITY_TERMINAL, municipality: str = AOBA) -> None:
        self.terminal_id = terminal_id
        self.municipality = municipality
        self._base = f"{hall.url}/api/v1"
        self.session = requests.Session()
        self.session.trust_env = False
        files = hall.terminal_files(terminal_id)
        self.session.verify = str(hall.ca)
        self.session.cert = (str(files / "client.pem"), str(files / "client.key"))

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.session.get(f"{self._base}{path}", timeout=WAIT, **options)

    def post(self, path: str, body: object = None) -> requests.Response:
        return self.session.post(f"{self._base}{path}", json=body, timeout=WAIT)

    def availability(self, **options: Any) -> requests.Response:
        return self.get("/availability", params={"municipality": self.municipality}, **options)

    def service(self, kind: str) -> dict[str, Any]:
        services: list[dict[str, Any]] = self.availability().json()["services"]
        return next(service for service in services if service["kind"] == kind)

    def open_visit(self) -> Visit:
        opened = self.post("/visits", {"municipality": self.municipality}).json()
        return Visit(opened["visit_id"], urlsafe_b64decode(opened["challenge"]))

    def prove(self, visit: Visit, card: CardContents, signature: bytes | None = None) -> requests.Response:
        message = challenge_message(visit.visit_id, self.terminal_id, visit.challenge)
        proof = {
            "certificate": urlsafe_b64encode(card.certificate).decode(),
            "signature": urlsafe_b64encode(signature or signature_of(card, message)).decode(),
        }
        return self.post(f"/visits/{visit.visit_id}/authentication", proof)

    def authenticated(self, card: CardContents) -> tuple[Visit, dict[str, Any]]:
        visit = self.open_visit()
        answer = self.prove(visit, card)
        assert answer.status_code == 200, answer.text
        return visit, answer.json()

    def order(self, visit: Visit, choices: object, idempotency_key: str | None = None) -> requests.Response:
        body = {"idempotency_key": idempotency_key or key(), "choices": choices}
        return self.post(f"/visits/{visit.visit_id}/orders", body)

    def confirm(self, order_id: str) -> requests.Response:
        return self.post(f"/orders/{order_id}/confirmation")

    def whole_household(self, entitlement: dict[str, Any]) -> dict[str, Any]:
        persons = [person["number"] for person in entitlement["persons"]]
        return {**WHOLE_HOUSEHOLD, "persons": persons}
