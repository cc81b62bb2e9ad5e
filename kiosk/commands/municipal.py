"""``kiosk municipal``: makes, feeds and serves a city hall. Django is loaded only inside commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer

from kiosk.certificates.kinds import RULES, Kind
from kiosk.certificates.municipality_code import MunicipalityCode

if TYPE_CHECKING:
    from cryptography import x509

    from kiosk.municipal.configuration import Configuration
    from kiosk.municipal.identity.certificates import CardIdentity
    from kiosk.municipal.registry.models import Municipality

app = typer.Typer(no_args_is_help=True, help="The city hall.")
staff = typer.Typer(no_args_is_help=True, help="Who may use the console.")
trust = typer.Typer(no_args_is_help=True, help="Whose card certificates are believed.")
card = typer.Typer(no_args_is_help=True, help="Whose card it is, and suspensions.")
terminal = typer.Typer(no_args_is_help=True, help="The terminals that may ask.")
availability = typer.Typer(no_args_is_help=True, help="What is on, and switching it.")
for _name, _group in {
    "staff": staff,
    "trust": trust,
    "card": card,
    "terminal": terminal,
    "availability": availability,
}.items():
    app.add_typer(_group, name=_name)

Directory = Annotated[Path, typer.Option("--directory", "-d", help="The city hall's directory.")]
Code = Annotated[str, typer.Option("--municipality", help="全国地方公共団体コード, six digits.")]
_HERE = Path("city-hall")

JAPAN = ZoneInfo("Asia/Tokyo")
DEMO_CLOCK = datetime(2026, 11, 24, 10, 24, tzinfo=JAPAN)
"""A weekday at office hours, so that everything of a demonstration is open whenever it is shown."""

_BAD_INPUT = 2


def _stop(problem: object) -> NoReturn:
    typer.echo(f"kiosk municipal: {problem}", err=True)
    raise typer.Exit(_BAD_INPUT)


@contextmanager
def _one_line() -> Iterator[None]:
    """Turn what a user can put right into one line and exit code 2."""
    from kiosk.municipal.configuration import ConfigurationError

    try:
        yield
    except (ConfigurationError, ValueError, LookupError, OSError) as error:
        _stop(error.args[0] if isinstance(error, LookupError) else error)


def _open(directory: Path) -> Configuration:
    from kiosk.municipal.installation import open_for_this_process

    return open_for_this_process(directory)


def _municipality(code: str) -> Municipality:
    from kiosk.municipal.registry.models import Municipality

    found = Municipality.objects.filter(code=MunicipalityCode(code)).first()
    if found is None:
        raise LookupError(f"municipality {code}: not in this city hall")
    return found


def _read_certificate(file: Path) -> x509.Certificate:
    from cryptography import x509

    content = file.read_bytes()
    try:
        if content.startswith(b"-----"):
            return x509.load_pem_x509_certificate(content)
        return x509.load_der_x509_certificate(content)
    except ValueError:
        raise ValueError(f"{file}: no certificate") from None


def _read_revocation_list(file: Path) -> x509.CertificateRevocationList:
    from cryptography import x509

    content = file.read_bytes()
    try:
        return (
            x509.load_pem_x509_crl(content)
            if content.startswith(b"-----")
            else x509.load_der_x509_crl(content)
        )
    except ValueError:
        raise ValueError(f"{file}: no revocation list") from None


@app.command()
def init(
    directory: Directory = _HERE,
    demo: Annotated[bool, typer.Option("--demo", help="With the sample town, its cards and staff.")] = False,
    clock: Annotated[
        datetime | None,
        typer.Option(
            help="The instant at which the server believes to start (Japan's time); without it the "
            "system's clock, for the demo a weekday's morning."
        ),
    ] = None,
) -> None:
    """Make a city hall: configuration, keys, database.

    Example: kiosk municipal init --directory /tmp/hall --demo
    """
    with _one_line():
        stated = clock and clock.replace(tzinfo=clock.tzinfo or JAPAN)
        if demo:
            from kiosk.simulation.town.build import build_demo

            build_demo(directory, clock=stated or DEMO_CLOCK, report=lambda step: typer.echo(step, err=True))
        else:
            from kiosk.municipal.installation import create

            create(directory, clock=stated)
    typer.echo(f"{directory}: ready; serve it by: kiosk municipal serve --directory {directory}")


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="A municipality's description (TOML).")],
    seal: Annotated[Path, typer.Option(help="Its official seal, a PNG.")],
    directory: Directory = _HERE,
) -> None:
    """Add a municipality with what it offers, or bring its description up to date.

    Example: kiosk municipal add aoba.toml --seal aoba-seal.png --directory /tmp/hall
    """
    with _one_line():
        configuration = _open(directory)
        from kiosk.municipal.availability.description import read_description, take_in

        described = read_description(file)
        take_in(configuration, described, seal.read_bytes())
    typer.echo(f"{described.code} {described.name_ja}: {len(described.services)} services")


@app.command()
def serve(
    directory: Directory = _HERE,
    bind: Annotated[str, typer.Option(help="HOST:PORT; port 0 takes a free one.")] = "127.0.0.1:8443",
) -> None:
    """Serve terminals and the console over TLS until stopped.

    Example: kiosk municipal serve --directory /tmp/hall --bind 127.0.0.1:8443
    """
    with _one_line():
        configuration = _open(directory)
    from kiosk.municipal import server

    server.serve(configuration, bind)


@staff.command("add")
def staff_add(
    name: Annotated[str, typer.Argument(help="The login name.")],
    municipality: Annotated[list[str], typer.Option(help="A municipality to act for; repeat for more.")],
    password_file: Annotated[Path | None, typer.Option(help="Its first line is the password.")] = None,
    directory: Directory = _HERE,
) -> None:
    """Give somebody access to the console; asks for the password unless a file holds it.

    Example: kiosk municipal staff add sato --municipality 131211 --directory /tmp/hall
    """
    with _one_line():
        _open(directory)
        from kiosk.municipal.console.staff import add_staff

        towns = [_municipality(code) for code in municipality]
        if password_file is not None:
            password = password_file.read_text(encoding="utf-8").partition("\n")[0]
        else:
            password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        add_staff(name, password, towns)
    typer.echo(f"{name}: may use the console for {', '.join(municipality)}")


@trust.command("add")
def trust_add(
    certificate: Annotated[Path | None, typer.Argument(help="A root's certificate (PEM or DER).")] = None,
    crl: Annotated[list[Path] | None, typer.Option(help="A revocation list of a trusted root.")] = None,
    directory: Directory = _HERE,
) -> None:
    """Trust a root for user-authentication certificates, take in revocation lists, or both.

    Example: kiosk municipal trust add root.pem --crl latest.crl --directory /tmp/hall
    """
    if certificate is None and not crl:
        _stop("trust add: a certificate or --crl is needed")
    with _one_line():
        _open(directory)
        from kiosk.municipal.identity.trust import add_anchor, add_revocation_list

        if certificate is not None:
            typer.echo(f"trusted: key {add_anchor(_read_certificate(certificate)).key}")
        for file in crl or ():
            typer.echo(f"{file}: {add_revocation_list(_read_revocation_list(file))} revoked")


Issuer = Annotated[
    str, typer.Option(help="The root: its certificate's file, or the key that 'trust add' showed.")
]
Serial = Annotated[str, typer.Option(help="発行番号: decimal, or hexadecimal after 0x.")]


def _card(issuer: str, serial: str) -> CardIdentity:
    from kiosk.municipal.identity.certificates import CardIdentity, key_id, serial_text
    from kiosk.municipal.identity.models import TrustAnchor

    key = key_id(_read_certificate(Path(issuer))) if Path(issuer).is_file() else issuer.lower()
    if not TrustAnchor.objects.filter(key=key).exists():
        raise LookupError(f"issuer {issuer}: no trusted root; see: kiosk municipal trust add")
    try:
        number = int(serial, 0)
    except ValueError:
        raise ValueError(f"serial {serial}: decimal, or hexadecimal after 0x") from None
    return CardIdentity(key, serial_text(number))


@card.command("link")
def card_link(
    issuer: Issuer,
    serial: Serial,
    municipality: Code,
    resident: Annotated[str, typer.Option(help="宛名番号 of the holder.")],
    directory: Directory = _HERE,
) -> None:
    """Say whose card it is.

    Example: kiosk municipal card link --issuer root.pem --serial 0x1a2b --municipality 131211 --resident 1001
    """
    with _one_line():
        _open(directory)
        from kiosk.municipal.identity.cards import link_card
        from kiosk.municipal.registry.models import Resident

        found = Resident.objects.filter(municipality=_municipality(municipality), number=resident).first()
        if found is None:
            raise LookupError(f"resident {resident}: not in {municipality}")
        link_card(_card(issuer, serial), found)
    typer.echo(f"card {serial}: linked to resident {resident}")


@card.command("suspend")
def card_suspend(issuer: Issuer, serial: Serial, directory: Directory = _HERE) -> None:
    """Refuse a card from now on (一時停止).

    Example: kiosk municipal card suspend --issuer root.pem --serial 0x1a2b
    """
    with _one_line():
        _open(directory)
        from kiosk.municipal.identity.cards import suspend_card

        done = suspend_card(_card(issuer, serial))
    typer.echo(f"card {serial}: suspended" if done else f"card {serial}: was suspended already")


@card.command("resume")
def card_resume(issuer: Issuer, serial: Serial, directory: Directory = _HERE) -> None:
    """End a suspension that was made here.

    Example: kiosk municipal card resume --issuer root.pem --serial 0x1a2b
    """
    with _one_line():
        _open(directory)
        from kiosk.municipal.identity.cards import resume_card

        done = resume_card(_card(issuer, serial))
    typer.echo(f"card {serial}: resumed" if done else f"card {serial}: was not suspended here")


@terminal.command("add")
def terminal_add(
    terminal_id: Annotated[str, typer.Argument(metavar="ID", help="The terminal's name in its certificate.")],
    municipality: Annotated[list[str], typer.Option(help="A municipality it serves; repeat for more.")],
    directory: Directory = _HERE,
) -> None:
    """Enrol a terminal: issue its certificate and write what it is handed.

    Example: kiosk municipal terminal add store-0042 --municipality 131211 --directory /tmp/hall
    """
    with _one_line():
        configuration = _open(directory)
        from kiosk.municipal.identity.enrolment import enrol_terminal

        handed = enrol_terminal(configuration, terminal_id, [MunicipalityCode(code) for code in municipality])
    typer.echo(f"{terminal_id}: {handed}")


@availability.command("list")
def availability_list(
    directory: Directory = _HERE,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Show each service as residents see it now.

    Example: kiosk municipal availability list --directory /tmp/hall
    """
    with _one_line():
        _open(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.availability.answer import offers_of, opening_of, restrictions_of
        from kiosk.municipal.registry.models import Municipality

        now = clock.now()
        states = [
            {
                "municipality": municipality.code,
                "kind": offer.kind,
                "open": state.is_open,
                "reason": state.reason,
                "reopens": state.reopens and state.reopens.isoformat(timespec="minutes"),
            }
            for municipality in Municipality.objects.order_by("code")
            for restrictions in [restrictions_of(municipality, now)]
            for offer in offers_of(municipality)
            for state in [opening_of(offer, restrictions, None, now)]
        ]
    if as_json:
        typer.echo(json.dumps(states, ensure_ascii=False))
        return
    for state in states:
        title = RULES[Kind(str(state["kind"]))].title
        shown = "open" if state["open"] else f"closed ({state['reason']})"
        until = f", opens {state['reopens']}" if state["reopens"] else ""
        typer.echo(f"{state['municipality']}  {state['kind']:<16} {title}  {shown}{until}")


Reason = Annotated[str, typer.Option(help="Why; the console shows it to the staff.")]
_BY_COMMAND_LINE = "command line"


@availability.command("off")
def availability_off(kind: Kind, municipality: Code, reason: Reason, directory: Directory = _HERE) -> None:
    """Switch a service off until somebody switches it on.

    Example: kiosk municipal availability off income-tax --municipality 131211 --reason "figures are wrong"
    """
    with _one_line():
        _open(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.availability.switching import pause

        pause(_municipality(municipality), kind, reason=reason, by=_BY_COMMAND_LINE, now=clock.now())
    typer.echo(f"{municipality} {kind.value}: off")


@availability.command("on")
def availability_on(kind: Kind, municipality: Code, reason: Reason, directory: Directory = _HERE) -> None:
    """Switch a service on again.

    Example: kiosk municipal availability on income-tax --municipality 131211 --reason "corrected"
    """
    with _one_line():
        _open(directory)
        from kiosk.municipal.availability.switching import resume

        resume(_municipality(municipality), kind, reason=reason, by=_BY_COMMAND_LINE)
    typer.echo(f"{municipality} {kind.value}: on")
