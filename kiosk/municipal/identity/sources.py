"""Where revocation lists come from: files, directories and URLs, looked at again and again."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, assert_never

import requests

from kiosk.municipal.configuration import Configuration, ListSource
from kiosk.municipal.identity.lists import (
    MAXIMUM_BYTES,
    IncomingList,
    add_revocation_list,
    incoming,
    put_in_force,
)
from kiosk.municipal.identity.models import RevocationList, SourceMark
from kiosk.municipal.identity.revocation_list import ListRefused

_ANSWERS_WITHIN = 10
_ARRIVES_WITHIN = 120
_READ_AT_ONCE = 1 << 16


@dataclass(frozen=True)
class TakenIn:
    """A list of ``source`` is in force; ``entries`` certificates are withdrawn by it."""

    source: str
    entries: int


@dataclass(frozen=True)
class Unchanged:
    """The source holds what it held."""

    source: str


@dataclass(frozen=True)
class Failed:
    """The source gave nothing that can be believed; what is in force stays."""

    source: str
    why: str


@dataclass(frozen=True)
class Outdated:
    """After all sources were looked at, the list of an anchor is still past its next update."""

    anchor: str
    next_update: datetime


Result = TakenIn | Unchanged | Failed | Outdated


def in_words(result: Result) -> str:
    """One line for the log and the command line."""
    match result:
        case TakenIn(source, entries):
            return f"{source}: {entries} revoked"
        case Unchanged(source):
            return f"{source}: unchanged"
        case Failed(source, why):
            return f"{source}: {why}"
        case Outdated(anchor, next_update):
            return f"anchor {anchor}: its list is past its next update, {next_update:%F %T} UTC"
        case _:
            assert_never(result)


class _SourceFails(Exception):
    """The source can't be read; the message says why."""


def refresh(configuration: Configuration, now: datetime) -> Iterator[Result]:
    """Look at every source once and take in what is new; then tell of each list that is outdated."""
    for source in configuration.revocation.source:
        place = _place(source, configuration)
        try:
            if isinstance(place, str):
                yield _from_url(place, configuration, source, now)
            elif source.directory is not None:
                yield from _from_directory(place, now)
            else:
                yield _from_file(place, now)
        except (ListRefused, _SourceFails, OSError) as error:
            yield Failed(str(place), _words(error))
    for known in RevocationList.objects.filter(next_update__lt=now).order_by("next_update"):
        yield Outdated(known.anchor_id, known.next_update)


def _place(source: ListSource, configuration: Configuration) -> Path | str:
    """The path of a file or directory, or the URL."""
    path = source.file or source.directory
    return configuration.directory / path if path is not None else source.url or ""


def _words(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error)


def _from_file(file: Path, now: datetime) -> Result:
    mark = _mark_of(file)
    if _marked(str(file)) == mark:
        return Unchanged(str(file))
    with file.open("rb") as stream:
        taken = add_revocation_list(stream, str(file), now)
    _remember(str(file), mark)
    return TakenIn(str(file), taken.entries)


def _from_directory(directory: Path, now: datetime) -> Iterator[Result]:
    """The newest list of each issuer among the files ``*.crl``; one that is none hinders no other."""
    new = [file for file in sorted(directory.glob("*.crl")) if _is_new(file)]
    if not new:
        yield Unchanged(str(directory))
        return
    with ExitStack() as opened:
        newest: dict[tuple[str, str], tuple[Path, IncomingList]] = {}
        older = []
        for file in new:
            try:
                found = opened.enter_context(incoming(opened.enter_context(file.open("rb"))))
            except (ListRefused, OSError) as error:
                yield Failed(str(file), _words(error))
                continue
            key = (found.anchor.key, found.frame.point)
            held = newest.get(key)
            if held is not None and held[1].frame.this_update >= found.frame.this_update:
                older.append(file)
                continue
            if held is not None:
                older.append(held[0])
            newest[key] = (file, found)
        for file, found in newest.values():
            yield _put_in_force(file, found, now)
        for file in older:
            _remember(str(file), _mark_of(file))


def _put_in_force(file: Path, found: IncomingList, now: datetime) -> Result:
    try:
        taken = put_in_force(found, str(file), now)
    except ListRefused as error:
        return Failed(str(file), str(error))
    _remember(str(file), _mark_of(file))
    return TakenIn(str(file), taken.entries)


def _is_new(file: Path) -> bool:
    return _marked(str(file)) != _mark_of(file)


def _mark_of(file: Path) -> str:
    found = file.stat()
    return f"{found.st_mtime_ns} {found.st_size} {found.st_ino}"


def _from_url(url: str, configuration: Configuration, source: ListSource, now: datetime) -> Result:
    """A conditional GET, bounded in size and time; TLS is verified and no redirection followed."""
    verify = True if source.authority is None else str(configuration.directory / source.authority)
    known = _marked(url)
    try:
        with (
            requests.get(
                url,
                headers=json.loads(known) if known else {},
                timeout=_ANSWERS_WITHIN,
                verify=verify,
                allow_redirects=False,
                stream=True,
            ) as response,
            TemporaryFile() as content,
        ):
            if response.status_code == requests.codes.not_modified:
                return Unchanged(url)
            if response.status_code != requests.codes.ok:
                raise _SourceFails(f"HTTP status {response.status_code}")
            _download(response, content)
            taken = add_revocation_list(content, url, now)
            _remember(url, _conditions(response))
    except requests.RequestException as error:
        raise _SourceFails(f"not reached: {type(error).__name__}") from error
    return TakenIn(url, taken.entries)


def _download(response: requests.Response, content: IO[bytes]) -> None:
    give_up = time.monotonic() + _ARRIVES_WITHIN
    for part in response.iter_content(_READ_AT_ONCE):
        content.write(part)
        if content.tell() > MAXIMUM_BYTES:
            raise _SourceFails(f"longer than {MAXIMUM_BYTES >> 20} megabytes")
        if time.monotonic() > give_up:
            raise _SourceFails(f"has not arrived within {_ARRIVES_WITHIN} s")
    content.seek(0)


def _conditions(response: requests.Response) -> str:
    """What asks the same server whether it has something newer."""
    pairs = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}
    return json.dumps(
        {ask: response.headers[told] for ask, told in pairs.items() if told in response.headers}
    )


def _marked(source: str) -> str | None:
    return SourceMark.objects.filter(pk=source).values_list("mark", flat=True).first()


def _remember(source: str, mark: str) -> None:
    SourceMark.objects.update_or_create(source=source, defaults={"mark": mark})


def pauses(interval: timedelta) -> Iterator[timedelta]:
    """How long to wait after each failure in a row: ten seconds, then twice as long, up to ``interval``."""
    pause = min(timedelta(seconds=10), interval)
    while True:
        yield pause
        pause = min(2 * pause, interval)
