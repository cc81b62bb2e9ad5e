"""The city hall's commands as somebody types them: what they do, and one clear line when they can't."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kiosk.municipal.issuance.claims import claims
from tests.municipal.identity.authorities import NOW, Root
from tests.municipal.terminals import TerminalClient, failure_of
from tests.real_parts.city_hall import AOBA, CityHall

ADACHI = "131211"
DESCRIPTION = """\
code = "131211"
name_ja = "足立区"
name_en = "Adachi City"
prefecture = "東京都"
desk_phone = "0000-00-0000"
mayor_title = "東京都足立区長"
mayor_name = "試験　太郎"

[year_end]

[[services]]
kind = "resident-record"
scopes = ["household", "self"]
items = ["domicile"]
[[services.fees]]
yen = 200
first = 2020-04-01
"""
PNG = b"\x89PNG\r\n\x1a\n"


def kiosk(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *arguments], capture_output=True, text=True, input=stdin, check=False
    )


def refused_in_one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def empty_hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("halls") / "hall"
    made = kiosk("municipal", "init", "--directory", directory, "--clock", "2026-11-24T10:00:00")
    assert made.returncode == 0, made.stderr
    return directory


@pytest.fixture(scope="module")
def adachi(empty_hall: Path) -> Path:
    (empty_hall / "adachi.toml").write_text(DESCRIPTION)
    (empty_hall / "seal.png").write_bytes(PNG)
    added = kiosk(
        *("municipal", "add", empty_hall / "adachi.toml"),
        *("--seal", empty_hall / "seal.png", "--directory", empty_hall),
    )
    assert "足立区: 1 services" in added.stdout, added.stderr
    return empty_hall


def test_a_real_city_starts_from_nothing_and_opens_its_services(adachi: Path) -> None:
    listed = kiosk("municipal", "availability", "list", "--json", "--directory", adachi)
    assert [(s["municipality"], s["kind"], s["open"]) for s in json.loads(listed.stdout)] == [
        (ADACHI, "resident-record", True)
    ]


def test_secrets_are_readable_by_their_owner_only(adachi: Path) -> None:
    secrets = [adachi / "secret.key", *adachi.glob("pki/*.key"), *adachi.glob("keys/*.pem")]
    assert len(secrets) == 5
    assert {stat.S_IMODE(file.stat().st_mode) for file in secrets} == {0o600}


def test_a_city_described_anew_keeps_its_key_and_its_pauses(adachi: Path) -> None:
    before = (adachi / "keys" / f"{ADACHI}.pem").read_bytes()
    off = ("availability", "off", "resident-record", "--municipality", ADACHI, "--reason", "点検")
    assert kiosk("municipal", *off, "--directory", adachi).returncode == 0
    again = (adachi / "adachi.toml", "--seal", adachi / "seal.png", "--directory", adachi)
    assert kiosk("municipal", "add", *again).returncode == 0
    assert (adachi / "keys" / f"{ADACHI}.pem").read_bytes() == before
    listed = kiosk("municipal", "availability", "list", "--json", "--directory", adachi)
    assert json.loads(listed.stdout)[0]["reason"] == "paused"
    on = ("availability", "on", "resident-record", "--municipality", ADACHI, "--reason", "済")
    assert kiosk("municipal", *on, "--directory", adachi).returncode == 0


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (("prefecture", "prefektur"), "prefecture"),
        (('code = "131211"', 'code = "131212"'), "check digit should be 1"),
        (("yen = 200", "yen = 205"), "services.0.fees.0"),
        (('"household", "self"', '"everybody"'), "services.0.scopes.0"),
        (("first = 2020-04-01", "first = ["), "adachi.toml"),
    ],
)
def test_a_wrong_description_is_refused_naming_file_and_key(
    adachi: Path, tmp_path: Path, wrong: tuple[str, str], named: str
) -> None:
    file = tmp_path / "adachi.toml"
    file.write_text(DESCRIPTION.replace(*wrong))
    done = kiosk("municipal", "add", file, "--seal", adachi / "seal.png", "--directory", adachi)
    line = refused_in_one_line(done)
    assert "adachi.toml" in line
    assert named in line


def test_a_city_hall_is_never_made_over_another(empty_hall: Path) -> None:
    line = refused_in_one_line(kiosk("municipal", "init", "--directory", empty_hall))
    assert "there is a city hall already" in line


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('clock = "yesterday"', "clock"),
        ('databse = "x"', "databse"),
        ("clock = ", "city-hall.toml"),
        ("[limits]\nchallenge = 1", "limits.challenge"),
    ],
)
def test_a_wrong_configuration_is_refused_naming_file_and_key(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "city-hall.toml").write_text(text)
    line = refused_in_one_line(kiosk("municipal", "serve", "--directory", tmp_path))
    assert "city-hall.toml" in line
    assert named in line


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("terminal", "add", "store 1", "--municipality", ADACHI), "letters, digits"),
        (("terminal", "add", "store-1", "--municipality", "999016"), "not in this city hall"),
        (("terminal", "add", "store-1", "--municipality", "13121"), "six digits"),
        (("availability", "off", "income-tax", "--municipality", ADACHI, "--reason", "-"), "offers no"),
        (("card", "suspend", "--issuer", "ab" * 32, "--serial", "1"), "no trusted root"),
        (("trust", "add", __file__), "no certificate"),
        (("trust", "add", "/nowhere.pem"), "/nowhere.pem"),
        (("serve", "--bind", "nonsense"), "HOST:PORT is needed"),
        (("serve", "--bind", "127.0.0.1:99999"), "HOST:PORT is needed"),
        (("serve", "--bind", "192.0.2.1:8443"), "192.0.2.1:8443"),
        (("trust", "add"), "a certificate or --crl is needed"),
    ],
)
def test_what_can_not_be_done_is_said_in_one_line(
    adachi: Path, arguments: tuple[str, ...], says: str
) -> None:
    line = refused_in_one_line(kiosk("municipal", *arguments, "--directory", adachi))
    assert says in line


def test_the_password_of_staff_is_asked_for_and_weak_ones_are_refused(adachi: Path) -> None:
    def add(name: str, password: str) -> subprocess.CompletedProcess[str]:
        file = adachi / "password"
        file.write_text(password)
        staff = ("staff", "add", name, "--municipality", ADACHI, "--password-file", file)
        return kiosk("municipal", *staff, "--directory", adachi)

    assert "suzuki" in refused_in_one_line(add("suzuki", "short"))
    assert add("suzuki", "a long enough password").returncode == 0
    assert "already" in refused_in_one_line(add("suzuki", "a long enough password"))


def test_staff_are_given_roles_and_listed_with_them(adachi: Path) -> None:
    file = adachi / "password"
    file.write_text("a long enough password")
    where = ("--municipality", ADACHI, "--directory", adachi)

    def listed() -> dict[str, Any]:
        people = kiosk("municipal", "staff", "list", "--json", "--directory", adachi)
        return {person["name"]: person for person in json.loads(people.stdout)}

    assert kiosk("municipal", "staff", "add", "mori", "--password-file", file, *where).returncode == 0
    assert listed()["mori"]["roles"] == {ADACHI: ["viewer"]}
    assert listed()["mori"]["provisional"]
    roles = ("--role", "operator", "--role", "auditor")
    assert kiosk("municipal", "staff", "role", "mori", *roles, *where).returncode == 0
    assert set(listed()["mori"]["roles"][ADACHI]) == {"operator", "auditor"}
    assert "mayor" in refused_in_one_line(
        kiosk("municipal", "staff", "role", "mori", "--role", "mayor", *where)
    )
    assert "nobody" in refused_in_one_line(
        kiosk("municipal", "staff", "reset", "nobody", "--directory", adachi)
    )


def test_a_new_root_is_trusted_and_its_list_taken_in(adachi: Path, tmp_path: Path) -> None:
    root = Root.create()
    (tmp_path / "root.pem").write_bytes(root.certificate.public_bytes(Encoding.PEM))
    crl = root.revocation_list({7: None, 8: x509.ReasonFlags.certificate_hold}, next_update=NOW)
    (tmp_path / "root.crl").write_bytes(crl.public_bytes(Encoding.DER))
    trust = ("trust", "add", tmp_path / "root.pem", "--crl", tmp_path / "root.crl")
    done = kiosk("municipal", *trust, "--directory", adachi)
    assert done.returncode == 0, done.stderr
    assert "2 revoked" in done.stdout


def test_residents_come_in_and_one_of_them_is_given_a_card(own_city_hall: CityHall, tmp_path: Path) -> None:
    """The card of nobody becomes a neighbour's, who is then served."""
    card = own_city_hall.card("unknown")
    issuer = tmp_path / "issuer.der"
    issuer.write_bytes(card.ca_certificate)
    serial = hex(x509.load_der_x509_certificate(card.certificate).serial_number)
    terminal = TerminalClient(own_city_hall)
    assert failure_of(terminal.prove(terminal.open_visit(), card)).code == "E-CARD-017"
    link = ("card", "link", "--issuer", issuer, "--serial", serial, "--municipality", AOBA)
    refused = own_city_hall.command(*link, "--resident", "no such", check=False)
    assert refused.returncode == 2
    number = _somebody(own_city_hall)
    own_city_hall.command(*link, "--resident", number)
    assert terminal.prove(terminal.open_visit(), card).status_code == 200


