"""Making a city hall's directory, and opening it for this process."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.configuration import (
    DATABASE_VARIABLE,
    FILE_NAME,
    Configuration,
    ConfigurationError,
    load,
    write,
)
from kiosk.municipal.databases import UNNAMED, examine_for_a_new_city_hall, is_postgresql
from kiosk.municipal.identity.pki import Authority, write_secret

SETTINGS = "kiosk.municipal.settings"
_AUTHORITY_NAME = "Kiosk terminals' authority"


def create(
    directory: Path, *, clock: datetime | None = None, hosts: Sequence[str] = (), database: str | None = None
) -> Configuration:
    """A new, empty city hall in ``directory``: configuration, keys of the line, database; opened.

    ``clock`` None means the system's time; ``hosts`` are names and addresses by which terminals reach it
    besides this machine's own; ``database`` the address of an empty one, None a file of SQLite. Raises
    ConfigurationError if there is a city hall already, or nothing to hold one.
    """
    if (directory / FILE_NAME).exists():
        raise ConfigurationError(f"{directory / FILE_NAME}: there is a city hall already")
    of_environment = os.environ.get(DATABASE_VARIABLE)
    if is_postgresql(stated := of_environment or database or ""):
        examine_for_a_new_city_hall(stated)
        database = UNNAMED if of_environment else database
    directory.mkdir(parents=True, exist_ok=True)
    configuration = load(write(directory, clock=clock, hosts=hosts, database=database))
    write_secret(configuration.secret_key_file, secrets.token_urlsafe(48).encode())
    for made in (configuration.pki, configuration.keys, configuration.terminals, configuration.forms):
        made.mkdir(mode=0o700, exist_ok=True)
    authority = Authority.create(_AUTHORITY_NAME)
    authority.write(configuration.pki)
    server = authority.server_certificate(configuration.hosts)
    server.write(configuration.pki / "server.pem", configuration.pki / "server.key")
    open_for_this_process(directory)
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    return configuration


def open_for_this_process(directory: Path, *, database: str | None = None) -> Configuration:
    """Set Django up on the city hall of ``directory``; one process opens one. ``database`` is used by this
    process, and those that it starts, in place of what the file says. Raises ConfigurationError."""
    if database is not None:
        os.environ[DATABASE_VARIABLE] = database
    configuration = load(directory / FILE_NAME)
    os.environ["KIOSK_CITY_HALL"] = str(directory.absolute() / FILE_NAME)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django
    from django.conf import settings

    django.setup()
    if configuration.directory != settings.CITY_HALL.directory:
        raise ConfigurationError(
            f"{directory}: this process has opened {settings.CITY_HALL.directory} before"
        )
    return configuration


def give_keys(configuration: Configuration, code: MunicipalityCode, official_seal: bytes) -> None:
    """What a municipality needs besides its rows: its official seal (PNG), and a signing key unless it
    has one. Raises ValueError for a seal that is no PNG."""
    from kiosk.municipal.forms.official_seal import write_official_seal
    from kiosk.municipal.identity.signing_keys import create_signing_key, signing_key_file

    write_official_seal(configuration.forms, code, official_seal)
    if not signing_key_file(configuration.keys, code).exists():
        create_signing_key(configuration.keys, code)
