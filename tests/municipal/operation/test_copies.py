"""A city hall is copied while it is served, and stands again in a new place as if nothing had happened."""

from __future__ import annotations

import io
import json
import re
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.municipal.configuration import FILE_NAME, load
from kiosk.municipal.operation import restore as restoring
from kiosk.municipal.operation.archive import CopyRefused
from tests.municipal.complaints import PRINTED, left_money, ordered, report, state
from tests.municipal.operation.test_readiness import asked
from tests.municipal.terminals import TerminalClient
from tests.municipal.test_a_visit import opened
from tests.municipal.test_commands import kiosk, refused_in_one_line
from tests.real_parts.city_hall import AOBA, DATABASES, CityHall
from tests.real_parts.postgresql import PostgreSQL

on_both = pytest.mark.parametrize("own_city_hall", DATABASES, indirect=True)

Members = dict[str, bytes]


@pytest.fixture
def new_place(own_city_hall: CityHall, request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """The options by which a copy gets a database of its own."""
    if "://" not in load(own_city_hall.directory / FILE_NAME).database:
        yield []
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    yield ["--database", server.create("restored")]
    server.drop("restored")


def restore(file: Path, directory: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return kiosk("municipal", "restore", file, "--directory", directory, *options)


@on_both
def test_a_copy_of_a_served_city_hall_answers_visits_elsewhere_and_knows_what_happened(
    own_city_hall: CityHall, tmp_path: Path, new_place: list[str]
) -> None:
    terminal = TerminalClient(own_city_hall)
    order_id, _ = ordered(own_city_hall, terminal)
    assert report(terminal, order_id, PRINTED) == 204
    claim, of_order = left_money(own_city_hall, terminal)
    copy = tmp_path / "copies.tar"
    own_city_hall.command("backup", copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    later, _ = ordered(own_city_hall, terminal, "nine")
    own_city_hall.stop()
    restored = restore(copy, tmp_path / "elsewhere", *new_place)
    assert restored.returncode == 0, restored.stderr
    assert AOBA in restored.stdout
    with CityHall(tmp_path / "elsewhere") as hall:
        assert asked(hall, "ready") == (200, {"ready": True, "missing": []})
        elsewhere = TerminalClient(hall)
        visit, entitlement = elsewhere.authenticated(own_city_hall.card("hanako"))
        answer = elsewhere.order(visit, elsewhere.whole_household(entitlement)).json()
        assert opened(own_city_hall, answer["sealed"]).visit_id == visit.visit_id
        assert report(elsewhere, order_id, PRINTED) == 204
        assert report(elsewhere, order_id, PRINTED | {"received": 400}) == 409
        assert state(hall, claim, of_order) == "open"
        assert report(elsewhere, later, PRINTED) == 410, "what came after the copy is not in it"
    own_city_hall.start()


@on_both
def test_a_copy_overwrites_neither_a_directory_nor_a_database_unless_it_is_forced(
    own_city_hall: CityHall, tmp_path: Path, new_place: list[str]
) -> None:
    terminal = TerminalClient(own_city_hall)
    order_id, _ = ordered(own_city_hall, terminal)
    copy = tmp_path / "copy.tar"
    own_city_hall.command("backup", copy)
    assert "never overwritten" in own_city_hall.command("backup", copy, check=False).stderr
    assert report(terminal, order_id, PRINTED) == 204
    own_city_hall.stop()
    before = {file.name for file in own_city_hall.directory.iterdir()}
    refused = refused_in_one_line_after_progress(restore(copy, own_city_hall.directory))
    assert "--force" in refused
    if new_place:
        refused = refused_in_one_line_after_progress(restore(copy, tmp_path / "elsewhere"))
        assert "there is a city hall in it already" in refused
        assert not (tmp_path / "elsewhere").exists()
    assert {file.name for file in own_city_hall.directory.iterdir()} == before
    forced = restore(copy, own_city_hall.directory, "--force")
    assert forced.returncode == 0, forced.stderr
    [aside] = tmp_path.glob("city-hall.before-*")
    assert {file.name for file in aside.iterdir()} == before
    own_city_hall.start()
    assert report(TerminalClient(own_city_hall), order_id, PRINTED) == 204, "taken anew: it is as copied"


def refused_in_one_line_after_progress(done: subprocess.CompletedProcess[str]) -> str:
    progress, _, line = done.stderr.partition("\n")
    assert progress == "restoring …"
    done.stderr = line
    return refused_in_one_line(done)


def test_without_a_key_there_is_no_copy_but_words(own_city_hall: CityHall, tmp_path: Path) -> None:
    (own_city_hall.directory / "keys" / f"{AOBA}.pem").unlink()
    refused = own_city_hall.command("backup", tmp_path / "copy.tar", check=False)
    assert refused.returncode == 2
    assert f"{AOBA}: the key that signs documents is missing" in refused.stderr
    assert list(tmp_path.glob("copy*")) == []


@pytest.fixture(scope="module")
def members(demo_directory: Path) -> Members:
    """What a copy of the demo holds, as it comes through a pipe."""
    backup = (sys.executable, "-m", "kiosk", "municipal", "backup", "-", "--directory", demo_directory)
    copy = subprocess.run(backup, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(copy)) as archive:
        found = {member.name: archive.extractfile(member) for member in archive}
        return {name: content.read() for name, content in found.items() if content is not None}


def packed(members: Members, file: Path) -> Path:
    with tarfile.open(file, "w") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file


def with_manifest(members: Members, **changes: object) -> Members:
    return {**members, "manifest.json": json.dumps(json.loads(members["manifest.json"]) | changes).encode()}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: {**m, "secret.key": m["secret.key"][:-1] + b"!"}, "secret.key is not what it was"),
        (lambda m: {name: m[name] for name in m if name != "database"}, "database is not in it"),
        (lambda m: {**m, "../outside": b""}, "'../outside'"),
        (lambda m: {**m, "kiosk.pth": b""}, "'kiosk.pth'"),
        (lambda m: {name: m[name] for name in reversed(m)}, "no copy of a city hall"),
        (lambda m: with_manifest(m, format=2), "no copy that this program knows"),
        (lambda m: with_manifest(m, migrations=["issuance.9999_later"]), "a newer program made the copy"),
        (lambda m: with_manifest(m, engine="postgresql"), "state an address by --database"),
    ],
)
def test_what_is_no_whole_copy_makes_no_city_hall(
    members: Members, tmp_path: Path, change: Callable[[Members], Members], said: str
) -> None:
    file = packed(change(members), tmp_path / "copy.tar")
    with file.open("rb") as stream, pytest.raises(CopyRefused, match=re.escape(said)):
        restoring.restore(stream, tmp_path / "hall", database=None, force=False)
    assert list(tmp_path.iterdir()) == [file]


def test_a_copy_of_sqlite_is_refused_for_postgresql(
    members: Members, tmp_path: Path, postgresql: PostgreSQL
) -> None:
    file = packed(members, tmp_path / "copy.tar")
    with file.open("rb") as stream, pytest.raises(CopyRefused, match="goes into no PostgreSQL"):
        restoring.restore(stream, tmp_path / "hall", database=postgresql.address("postgres"), force=True)


def test_a_pipe_that_broke_makes_no_city_hall(members: Members, tmp_path: Path) -> None:
    whole = packed(members, tmp_path / "copy.tar")
    command = (sys.executable, "-m", "kiosk", "municipal", "restore", "-", "--directory", tmp_path / "hall")
    half = whole.read_bytes()[: whole.stat().st_size // 2]
    done = subprocess.run(command, check=False, input=half, capture_output=True)
    assert done.returncode == 2
    assert b"damaged" in done.stderr
    assert list(tmp_path.iterdir()) == [whole]
