"""What a city hall's installation is told in ``city-hall.toml``."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

FILE_NAME = "city-hall.toml"
DATABASE_VARIABLE = "KIOSK_CITY_HALL_DATABASE"
"""An environment variable that states the database in place of the file: its address may hold a password."""

_HTTP = r"^https?://"


class ConfigurationError(Exception):
    """The file is missing or says something unknown; the message names file, key and fault."""


class Limits(BaseModel):
    """How long things last, in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    challenge: int = Field(default=300, ge=30, description="from opening a visit to its authentication")
    visit: int = Field(default=1200, ge=60, description="from authentication to the last order")
    document: int = Field(default=900, ge=60, description="from sealing a document to its last sheet")
    certificate_skew: int = Field(default=0, ge=0, description="tolerance at both ends of a validity")
    hushed_answer: float = Field(default=0.6, ge=0, description="after which every untold reason answers")


class ListSource(BaseModel):
    """Where revocation lists come from: a file, a directory (the newest list of each issuer among its
    files ``*.crl``), or a
    URL, whose TLS is verified against ``authority`` (PEM) or, without one, the public authorities."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Path | None = None
    directory: Path | None = None
    url: str | None = Field(default=None, pattern=_HTTP, max_length=500)
    authority: Path | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if [self.file, self.directory, self.url].count(None) != 2:
            raise ValueError("exactly one of file, directory and url is needed")
        return self


class Responder(BaseModel):
    """An OCSP responder (RFC 6960) that is asked about an anchor's cards.

    ``ocsp`` asks it about each card; where it does not answer, the card is refused or, with
    ``unanswered = "list"``, the list decides. ``crl-then-ocsp`` asks it only where no list is fresh.
    ``anchor`` is the key that ``kiosk municipal trust list`` shows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    anchor: str = Field(pattern=r"^[0-9a-f]{64}$")
    url: str = Field(pattern=_HTTP)
    mode: Literal["ocsp", "crl-then-ocsp"] = "ocsp"
    unanswered: Literal["refuse", "list"] = "refuse"
    seconds: float = Field(default=2.0, gt=0, le=10, description="after which it has not answered")
    nonce: bool = Field(default=True, description="False only where its answers are made in advance")
    authority: Path | None = None


class Revocation(BaseModel):
    """How the city hall learns which cards are withdrawn. An anchor without a responder goes by its lists.

    Without any list of a card's issuer nobody knows whether the card was lost yesterday, so the card is
    refused unless ``without_list`` is ``believe``: the municipality is the verifier (公的個人認証法 第36条)
    and a card that was reported lost must not open anything.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    grace: int = Field(default=0, ge=0, description="seconds a list is believed past its next update")
    without_list: Literal["refuse", "believe"] = "refuse"
    interval: int = Field(default=300, ge=10, description="seconds between looks at the sources")
    source: tuple[ListSource, ...] = ()
    ocsp: tuple[Responder, ...] = ()

    def responder_of(self, anchor: str) -> Responder | None:
        """The responder that is asked about this anchor's cards."""
        return next((responder for responder in self.ocsp if responder.anchor == anchor), None)


class Verification(BaseModel):
    """How much of the city hall its public page may take. ``a_minute`` is for one sender; 0 where what
    stands in front of the server limits them, because there all have the same address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    a_minute: int = Field(default=20, ge=0, description="questions of one sender")
    at_once: int = Field(default=2, ge=1, description="files that are read at the same time")


class SignIn(BaseModel):
    """How long the console trusts a sign-in, in seconds, and how many wrong tries it takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    idle: int = Field(default=1800, ge=60, description="without a touch, after which it ends")
    longest: int = Field(default=36000, ge=300, description="after which it ends in any case")
    tries: int = Field(default=5, ge=3, le=20, description="wrong passwords and codes in a row, then locked")
    lock: int = Field(default=900, ge=60, description="until a locked user may try again")


class Configuration(BaseModel):
    """One installation. Paths are relative to the directory that holds the file.

    ``database`` is a file of SQLite or an address, ``postgresql://user@host/name?parameter=value``.
    ``clock`` is ``system``, or the instant at which the server believes to start: demonstrations and
    tests run at office hours whatever the machine's time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    directory: Path = Field(exclude=True)
    database: str = "city-hall.sqlite3"
    clock: Literal["system"] | AwareDatetime = "system"
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "::1")
    limits: Limits = Limits()
    sign_in: SignIn = SignIn()
    revocation: Revocation = Revocation()
    verification: Verification = Verification()

    @property
    def secret_key_file(self) -> Path:
        """Key of sessions and CSRF tokens."""
        return self.directory / "secret.key"

    @property
    def pki(self) -> Path:
        """Authority and server certificate of the terminals' line."""
        return self.directory / "pki"

    @property
    def keys(self) -> Path:
        """Signing keys, one file a municipality."""
        return self.directory / "keys"

    @property
    def revocation_indexes(self) -> Path:
        """Revocation lists as this node asks them; what is missing comes from the database."""
        return self.directory / "revocation"

    @property
    def terminals(self) -> Path:
        """What each enrolled terminal is handed."""
        return self.directory / "terminals"

    @property
    def forms(self) -> Path:
        """Official seals and the municipality's own layouts."""
        return self.directory / "forms"


def load(file: Path) -> Configuration:
    """The configuration in ``file``, with the database of KIOSK_CITY_HALL_DATABASE where that is set.
    Raises ConfigurationError."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(f"{file}: no such file; make it by: kiosk municipal init") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: {error}") from None
    if "directory" in content:
        raise ConfigurationError(f"{file}: directory: unknown key")
    if DATABASE_VARIABLE in os.environ:
        content["database"] = os.environ[DATABASE_VARIABLE]
    try:
        return Configuration(directory=file.parent.absolute(), **content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ConfigurationError(f"{file}: {place}: {first['msg']}") from None


def write(
    directory: Path, *, clock: datetime | None = None, hosts: Sequence[str] = (), database: str | None = None
) -> Path:
    """Write the file of a new installation, for its owner only; ``clock`` None means the system's time,
    without ``hosts`` it is reached from its own machine only, without ``database`` it is on SQLite."""
    stated = "system" if clock is None else clock.isoformat()
    file = directory / FILE_NAME
    file.touch(mode=0o600)
    file.write_text(
        "# A city hall of this program; every key is explained in kiosk/municipal/configuration.py.\n"
        f"database = {json.dumps(database or Configuration.model_fields['database'].default)}\n"
        f'clock = "{stated}"\n'
        f"hosts = {json.dumps([*hosts, *Configuration.model_fields['hosts'].default])}\n",
        encoding="utf-8",
    )
    return file
