"""Seals of a fictional city: two keys, one after the other, and papers sealed with them."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import strategies as st

from kiosk.certificates.contents import CONTENTS, UNSIGNED
from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import Wording
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.two_d_seal.content import SealContent, Words, pack, signed_words
from kiosk.certificates.two_d_seal.signature import sign
from kiosk.certificates.two_d_seal.symbols import split
from kiosk.certificates.two_d_seal.trust import TrustedKey, TrustedMunicipality, TrustList

AOBA, WAKABA = MunicipalityCode("999016"), MunicipalityCode("999318")
ORDER = "66fa0b129c4e" + "0" * 20
DAY = date(2025, 11, 22)
ROTATED = date(2025, 12, 1)
OLD_KEY, NEW_KEY, WAKABAS_KEY, STRANGERS_KEY = (
    ec.derive_private_key(number, ec.SECP256R1()) for number in (1001, 1002, 1003, 1004)
)

NAME = "葛\U000e0102城　𠮷野髙﨑"
WORDS: Words = (
    ("fields.address", "架空県青葉市緑町1丁目2番3号"),
    ("fields.certification", "この写しは、世帯全員の住民票の原本と相違ないことを証明する。"),
    ("persons.1.name", NAME),
    ("persons.1.sex", "女"),
    ("persons.1.domicile", "【省略】"),
    ("persons.2.name", "邉\U000e010f　渡"),
)

TRUST = TrustList(
    published_at=datetime(2026, 1, 10, tzinfo=UTC),
    municipalities=(
        TrustedMunicipality(
            code=AOBA,
            name=Wording(ja="青葉市", en="Aoba City"),
            desk_phone="0000-11-2100",
            keys=(
                TrustedKey.of(OLD_KEY.public_key(), date(2025, 4, 1), ROTATED),
                TrustedKey.of(NEW_KEY.public_key(), ROTATED, None),
            ),
        ),
        TrustedMunicipality(
            code=WAKABA,
            name=Wording(ja="若葉町", en="Wakaba Town"),
            desk_phone="0000-22-3100",
            keys=(TrustedKey.of(WAKABAS_KEY.public_key(), date(2025, 4, 1), None),),
        ),
    ),
)


def content(words: Words = WORDS, **said: object) -> SealContent:
    """A page of a resident record, but for what is ``said`` otherwise."""
    stated: dict[str, object] = {
        "municipality_code": AOBA,
        "kind": Kind.RESIDENT_RECORD,
        "order_id": ORDER,
        "layout": bytes(8),
        "issue_date": DAY,
        "page": 1,
        "pages": 1,
        "words": words,
    }
    return SealContent(**(stated | said))  # type: ignore[arg-type]


def symbols(said: SealContent, key: ec.EllipticCurvePrivateKey = OLD_KEY, places: int = 3) -> tuple[str, ...]:
    """The texts of a page's symbols, of version 9."""
    return split(sign(pack(said), key), 9, places)


def another_order() -> str:
    return secrets.token_hex(16)


CHARACTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from("葛邉𠮷﨑\U000e0102\U000e010f　")
TEXTS = st.text(CHARACTERS, min_size=1, max_size=40) | st.sampled_from(["【省略】", "0円", "男"])


@st.composite
def pages(draw: st.DrawFn) -> tuple[Kind, Words]:
    """Any kind, and any words that a page of it may have."""
    kind = draw(st.sampled_from(Kind))
    contents = CONTENTS[kind]
    paths = st.sampled_from([f"fields.{name}" for name in contents.fields])
    if contents.persons:
        number, name = st.integers(1, 30), st.sampled_from(sorted(contents.persons.keys() - UNSIGNED))
        paths |= st.builds("persons.{}.{}".format, number, name)
    for table, labels in contents.tables.items():
        row, column = st.integers(1, 300), st.integers(1, len(labels))
        paths |= st.builds(f"tables.{table}.{{}}.{{}}".format, row, column)
    return kind, signed_words(kind, draw(st.dictionaries(paths, TEXTS, max_size=40)).items())
