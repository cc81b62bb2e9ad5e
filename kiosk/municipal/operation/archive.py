"""A copy of a city hall as one file: a tar whose first member says what the others are and hash to."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from kiosk.municipal.configuration import FILE_NAME

SECRET_KEY, DATABASE = "secret.key", "database"
DIRECTORIES = ("pki", "keys", "terminals", "forms")
_MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 16 << 20
_COPIED_AT_ONCE = 1 << 20


class CopyRefused(ValueError):
    """Nothing was copied, or nothing restored; the message says why."""


class Manifest(BaseModel):
    """What a copy holds. ``files`` are the SHA-256 of each by its name; ``migrations`` those of ours that
    its database has seen; ``authorities`` the files by which the configuration verifies sources."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    made: AwareDatetime
    engine: Literal["sqlite", "postgresql"]
    municipalities: tuple[str, ...]
    migrations: tuple[str, ...]
    authorities: tuple[str, ...]
    files: dict[str, str]


def write_archive(
    stream: IO[bytes], manifest: Manifest, contents: Mapping[str, bytes], database: Path
) -> None:
    """Write ``contents`` and the copied database, each as ``manifest`` names it."""
    with tarfile.open(fileobj=stream, mode="w|") as archive:
        _add(archive, _MANIFEST, manifest.model_dump_json(indent=2).encode())
        for name, content in contents.items():
            _add(archive, name, content)
        with database.open("rb") as file:
            member = _member(DATABASE, database.stat().st_size)
            archive.addfile(member, file)


def read_archive(stream: BinaryIO | IO[bytes], into: Path) -> Manifest:
    """Unpack a copy into the empty directory ``into``, everything for its owner only. Raises CopyRefused
    unless it is whole and nothing else."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            members = iter(archive)
            manifest = _manifest(archive, next(members, None))
            unpacked = dict(_unpack(archive, members, manifest, into))
    except (tarfile.TarError, EOFError) as error:
        raise CopyRefused(f"the copy is damaged: {error}") from None
    missing = sorted(set(manifest.files) - set(unpacked))
    if missing:
        raise CopyRefused(f"the copy is damaged: {missing[0]} is not in it")
    return manifest


def sha256(content: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def sha256_of(file: Path) -> str:
    """The same of a file's content, which may be large."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    archive.addfile(_member(name, len(content)), io.BytesIO(content))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _manifest(archive: tarfile.TarFile, member: tarfile.TarInfo | None) -> Manifest:
    content = archive.extractfile(member) if member is not None else None
    if member is None or content is None or member.name != _MANIFEST or member.size > _LARGEST_MANIFEST:
        raise CopyRefused("no copy of a city hall")
    try:
        return Manifest.model_validate_json(content.read())
    except ValidationError as error:
        first = error.errors()[0]
        raise CopyRefused(f"no copy that this program knows: {first['loc']}: {first['msg']}") from None


def _unpack(
    archive: tarfile.TarFile, members: Iterator[tarfile.TarInfo], manifest: Manifest, into: Path
) -> Iterator[tuple[str, Path]]:
    for member in members:
        content = archive.extractfile(member)
        if content is None or member.name not in manifest.files or not _belongs(member.name, manifest):
            raise CopyRefused(f"the copy holds what no city hall has: {member.name!r}")
        file = into / member.name
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        digest = hashlib.sha256()
        with file.open("wb") as stream:
            while block := content.read(_COPIED_AT_ONCE):
                digest.update(block)
                stream.write(block)
        if digest.hexdigest() != manifest.files[member.name]:
            raise CopyRefused(f"the copy is damaged: {member.name} is not what it was")
        yield member.name, file


def _belongs(name: str, manifest: Manifest) -> bool:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return False
    alone = name in (FILE_NAME, SECRET_KEY, DATABASE, *manifest.authorities)
    return alone or (len(path.parts) > 1 and path.parts[0] in DIRECTORIES)
