"""What a city hall's installation is told in ``city-hall.toml``."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

FILE_NAME = "city-hall.toml"


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


class Configuration(BaseModel):
    """One installation. Paths are relative to the directory that holds the file.

    ``clock`` is ``system``, or the instant at which the server believes to start: demonstrations and
    tests run at office hours whatever the machine's time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    directory: Path = Field(exclude=True)
    database: str = "city-hall.sqlite3"
    clock: Literal["system"] | AwareDatetime = "system"
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "::1")
    limits: Limits = Limits()

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
    def terminals(self) -> Path:
        """What each enrolled terminal is handed."""
        return self.directory / "terminals"

    @property
    def forms(self) -> Path:
        """Official seals and the municipality's own layouts."""
        return self.directory / "forms"


def load(file: Path) -> Configuration:
    """The configuration in ``file``. Raises ConfigurationError."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(f"{file}: no such file; make it by: kiosk municipal init") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: {error}") from None
    if "directory" in content:
        raise ConfigurationError(f"{file}: directory: unknown key")
    try:
        return Configuration(directory=file.parent.absolute(), **content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ConfigurationError(f"{file}: {place}: {first['msg']}") from None


def write(directory: Path, *, clock: datetime | None = None, hosts: Sequence[str] = ()) -> Path:
    """Write the file of a new installation; ``clock`` None means the system's time, without ``hosts`` it is
    reached from its own machine only."""
    stated = "system" if clock is None else clock.isoformat()
    file = directory / FILE_NAME
    file.write_text(
        "# A city hall of this program; every key is explained in kiosk/municipal/configuration.py.\n"
        f'database = "{Configuration.model_fields["database"].default}"\n'
        f'clock = "{stated}"\n'
        f"hosts = {json.dumps([*hosts, *Configuration.model_fields['hosts'].default])}\n",
        encoding="utf-8",
    )
    return file
