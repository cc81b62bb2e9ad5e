"""What every command of the city hall begins with: the directory, its options, one line for a fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kiosk.certificates.municipality_code import MunicipalityCode

if TYPE_CHECKING:
    from cryptography import x509

    from kiosk.municipal.configuration import Configuration
    from kiosk.municipal.registry.models import Municipality

Directory = Annotated[Path, typer.Option("--directory", "-d", help="The city hall's directory.")]
Code = Annotated[str, typer.Option("--municipality", help="全国地方公共団体コード, six digits.")]
Database = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="postgresql://user@host/name; without it what city-hall.toml says, SQLite in a new one.",
    ),
]
HERE = Path("city-hall")
BAD_INPUT = 2
BY_COMMAND_LINE = "command line"
"""Who did it, where the console would name a user."""


def stop(problem: object) -> NoReturn:
    """End with one line and exit code 2."""
    typer.echo(f"kiosk municipal: {problem}", err=True)
    raise typer.Exit(BAD_INPUT)


@contextmanager
def one_line() -> Iterator[None]:
    """Turn what a user can put right into one line and exit code 2."""
    from django.db import DataError, InterfaceError, OperationalError

    from kiosk.municipal.configuration import ConfigurationError
    from kiosk.municipal.databases import in_one_line
    from kiosk.rendering.errors import FontNotInstalled

    try:
        yield
    except (DataError, InterfaceError, OperationalError) as error:
        stop(f"database: {in_one_line(error)}")
    except (ConfigurationError, FontNotInstalled, ValueError, LookupError, OSError) as error:
        stop(error.args[0] if isinstance(error, LookupError) else error)


def opened(directory: Path, *, database: str | None = None) -> Configuration:
    """The city hall of ``directory``, with Django set up on it. Raises ConfigurationError."""
    from kiosk.municipal.installation import open_for_this_process

    return open_for_this_process(directory, database=database)


def municipality_of(code: str) -> Municipality:
    """The municipality in the opened city hall. Raises ValueError, LookupError."""
    from kiosk.municipal.registry.models import Municipality

    found = Municipality.objects.filter(code=MunicipalityCode(code)).first()
    if found is None:
        raise LookupError(f"municipality {code}: not in this city hall")
    return found


def read_certificate(file: Path) -> x509.Certificate:
    """A certificate, PEM or DER. Raises ValueError naming the file, OSError."""
    from cryptography import x509

    content = file.read_bytes()
    try:
        if content.startswith(b"-----"):
            return x509.load_pem_x509_certificate(content)
        return x509.load_der_x509_certificate(content)
    except ValueError:
        raise ValueError(f"{file}: no certificate") from None
