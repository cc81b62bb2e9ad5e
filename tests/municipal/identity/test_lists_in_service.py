"""Revocation lists that come to a city hall while it serves."""

from __future__ import annotations

import json
import threading
import time
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from kiosk.certificates.failures import CARD_REVOKED, CARD_SUSPENDED
from tests.municipal.identity.authorities import NOW, Root
from tests.municipal.terminals import TerminalClient, failure_of
from tests.real_parts.city_hall import WAIT, CityHall

READERS = 4
HOLD = x509.ReasonFlags.certificate_hold


def issuer_of(hall: CityHall, card: x509.Certificate) -> Root:
    """The generation of the demo's certification service that issued a card, with its key."""
    for file in (hall.directory / "jpki").glob("*.pem"):
        root = x509.load_pem_x509_certificate(file.read_bytes())
        key = load_pem_private_key(file.with_suffix(".key").read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        stated = card.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
        held = x509.SubjectKeyIdentifier.from_public_key(root.public_key())  # type: ignore[arg-type]
        if stated.key_identifier == held.digest:
            return Root(key, root)
    raise AssertionError("nobody issued the card")


def write_list(file: Path, root: Root, revoked: dict[int, x509.ReasonFlags | None], number: int) -> Path:
    crl = root.revocation_list(revoked, updated=NOW - timedelta(hours=1), number=number)
    file.write_bytes(crl.public_bytes(Encoding.DER))
    return file


def code_of(terminal: TerminalClient, hall: CityHall) -> str:
    """How Hanako's card is answered: a failure's code, or nothing."""
    answer = terminal.prove(terminal.open_visit(), hall.card("hanako"))
    return "" if answer.status_code == 200 else failure_of(answer).code


def test_lists_are_swapped_under_their_readers_and_no_answer_is_lost(
    own_city_hall: CityHall, tmp_path: Path
) -> None:
    certificate = x509.load_der_x509_certificate(own_city_hall.card("hanako").certificate)
    root = issuer_of(own_city_hall, certificate)
    answers: list[str] = []
    over = threading.Event()

    def read() -> None:
        terminal = TerminalClient(own_city_hall)
        while not over.is_set():
            answers.append(code_of(terminal, own_city_hall))

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    terminal = TerminalClient(own_city_hall)
    try:
        for number, reason in enumerate((None, HOLD, x509.ReasonFlags.superseded), start=2):
            revoked = {} if reason is None else {certificate.serial_number: reason}
            crl = write_list(tmp_path / f"{number}.crl", root, revoked, number)
            own_city_hall.command("trust", "add", "--crl", crl)
            expected = {None: "", HOLD: CARD_SUSPENDED.code}.get(reason, CARD_REVOKED.code)
            assert code_of(terminal, own_city_hall) == expected
    finally:
        over.set()
        for reader in readers:
            reader.join()
    assert set(answers) == {"", CARD_SUSPENDED.code, CARD_REVOKED.code}
    listed = json.loads(own_city_hall.command("trust", "list", "--json").stdout)
    in_force = next(anchor["lists"][0] for anchor in listed if anchor["lists"][0]["number"] == "4")
    assert (in_force["entries"], in_force["outdated"]) == (1, False)
    assert in_force["source"] == str(tmp_path / "4.crl")


def test_the_server_looks_for_new_lists_by_itself(own_city_hall: CityHall, tmp_path: Path) -> None:
    certificate = x509.load_der_x509_certificate(own_city_hall.card("hanako").certificate)
    root = issuer_of(own_city_hall, certificate)
    terminal = TerminalClient(own_city_hall)
    assert code_of(terminal, own_city_hall) == ""
    own_city_hall.stop()
    write_list(tmp_path / "latest.crl", root, {certificate.serial_number: None}, 2)
    with (own_city_hall.directory / "city-hall.toml").open("a") as configuration:
        configuration.write(f'[[revocation.source]]\nfile = "{tmp_path}/latest.crl"\n')
        configuration.write('[[revocation.source]]\nfile = "missing.crl"\n')
    own_city_hall.start()
    terminal = TerminalClient(own_city_hall)
    give_up = time.monotonic() + WAIT
    while code_of(terminal, own_city_hall) != CARD_REVOKED.code:
        assert time.monotonic() < give_up, own_city_hall.log
    own_city_hall.stop()
    assert any("missing.crl: No such file" in line for line in own_city_hall.log)


def test_a_refresh_by_hand_says_what_came_and_what_did_not(own_city_hall: CityHall, tmp_path: Path) -> None:
    refreshed = own_city_hall.command("trust", "refresh")
    assert (refreshed.returncode, refreshed.stdout) == (0, "")
    with (own_city_hall.directory / "city-hall.toml").open("a") as configuration:
        configuration.write('[[revocation.source]]\nfile = "missing.crl"\n')
    refreshed = own_city_hall.command("trust", "refresh", check=False)
    assert refreshed.returncode == 1
    assert refreshed.stdout.endswith("missing.crl: No such file or directory\n")


def test_the_operator_sees_the_roots_and_their_lists(own_city_hall: CityHall) -> None:
    shown = own_city_hall.command("trust", "list").stdout
    assert shown.count("JPKI for user authentication") == 4
    assert shown.count("NOT VALID NOW") == 1
    assert shown.count("checked by crl") == 4
    assert "list number 1: " in shown
    assert "next update 2036-" in shown
