"""The client of one municipality's backend: HTTPS with mutual TLS, answers checked before use."""

from __future__ import annotations

import contextlib
import hashlib
import random
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import requests
import structlog
from joserfc.jwk import KeySet
from pydantic import BaseModel, ValidationError
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util.ssl_ import create_urllib3_context

from kiosk.certificates import failures
from kiosk.certificates.failures import Failure
from kiosk.certificates.messages import (
    Alarm,
    Availability,
    CardProof,
    Entitlement,
    OrderRequest,
    OrderSealed,
    Outcome,
    Problem,
    VisitOpened,
    VisitRequest,
)
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.sealed_document import SealedDocument, unseal
from kiosk.terminal.visit.ports import Delivery

_log = structlog.get_logger()

_Answer = TypeVar("_Answer", bound=BaseModel)

_CONNECT_SECONDS = 3.0
_ANSWER_SECONDS = 10.0
_LARGEST_ANSWER = 16 * 1024 * 1024
_STREAM_SILENCE_SECONDS = 15.0
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 10.0
_PROGRAM_FAILED = 500
"""What a city hall answers that has met something which nobody expected; a gateway that does not reach it
says 502 to 504."""
_FINAL_REFUSALS = frozenset({409, 410})
"""Statuses of what contradicts the city hall, and of what it has never heard of. Any other refusal may
be over once the line, the terminal's certificate or a build has been put right."""


@dataclass(frozen=True)
class Credentials:
    """Files of the terminal: its certificate and key, and the authority of the city hall's server."""

    certificate: Path
    key: Path
    authority: Path


@dataclass(frozen=True)
class _Reply:
    """An answer that has come whole."""

    status: int
    content: bytes

    @property
    def ok(self) -> bool:
        """Whether it is what was asked for: a redirection is not."""
        return 200 <= self.status < 300


class _MutualTls(HTTPAdapter):
    """TLS 1.3 and nothing older, with the terminal's certificate."""

    def __init__(self, credentials: Credentials) -> None:
        self._context = create_urllib3_context(ssl_minimum_version=ssl.TLSVersion.TLSv1_3)
        self._context.load_verify_locations(credentials.authority)
        self._context.load_cert_chain(credentials.certificate, credentials.key)
        super().__init__(pool_connections=1, pool_maxsize=8)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, ssl_context=self._context, **options)


