"""From the configured database to what Django wants to know of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from kiosk.municipal.configuration import Configuration, ConfigurationError

_BUSY_SECONDS = 20


def database_settings(configuration: Configuration) -> dict[str, Any]:
    """Django's settings for a file of SQLite or a ``postgresql://user:password@host:port/name``.

    SQLite writes ahead and syncs each commit, and a transaction takes the writers' lock when it begins:
    one that took it later could fail instead of waiting. Within a process writers queue for it.
    """
    stated = configuration.database
    if stated.startswith("postgresql://"):
        return _postgresql(stated)
    if "://" in stated:
        raise ConfigurationError(f"database: {urlsplit(stated).scheme}: only SQLite and PostgreSQL are known")
    return {
        "ENGINE": "kiosk.municipal.queued_sqlite",
        "NAME": stated if stated == ":memory:" else str(configuration.directory / stated),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": _BUSY_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
        # Tests of single functions have theirs in memory, however many processes run them.
        "TEST": {"NAME": ":memory:"},
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 2},
    }
