"""What one seal says: whose paper, which page, and every word that the document, not the form, puts there."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import cbor2

from kiosk.certificates.contents import CONTENTS, UNSIGNED
from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.two_d_seal.vocabulary import DICTIONARY, KIND_NUMBERS, STANDING_TEXTS, VERSION

Words = tuple[tuple[str, str], ...]
"""Path (``fields.name``, ``persons.2.name``, ``tables.income.3.1``) and text."""

_LAYOUT_PREFIX = 8
_DAY_ZERO = date(2020, 1, 1)
_MOST_BYTES = 64 * 1024
_MOST_NUMBERED = 10_000
_PATH = re.compile(r"fields\.(\w+)|persons\.(\d+)\.(\w+)|tables\.(\w+)\.(\d+)\.(\d+)")
_RAW = -15
_NO_CONTENT = (
    *(cbor2.CBORDecodeError, zlib.error, ValueError, TypeError, LookupError, AttributeError),
    *(OverflowError, RecursionError),
)
_KINDS = {number: kind for kind, number in KIND_NUMBERS.items()}


class ContentMalformed(ValueError):
    """The bytes are no content of a seal; the message quotes nothing."""


class VersionUnknown(ContentMalformed):
    """A seal of a newer program."""


@dataclass(frozen=True)
class SealContent:
    """One page (from 1) of ``pages`` of one copy. ``order_id`` (32 hexadecimal digits) is the paper's
    identity, ``layout`` the first 8 bytes of its layout's SHA-256."""

    municipality_code: MunicipalityCode
    kind: Kind
    order_id: str
    layout: bytes
    issue_date: date
    page: int
    pages: int
    words: Words = field(repr=False)


def layout_prefix(sha256: str) -> bytes:
    """What of a layout's SHA-256 (hexadecimal) a seal carries."""
    return bytes.fromhex(sha256)[:_LAYOUT_PREFIX]


def signed_words(kind: Kind, words: Iterable[tuple[str, str]]) -> Words:
    """Those of a page's words that its seal signs, in the order of CONTENTS.

    Raises ContentMalformed for a path that no document of the kind has, or that says two things.
    """
    given: dict[str, str] = {}
    for path, text in words:
        if path.rpartition(".")[2] not in UNSIGNED and given.setdefault(path, text) != text:
            raise ContentMalformed(f"{path}: two texts")
    return tuple(_unfolded(kind, _folded(kind, given)))


def pack(content: SealContent) -> bytes:
    """The content as CBOR (RFC 8949): the same bytes for the same content. Raises ContentMalformed."""
    words = cbor2.dumps(_folded(content.kind, dict(content.words)))
    deflater = zlib.compressobj(9, zlib.DEFLATED, _RAW, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    return cbor2.dumps(
        [
            VERSION,
            int(content.municipality_code),
            KIND_NUMBERS[content.kind],
            bytes.fromhex(content.order_id),
            content.layout,
            (content.issue_date - _DAY_ZERO).days,
            content.page,
            content.pages,
            deflater.compress(words) + deflater.flush(),
        ]
    )


def unpack(packed: bytes) -> SealContent:
    """The content that ``pack`` packed. Raises VersionUnknown, ContentMalformed."""
    try:
        version, *stated = cbor2.loads(packed)
        if version != VERSION:
            raise VersionUnknown(f"version {version:d}")
        code, number, order_id, layout, day, page, pages, deflated = stated
        if not 1 <= page <= pages <= _MOST_NUMBERED or len(order_id) != 16 or len(layout) != _LAYOUT_PREFIX:
            raise ContentMalformed("page, order or layout")
        kind = _KINDS[number]
        return SealContent(
            MunicipalityCode(f"{code:06d}"),
            kind,
            order_id.hex(),
            bytes(layout),
            _DAY_ZERO + timedelta(days=day),
            page,
            pages,
            tuple(_unfolded(kind, cbor2.loads(_inflated(deflated)))),
        )
    except ContentMalformed:
        raise
    except _NO_CONTENT as error:
        raise ContentMalformed(type(error).__name__) from None


def _inflated(deflated: bytes) -> bytes:
    """No seal can make its reader fill the memory."""
    inflater = zlib.decompressobj(_RAW, DICTIONARY)
    inflated = inflater.decompress(deflated, _MOST_BYTES)
    if not inflater.eof or inflater.unused_data:
        raise ContentMalformed("words")
    return inflated


def _folded(kind: Kind, words: Mapping[str, str]) -> list[Any]:
    """Fields, persons and tables without their names: a text, a standing text's number or nothing for
    each name in the order of CONTENTS. Raises ContentMalformed."""
    contents = CONTENTS[kind]
    fields: dict[int, str] = {}
    persons: dict[int, dict[int, str]] = {}
    tables: dict[int, dict[int, dict[int, str]]] = {}
    for path, text in words.items():
        match = _PATH.fullmatch(path)
        try:
            if match is None:
                raise ValueError
            name, person, of_person, table, row, column = match.groups()
            if name is not None:
                fields[list(contents.fields).index(name)] = text
            elif person is not None:
                persons.setdefault(int(person), {})[list(contents.persons).index(of_person)] = text
            else:
                place = list(contents.tables).index(table)
                if not 1 <= int(column) <= len(contents.tables[table]):
                    raise ValueError
                tables.setdefault(place, {}).setdefault(int(row), {})[int(column) - 1] = text
        except ValueError:
            raise ContentMalformed(f"{path}: no {kind} has it") from None
    return [
        _row(fields),
        [[number, _row(persons[number])] for number in sorted(persons)],
        [[place, _from_first(tables[place])] for place in sorted(tables)],
    ]


def _row(texts: Mapping[int, str]) -> list[str | int | None]:
    return [_stated(texts[place]) if place in texts else None for place in range(max(texts, default=-1) + 1)]


def _from_first(rows: Mapping[int, Mapping[int, str]]) -> list[Any]:
    """The first row's number and every row from it on."""
    first = min(rows)
    return [first, *(_row(rows.get(number, {})) for number in range(first, max(rows) + 1))]


def _stated(text: str) -> str | int:
    return STANDING_TEXTS.index(text) if text in STANDING_TEXTS else text


def _unfolded(kind: Kind, folded: Any) -> Iterator[tuple[str, str]]:
    contents = CONTENTS[kind]
    fields, persons, tables = folded
    yield from _named("fields", list(contents.fields), fields)
    for number, texts in persons:
        yield from _named(f"persons.{_counted(number)}", list(contents.persons), texts)
    for place, (first, *rows) in tables:
        name = list(contents.tables)[_counted(place + 1) - 1]
        columns = [str(number) for number in range(1, len(contents.tables[name]) + 1)]
        for number, texts in enumerate(rows, start=_counted(first)):
            yield from _named(f"tables.{name}.{number}", columns, texts)


def _named(prefix: str, names: list[str], texts: list[object]) -> Iterator[tuple[str, str]]:
    if len(texts) > len(names):
        raise ContentMalformed(f"{prefix}: more texts than names")
    for name, text in zip(names, texts, strict=False):
        if isinstance(text, str):
            yield f"{prefix}.{name}", text
        elif text is not None:
            yield f"{prefix}.{name}", STANDING_TEXTS[_counted(text, least=0)]


def _counted(number: object, least: int = 1) -> int:
    if type(number) is not int or not least <= number <= _MOST_NUMBERED:
        raise ContentMalformed("a number")
    return number
