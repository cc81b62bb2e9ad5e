"""Whether this node can serve, and what it lacks. No secret, path or name of a person is in any answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.configuration import Configuration
from kiosk.municipal.forms.official_seal import OfficialSealMissing, official_seal
from kiosk.municipal.identity.overview import Anchor, overview
from kiosk.municipal.identity.signing_keys import SigningKeyMissing, signing_key
from kiosk.municipal.registry.models import Municipality
from kiosk.municipal.verification.keys import SealKeyMissing, key_on

_log = structlog.get_logger(__name__)

_SHOWN_OF_A_KEY = 12


class What(StrEnum):
    """Kinds of things that a city hall can't serve without."""

    DATABASE = "database"
    MIGRATIONS = "migrations"
    MUNICIPALITIES = "municipalities"
    KEYS = "keys"
    SEALS = "seals"
    TRUST = "trust"


@dataclass(frozen=True)
class Lack:
    """One thing that is missing, and what of it."""

    what: What
    why: str


def lacks(configuration: Configuration, now: datetime) -> list[Lack]:
    """All that is missing; what can't be looked at while something before it is missing is not named."""
    try:
        connection.ensure_connection()
        unapplied = _unapplied_migrations()
        if unapplied:
            return [Lack(What.MIGRATIONS, f"{unapplied} to be applied by: kiosk municipal migrate")]
        return [*lacks_of_files(configuration, now), *_lacks_of_trust(configuration, now)]
    except (OperationalError, InterfaceError) as error:
        _log.error("readiness: no database", error=type(error).__name__)
        connection.close()
        return [Lack(What.DATABASE, "does not answer")]


def lacks_of_files(configuration: Configuration, now: datetime) -> Iterator[Lack]:
    """Keys and official seals that a municipality can't issue without."""
    municipalities = list(Municipality.objects.order_by("code"))
    if not municipalities:
        yield Lack(What.MUNICIPALITIES, "none has been added")
    for municipality in municipalities:
        code = MunicipalityCode(municipality.code)
        try:
            signing_key(configuration.keys, code)
        except (SigningKeyMissing, OSError, ValueError):
            yield Lack(What.KEYS, f"{code}: the key that signs documents")
        try:
            key_on(configuration.keys, municipality, now.date())
        except SealKeyMissing:
            yield Lack(What.KEYS, f"{code}: the key of the 2D seal")
        try:
            official_seal(configuration.forms, code)
        except (OfficialSealMissing, OSError):
            yield Lack(What.SEALS, f"{code}: the official seal")


def _unapplied_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _lacks_of_trust(configuration: Configuration, now: datetime) -> Iterator[Lack]:
    """Anchors whose cards are all refused because nobody knows which of them are withdrawn."""
    anchors = [anchor for anchor in overview(configuration, now) if anchor["valid"]]
    if not anchors:
        yield Lack(What.TRUST, "no anchor is valid now")
    for anchor in anchors:
        why = _unknown(anchor, configuration, now)
        if why is not None:
            yield Lack(What.TRUST, f"anchor {anchor['key'][:_SHOWN_OF_A_KEY]}: {why}")


def _unknown(anchor: Anchor, configuration: Configuration, now: datetime) -> str | None:
    if anchor["asks"] == "ocsp":
        return None
    if not anchor["lists"]:
        return None if configuration.revocation.without_list == "believe" else "no revocation list"
    grace = timedelta(seconds=configuration.revocation.grace)
    ended = [datetime.fromisoformat(known["next_update"]) + grace for known in anchor["lists"]]
    return f"its list is too old since {min(ended):%Y-%m-%d %H:%M} UTC" if min(ended) < now else None