def _somebody(hall: CityHall) -> str:
    """宛名番号 of an adult who lives in 青葉市 and has nothing the matter."""
    with hall.registry() as database:
        row = database.execute(
            "SELECT number FROM registry_resident WHERE municipality_id = ? AND status = 'resident'"
            " AND NOT protected AND birth_date < '1990-01-01' ORDER BY id LIMIT 1",
            (AOBA,),
        ).fetchone()
    return str(row[0])


def test_help_comes_without_loading_the_city_hall() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.argv = ['kiosk', '--help']\n"
            "from kiosk.cli import main\n"
            "try: main()\n"
            "except SystemExit: print(sorted({'django', 'kivy', 'reportlab'} & set(sys.modules)))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip().endswith("[]")
    assert "municipal" in loaded.stdout


@pytest.mark.parametrize(
    "command",
    [
        *("init", "add", "import", "serve", "trust add", "terminal add"),
        *("staff add", "staff role", "staff reset", "staff list"),
        *("migrate", "backup", "restore"),
        *("card link", "card suspend", "card resume"),
        "change apply",
        *("availability list", "availability on", "availability off"),
        *("claim list", "claim show", "claim settle", "claim reissue", "claim decline"),
        *("certificate withdraw", "certificate withdrawn"),
        *("verification keys", "verification rotate", "verification export"),
    ],
)
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    shown = kiosk("municipal", *command.split(), "--help")
    assert shown.returncode == 0
    assert f"Example: kiosk municipal {command}" in " ".join(shown.stdout.split())


