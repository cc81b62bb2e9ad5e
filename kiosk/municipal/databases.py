"""From the configured database to what Django wants to know of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kiosk.municipal.configuration import DATABASE_VARIABLE, Configuration, ConfigurationError

_BUSY_SECONDS = 20
_POSTGRESQL = ("postgresql", "postgres")
_ENCODING = "UTF8"
UNNAMED = "postgresql:///"
"""What a city hall's file says whose database is stated by the environment alone."""

_OF_A_CONNECTION = {
    "connect_timeout": "2",
    # After a failover the old primary may still answer: a connection that can't write is none.
    "target_session_attrs": "read-write",
    # A server that is gone without a word is noticed within five seconds.
    "keepalives": "1",
    "keepalives_idle": "2",
    "keepalives_interval": "1",
    "keepalives_count": "3",
    "tcp_user_timeout": "3000",
    # Whoever waits longer for a row than a terminal waits for its answer waits in vain.
    "options": "-c lock_timeout=8s -c idle_in_transaction_session_timeout=60s",
    "application_name": "kiosk",
}
"""Unless the address says otherwise; libpq's names and units."""

_SETTINGS_OF_THEIR_OWN = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}


def database_settings(configuration: Configuration) -> dict[str, Any]:
    """Django's settings for a file of SQLite or a ``postgresql://user@host:port/name?parameter=value``,
    as libpq reads it: several hosts, sockets and ``passfile`` included. Raises ConfigurationError.

    SQLite writes ahead and syncs each commit, and a transaction takes the writers' lock when it begins:
    one that took it later could fail instead of waiting. Within a process writers queue for it.
    """
    stated = configuration.database
    if is_postgresql(stated):
        return _postgresql(stated)
    file = sqlite_file(configuration)
    return {
        "ENGINE": "kiosk.municipal.queued_sqlite",
        "NAME": ":memory:" if file is None else str(file),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": _BUSY_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
        # Tests of single functions have theirs in memory, however many processes run them.
        "TEST": {"NAME": ":memory:"},
    }


def is_postgresql(database: str) -> bool:
    """Whether a database is stated as an address of PostgreSQL. Raises ConfigurationError for another
    address: without one it is a file of SQLite."""
    if "://" not in database:
        return False
    scheme = urlsplit(database).scheme
    if scheme not in _POSTGRESQL:
        raise ConfigurationError(f"database: {scheme}: only SQLite and PostgreSQL are known")
    return True


def sqlite_file(configuration: Configuration) -> Path | None:
    """The file of a city hall on SQLite; None for one in memory."""
    return None if configuration.database == ":memory:" else configuration.directory / configuration.database


def examine_for_a_new_city_hall(database: str, *, may_be_occupied: bool = False) -> None:
    """See that PostgreSQL can be reached and can hold a new city hall, and holds none yet unless it
    ``may_be_occupied``. Raises ConfigurationError."""
    import psycopg
    from psycopg.conninfo import make_conninfo

    address = make_conninfo(database, **_defaults_for(_read(database)))
    try:
        with psycopg.connect(address) as connection:
            encoding = connection.info.parameter_status("server_encoding")
            if encoding != _ENCODING:
                raise ConfigurationError(
                    f"database: its encoding is {encoding}: make it by createdb --encoding {_ENCODING}"
                )
            occupied = connection.execute("SELECT to_regclass('django_migrations')").fetchone() != (None,)
            if occupied and not may_be_occupied:
                raise ConfigurationError("database: there is a city hall in it already")
    except psycopg.OperationalError as error:
        raise ConfigurationError(f"database: {in_one_line(error)}") from None


def in_one_line(error: Exception) -> str:
    """What a database said went wrong, without its details: these may quote a row."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _postgresql(address: str) -> dict[str, Any]:
    parameters = _read(address)
    own = {setting: parameters.pop(name, "") for name, setting in _SETTINGS_OF_THEIR_OWN.items()}
    if not own["NAME"]:
        raise ConfigurationError(f"database: the address names none; is it in {DATABASE_VARIABLE}?")
    return {
        "ENGINE": "django.db.backends.postgresql",
        **own,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parameters | _defaults_for(parameters),
    }


def _read(address: str) -> dict[str, str]:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        return {name: str(value) for name, value in conninfo_to_dict(address).items()}
    except psycopg.Error as error:
        raise ConfigurationError(f"database: {in_one_line(error)}") from None


def _defaults_for(parameters: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in _OF_A_CONNECTION.items() if name not in parameters}
