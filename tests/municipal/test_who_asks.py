"""A terminal is its client certificate: nothing that a client can write makes one."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest
import requests

from kiosk.municipal.identity.pki import Authority
from tests.municipal.terminals import TerminalClient, failure_of
from tests.real_parts.city_hall import AOBA, CITY_TERMINAL, WAIT, CityHall

CLAIMS = {
    "X-Client-DN": f"CN={CITY_TERMINAL}",
    "X_Client_Dn": f"CN={CITY_TERMINAL}",
    "X-SSL-Client-Verify": "SUCCESS",
    "X-Forwarded-Client-Cert": f"Subject=CN={CITY_TERMINAL}",
    "Gunicorn-Socket": CITY_TERMINAL,
    "Authorization": f"Bearer {CITY_TERMINAL}",
}


def anonymous(hall: CityHall) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.verify = str(hall.ca)
    return session


@pytest.mark.parametrize("path", ["/availability?municipality=999016", "/keys?municipality=999016"])
def test_headers_that_claim_a_terminal_are_not_believed(city_hall: CityHall, path: str) -> None:
    answer = anonymous(city_hall).get(f"{city_hall.url}/api/v1{path}", headers=CLAIMS, timeout=WAIT)
    assert answer.status_code == 401
    assert failure_of(answer).code == "E-SVC-005"


def test_a_certificate_of_another_authority_does_not_pass_the_handshake(
    city_hall: CityHall, tmp_path: Path
) -> None:
    impostor = Authority.create("Kiosk terminals' authority").terminal_certificate(CITY_TERMINAL)
    impostor.write(tmp_path / "client.pem", tmp_path / "client.key")
    session = anonymous(city_hall)
    session.cert = (str(tmp_path / "client.pem"), str(tmp_path / "client.key"))
    with pytest.raises(requests.exceptions.ConnectionError):
        session.get(f"{city_hall.url}/api/v1/availability?municipality={AOBA}", timeout=WAIT)


def test_a_certificate_of_our_authority_that_was_never_enrolled_is_unknown(
    city_hall: CityHall, tmp_path: Path
) -> None:
    namesake = Authority.load(city_hall.directory / "pki").terminal_certificate(CITY_TERMINAL)
    namesake.write(tmp_path / "client.pem", tmp_path / "client.key")
    session = anonymous(city_hall)
    session.cert = (str(tmp_path / "client.pem"), str(tmp_path / "client.key"))
    answer = session.get(f"{city_hall.url}/api/v1/availability?municipality={AOBA}", timeout=WAIT)
    assert failure_of(answer).code == "E-SVC-005"


def test_a_terminal_enrolled_anew_is_known_by_its_new_certificate_only(own_city_hall: CityHall) -> None:
    before = TerminalClient(own_city_hall)
    files = own_city_hall.terminal_files()
    kept = files.with_name("kept")
    kept.mkdir()
    for name in ("client.pem", "client.key"):
        (kept / name).write_bytes((files / name).read_bytes())
    own_city_hall.command("terminal", "add", CITY_TERMINAL, "--municipality", AOBA)
    before.session.cert = (str(kept / "client.pem"), str(kept / "client.key"))
    assert failure_of(before.availability()).code == "E-SVC-005"
    assert TerminalClient(own_city_hall).availability().status_code == 200


def test_a_line_older_than_tls_1_3_is_not_spoken(city_hall: CityHall) -> None:
    context = ssl.create_default_context(cafile=str(city_hall.ca))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    host, port = city_hall.url.removeprefix("https://").split(":")
    with socket.create_connection((host, int(port)), timeout=WAIT) as line, pytest.raises(ssl.SSLError):
        context.wrap_socket(line, server_hostname=host)


def test_the_console_asks_a_browser_for_no_certificate(city_hall: CityHall) -> None:
    answer = anonymous(city_hall).get(f"{city_hall.url}/console/", timeout=WAIT)
    assert answer.status_code == 200
    assert "login" in answer.url


def test_the_api_describes_itself_to_whoever_builds_a_terminal(city_hall: CityHall) -> None:
    described = anonymous(city_hall).get(f"{city_hall.url}/api/v1/openapi.json", timeout=WAIT).json()
    assert set(described["paths"]) == {
        "/api/v1/availability",
        "/api/v1/availability/stream",
        "/api/v1/keys",
        "/api/v1/visits",
        "/api/v1/visits/{visit_id}/authentication",
        "/api/v1/visits/{visit_id}/orders",
        "/api/v1/orders/{order_id}/confirmation",
        "/api/v1/orders/{order_id}/abandon",
        "/api/v1/orders/{order_id}/outcome",
        "/api/v1/alarms",
        "/api/v1/forms/{sha256}",
    }
    assert "OrderSealed" in described["components"]["schemas"]
