"""Where lists come from: what is new is taken in, what can't be is told in words, what is in force stays."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import override_settings

from kiosk.municipal.configuration import Configuration, ConfigurationError, ListSource, Revocation, load
from kiosk.municipal.identity.certificates import key_id
from kiosk.municipal.identity.models import RevocationList
from kiosk.municipal.identity.pki import Authority
from kiosk.municipal.identity.sources import (
    Failed,
    Outdated,
    Result,
    TakenIn,
    Unchanged,
    in_words,
    pauses,
    refresh,
)
from kiosk.municipal.identity.trust import add_anchor
from tests.municipal.identity.authorities import NOW, Root

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def roots() -> tuple[Root, Root]:
    return Root.create(), Root.create()


@pytest.fixture
def root(roots: tuple[Root, Root]) -> Root:
    for generation in roots:
        add_anchor(generation.certificate)
    return roots[0]


def looked_at(directory: Path, *sources: ListSource) -> list[Result]:
    configuration = Configuration(directory=directory, revocation=Revocation(source=sources))
    with override_settings(CITY_HALL=configuration):
        return list(refresh(configuration, NOW))


def list_of(
    root: Root,
    *revoked: int,
    number: int | None = None,
    age: timedelta = HOUR,
    encoding: Encoding = Encoding.DER,
) -> bytes:
    crl = root.revocation_list(dict.fromkeys(revoked), updated=NOW - age)
    return crl.public_bytes(encoding)


@pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM])
def test_a_file_is_taken_in_once_and_again_when_it_changes(
    root: Root, tmp_path: Path, encoding: Encoding
) -> None:
    file = tmp_path / "latest.crl"
    file.write_bytes(list_of(root, 1, 2, encoding=encoding))
    source = ListSource(file=Path("latest.crl"))
    assert looked_at(tmp_path, source) == [TakenIn(str(file), 2)]
    assert looked_at(tmp_path, source) == [Unchanged(str(file))]
    replacement = tmp_path / "replacement"
    replacement.write_bytes(list_of(root, 1, 2, 3, age=HOUR / 2, encoding=encoding))
    replacement.replace(file)
    assert looked_at(tmp_path, source) == [TakenIn(str(file), 3)]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no revocation list"),
        (b"nonsense", "no revocation list"),
        (b"-----BEGIN X509 CRL-----\nMIIB\n", "cut short"),
        (b"-----BEGIN X509 CRL-----\n*\n-----END", "no revocation list"),
        (None, "No such file"),
    ],
)
def test_a_file_that_is_none_is_told_and_what_is_in_force_stays(
    root: Root, tmp_path: Path, content: bytes | None, why: str
) -> None:
    file = tmp_path / "latest.crl"
    file.write_bytes(list_of(root, 1))
    looked_at(tmp_path, ListSource(file=file))
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    (failed,) = looked_at(tmp_path, ListSource(file=file))
    assert isinstance(failed, Failed)
    assert why in failed.why
    assert RevocationList.objects.get().entries == 1


def test_of_a_directory_the_newest_list_of_each_issuer_is_taken(
    root: Root, roots: tuple[Root, Root], tmp_path: Path
) -> None:
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "a.crl").write_bytes(list_of(root, 1, age=3 * HOUR))
    (lists / "b.crl").write_bytes(list_of(root, 1, 2, 3, age=HOUR))
    (lists / "c.crl").write_bytes(list_of(root, 1, 2, age=2 * HOUR))
    (lists / "other.crl").write_bytes(list_of(roots[1], 9, age=2 * HOUR))
    (lists / "broken.crl").write_bytes(b"nonsense")
    (lists / "README").write_text("not a list")
    source = ListSource(directory=lists)
    first = looked_at(tmp_path, source)
    assert [result for result in first if isinstance(result, TakenIn)] == [
        TakenIn(str(lists / "b.crl"), 3),
        TakenIn(str(lists / "other.crl"), 1),
    ]
    assert [result.source for result in first if isinstance(result, Failed)] == [str(lists / "broken.crl")]
    (lists / "broken.crl").unlink()
    assert looked_at(tmp_path, source) == [Unchanged(str(lists))]


@dataclass
class ListServer:
    """Serves one list over HTTP, conditionally, as such servers do."""

    content: bytes = b""
    status: int = 200
    tls: ssl.SSLContext | None = None
    answers: list[int] = field(default_factory=list)

    def __enter__(self) -> ListServer:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                tag = f'"{hash(server.content)}"'
                same = self.headers.get("If-None-Match") == tag
                status = 304 if same else server.status
                server.answers.append(status)
                self.send_response(status)
                self.send_header("ETag", tag)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.send_header("Content-Length", "0" if same else str(len(server.content)))
                self.end_headers()
                if not same:
                    self.wfile.write(server.content)

            def log_message(self, *arguments: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if self.tls is not None:
            self._http.socket = self.tls.wrap_socket(self._http.socket, server_side=True)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        scheme = "http" if self.tls is None else "https"
        return f"{scheme}://127.0.0.1:{self._http.server_port}/latest.crl"


@pytest.fixture
def server(root: Root) -> Iterator[ListServer]:
    with ListServer(list_of(root, 1, 2)) as running:
        yield running


def test_a_url_is_asked_whether_it_has_something_newer(
    root: Root, server: ListServer, tmp_path: Path
) -> None:
    source = ListSource(url=server.url)
    assert looked_at(tmp_path, source) == [TakenIn(server.url, 2)]
    assert looked_at(tmp_path, source) == [Unchanged(server.url)]
    server.content = list_of(root, 1, age=HOUR / 2)
    assert looked_at(tmp_path, source) == [TakenIn(server.url, 1)]
    assert server.answers == [200, 304, 200]


@pytest.mark.parametrize(("status", "why"), [(404, "HTTP status 404"), (302, "HTTP status 302")])
def test_a_server_without_the_list_is_told_and_not_followed_elsewhere(
    server: ListServer, tmp_path: Path, status: int, why: str
) -> None:
    server.status = status
    assert looked_at(tmp_path, ListSource(url=server.url)) == [Failed(server.url, why)]


def test_a_server_that_is_gone_is_told(root: Root, tmp_path: Path) -> None:
    with ListServer() as gone:
        pass
    (failed,) = looked_at(tmp_path, ListSource(url=gone.url))
    assert isinstance(failed, Failed)
    assert "not reached" in failed.why


def test_a_server_over_tls_must_be_who_it_says(root: Root, tmp_path: Path) -> None:
    authority = Authority.create("lists")
    authority.write(tmp_path)
    authority.server_certificate(["127.0.0.1"]).write(tmp_path / "server.pem", tmp_path / "server.key")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")
    with ListServer(list_of(root, 1), tls=tls) as server:
        trusting = ListSource(url=server.url, authority=Path("ca.pem"))
        assert looked_at(tmp_path, trusting) == [TakenIn(server.url, 1)]
        (failed,) = looked_at(tmp_path, ListSource(url=server.url))
    assert isinstance(failed, Failed)
    assert "SSLError" in failed.why


def test_a_list_of_nobody_we_trust_is_told_of_its_source_only(root: Root, tmp_path: Path) -> None:
    (tmp_path / "strange.crl").write_bytes(list_of(Root.create(), 1))
    (tmp_path / "good.crl").write_bytes(list_of(root, 1))
    strange, good = looked_at(
        tmp_path, ListSource(file=Path("strange.crl")), ListSource(file=Path("good.crl"))
    )
    assert in_words(strange) == f"{tmp_path / 'strange.crl'}: no anchor's key signed the list"
    assert in_words(good) == f"{tmp_path / 'good.crl'}: 1 revoked"


def test_a_list_that_stays_past_its_next_update_is_told_although_no_source_fails(
    root: Root, tmp_path: Path
) -> None:
    crl = root.revocation_list({}, updated=NOW - 2 * DAY, next_update=NOW - DAY)
    (tmp_path / "old.crl").write_bytes(crl.public_bytes(Encoding.DER))
    _, outdated = looked_at(tmp_path, ListSource(file=Path("old.crl")))
    assert outdated == Outdated(key_id(root.certificate), NOW - DAY)
    assert "past its next update" in in_words(outdated)


def test_pauses_grow_from_failure_to_failure_up_to_the_interval() -> None:
    assert [pause.seconds for pause in islice(pauses(timedelta(minutes=5)), 7)] == [
        *(10, 20, 40, 80, 160),
        *(300, 300),
    ]


@pytest.mark.parametrize(
    "stated",
    [
        "[[revocation.source]]",
        '[[revocation.source]]\nfile = "a"\nurl = "https://b.example/"',
        '[[revocation.source]]\nurl = "ftp://b.example/"',
        '[revocation]\nwithout_list = "perhaps"',
        "[revocation]\ngrace = -1",
        '[[revocation.ocsp]]\nanchor = "ab"\nurl = "http://b.example/"',
    ],
)
def test_a_configuration_that_means_nothing_is_refused(tmp_path: Path, stated: str) -> None:
    file = tmp_path / "city-hall.toml"
    file.write_text(stated + "\n")
    with pytest.raises(ConfigurationError, match=r"city-hall.toml: revocation\."):
        load(file)