class MunicipalityClient:
    """One municipality at one city hall. Implements the conductor's ``CityHall``."""

    def __init__(
        self, code: MunicipalityCode, url: str, credentials: Credentials, keys: KeySet, name: str = ""
    ) -> None:
        """``url`` is the city hall's ``https://host:port``; ``keys`` are pinned at enrolment; ``name``
        serves until the city hall has said its own."""
        self._code = code
        self._url = url.rstrip("/")
        self._keys = keys
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = str(credentials.authority)
        self._session.mount("https://", _MutualTls(credentials))
        self._layouts: dict[str, bytes] = {}
        self._name = name or code
        self._desk_phone = ""
        self._clock: tuple[datetime, float] | None = None
        self._closing = threading.Event()
        self._stream: requests.Response | None = None

    @property
    def code(self) -> MunicipalityCode:
        """Whose backend this is."""
        return self._code

    @property
    def name(self) -> str:
        """The municipality's name in Japanese."""
        return self._name

    @property
    def desk_phone(self) -> str:
        """Whom to call about a claim."""
        return self._desk_phone

    def now(self) -> datetime:
        """The city hall's clock by what it last said; this machine's while it has said nothing."""
        if self._clock is None:
            return datetime.now().astimezone()
        said, at = self._clock
        return said + timedelta(seconds=time.monotonic() - at)

    def availability(self) -> Availability | Failure:
        """What is offered here and now; its layouts are fetched as well, so no visit waits for one."""
        answer = self._call(Availability, "GET", "availability", parameters={"municipality": self._code})
        return self._heard(answer) if isinstance(answer, Availability) else answer

    def follow(self, arrived: Callable[[Availability], None], lost: Callable[[], None]) -> None:
        """Tell every change pushed by the city hall until :meth:`close`; while the stream is cut, ask
        again with growing, spread pauses."""
        pause = _FIRST_PAUSE
        while not self._closing.is_set():
            try:
                for availability in self._pushed():
                    arrived(self._heard(availability))
                    pause = _FIRST_PAUSE
            except (requests.RequestException, ValidationError) as error:
                _log.warning("city hall's stream broke", error=type(error).__name__)
            if self._closing.is_set():
                return
            answer = self.availability()
            if isinstance(answer, Availability):
                arrived(answer)
            else:
                lost()
            self._closing.wait(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads load, no secret
            pause = min(2 * pause, _LONGEST_PAUSE)

    def open_visit(self) -> VisitOpened | Failure:
        """A visit and its challenge."""
        return self._call(VisitOpened, "POST", "visits", VisitRequest(municipality=self._code))

    def authenticate(self, visit_id: str, proof: CardProof) -> Entitlement | Failure:
        """What the holder of this card may have."""
        return self._call(Entitlement, "POST", f"visits/{visit_id}/authentication", proof)

    def order(self, visit_id: str, request: OrderRequest) -> OrderSealed | Failure:
        """The sealed document for these choices."""
        return self._call(OrderSealed, "POST", f"visits/{visit_id}/orders", request)

    def unseal(self, sealed: str) -> SealedDocument:
        """Check the signature against the pinned keys. Raises SealBroken."""
        return unseal(sealed, self._keys)

    def layout(self, sha256: str) -> bytes | Failure:
        """The layout of this hash: fetched once, and only if it hashes to it."""
        if sha256 not in self._layouts:
            try:
                response = self._request("GET", f"forms/{sha256}")
            except requests.RequestException:
                return failures.CITY_UNREACHABLE
            if not response.ok:
                return _refusal(response)
            if hashlib.sha256(response.content).hexdigest() != sha256:
                return failures.DOCUMENT_MISMATCH
            self._layouts[sha256] = response.content
        return self._layouts[sha256]

    def abandon(self, order_id: str) -> None:
        """The resident stopped before money."""
        try:
            self._request("POST", f"orders/{order_id}/abandon")
        except requests.RequestException as error:
            _log.info("abandoning waits for the order to expire", order=order_id, error=type(error).__name__)

    def confirm(self, order_id: str) -> Failure | None:
        """None when the order may still be printed as it was sealed."""
        try:
            reply = self._request("POST", f"orders/{order_id}/confirmation")
        except requests.RequestException:
            return failures.CITY_UNREACHABLE
        return None if reply.ok else _refusal(reply)

    def report(self, order_id: str, outcome: Outcome) -> Delivery:
        """Whether the city hall has the outcome."""
        return self._deliver(f"orders/{order_id}/outcome", outcome)

    def raise_alarm(self, alarm: Alarm) -> Delivery:
        """Whether the city hall has the alarm."""
        return self._deliver("alarms", alarm)

    def close(self) -> None:
        """End :meth:`follow` and give up connections."""
        self._closing.set()
        stream = self._stream
        if stream is not None:
            # A stream that has broken, now or before, has nothing to be shut.
            with contextlib.suppress(ValueError, RuntimeError, OSError):
                stream.raw.shutdown()
        self._session.close()

    def _heard(self, availability: Availability) -> Availability:
        self._clock = (availability.clock, time.monotonic())
        self._name = availability.municipality.name.ja
        self._desk_phone = availability.municipality.desk_phone
        for service in availability.services:
            self.layout(service.layout_sha256)
        return availability

    def _pushed(self) -> Iterator[Availability]:
        """Availabilities as they are pushed; the server's comments keep the silence short."""
        response = self._session.get(
            f"{self._url}/api/v1/availability/stream",
            params={"municipality": self._code},
            stream=True,
            timeout=(_CONNECT_SECONDS, _STREAM_SILENCE_SECONDS),
        )
        with response:
            response.raise_for_status()
            self._stream = response
            for line in response.iter_lines(chunk_size=1):
                if self._closing.is_set():
                    return
                if line.startswith(b"data: "):
                    yield Availability.model_validate_json(line.removeprefix(b"data: "))

    def _call(
        self,
        answer: type[_Answer],
        method: str,
        path: str,
        message: BaseModel | None = None,
        parameters: dict[str, str] | None = None,
    ) -> _Answer | Failure:
        try:
            response = self._request(method, path, message, parameters)
        except requests.RequestException:
            return failures.CITY_UNREACHABLE
        if not response.ok:
            return _refusal(response)
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            _log.error("answer not understood", call=answer.__name__, places=error.error_count())
            return failures.CITY_NONSENSE

    def _deliver(self, path: str, message: BaseModel) -> Delivery:
        try:
            reply = self._request("POST", path, message)
        except requests.RequestException:
            return Delivery.LATER
        if reply.ok:
            return Delivery.TAKEN
        return Delivery.REJECTED if reply.status in _FINAL_REFUSALS else Delivery.LATER

    def _request(
        self,
        method: str,
        path: str,
        message: BaseModel | None = None,
        parameters: dict[str, str] | None = None,
    ) -> _Reply:
        due = time.monotonic() + _ANSWER_SECONDS
        with self._session.request(
            method,
            f"{self._url}/api/v1/{path}",
            data=message.model_dump_json() if message is not None else None,
            params=parameters,
            headers={"Content-Type": "application/json"} if message is not None else None,
            timeout=(_CONNECT_SECONDS, _ANSWER_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as response:
            return _Reply(response.status_code, _whole(response, due))


def _whole(response: requests.Response, due: float) -> bytes:
    """The body, if all of it is there when the monotonic clock reads ``due``: the library's time limit
    starts anew with each byte, so that an answer in drops would hold its caller for ever, and it takes a
    body that broke off for a whole one.

    Raises requests.RequestException.
    """
    content = bytearray()
    try:
        while part := response.raw.read1(decode_content=True):
            content += part
            if time.monotonic() > due or len(content) > _LARGEST_ANSWER:
                raise requests.ReadTimeout("the answer does not end")
    except (HTTPError, OSError) as error:
        raise requests.ConnectionError(type(error).__name__) from None
    if response.raw.length_remaining:
        raise requests.ConnectionError("the answer broke off")
    return bytes(content)


def _refusal(reply: _Reply) -> Failure:
    """The failure that the city hall named; nonsense when it named none of the catalogue or its program
    failed."""
    try:
        return failures.by_code(Problem.model_validate_json(reply.content).failure)
    except (ValidationError, KeyError):
        unexplained = reply.status <= _PROGRAM_FAILED
        return failures.CITY_NONSENSE if unexplained else failures.CITY_UNREACHABLE