def test_a_server_is_certified_for_the_names_by_which_terminals_reach_it(tmp_path: Path) -> None:
    hosts = ("--host", "hall.example.jp", "--host", "192.0.2.7")
    assert kiosk("municipal", "init", "--directory", tmp_path / "hall", *hosts).returncode == 0
    certificate = x509.load_pem_x509_certificate((tmp_path / "hall" / "pki" / "server.pem").read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["hall.example.jp", "localhost"]
    assert "192.0.2.7" in map(str, names.get_values_for_type(x509.IPAddress))


@pytest.mark.django_db
def test_the_tables_are_those_that_the_code_states() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_claims_of_before_there_were_settlements_are_open_claims(request: pytest.FixtureRequest) -> None:
    request.addfinalizer(lambda: call_command("migrate", verbosity=0))
    call_command("migrate", "issuance", "0003_confirmation", verbosity=0)
    before = MigrationExecutor(connection).loader.project_state([("issuance", "0003_confirmation")]).apps
    town = before.get_model("registry", "Municipality").objects.create(code=AOBA)
    terminal = before.get_model("identity", "Terminal").objects.create(terminal_id="aoba-store")
    facts = {"municipality": town, "reported_at": NOW}
    visit = before.get_model("issuance", "Visit").objects.create(
        municipality=town, terminal=terminal, challenge=b"", expires=NOW
    )

    def ended(name: str, **outcome: object) -> Any:
        order = before.get_model("issuance", "Order").objects.create(
            **{"municipality": town, "visit": visit, "order_id": name, "idempotency_key": name},
            **{"choices": {"copies": 3}, "fee": 600, "pages": 1, "issue_date": NOW, "expires": NOW},
        )
        before.get_model("issuance", "OrderOutcome").objects.create(order=order, **facts, **outcome)
        return order

    ended("broken", outcome="claim", sheets=1, received=1000, returned=300, claim="1111-1111")
    bad = ended("bad", outcome="printed", sheets=3, received=600, returned=0)
    before.get_model("issuance", "PrintProblem").objects.create(order=bad, claim="2222-2222", **facts)
    call_command("migrate", "issuance", verbosity=0)
    taken_over = claims().order_by("number").values_list("order__order_id", "number", "cause", "owed")
    assert list(taken_over) == [
        ("broken", "1111-1111", "money", 500),
        ("bad", "2222-2222", "print-problem", 0),
    ]
