import base64
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from kiosk.certificates.choices import Choices
from kiosk.certificates.kinds import Kind, Scope
from kiosk.certificates.sealed_document import (
    Binding,
    SealBroken,
    SealedDocument,
    mismatches,
    seal,
    unfit,
    unseal,
)

TODAY = date(2026, 11, 24)
CHOICES = Choices(kind=Kind.RESIDENT_RECORD, scope=Scope.SELF, persons=(1,))
DOCUMENT = SealedDocument(
    order_id="a" * 32,
    visit_id="b" * 32,
    terminal_id="store",
    municipality_code="131016",
    card_hash="c" * 64,
    choices=CHOICES,
    layout_name="resident-record",
    layout_sha256="d" * 64,
    issue_date=TODAY,
    expires=datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=10),
    pages=1,
    fee=200,
    fields={"address": "架空県青葉市"},
    persons=({"name": "葛\U000e0102城\u3000花子"},),
    official_seal=base64.urlsafe_b64encode(b"picture"),
)
BINDING = Binding("a" * 32, "b" * 32, "store", "131016", "c" * 64, CHOICES, 200)


def new_key() -> ECKey:
    key = ECKey.generate_key("P-256")
    key.ensure_kid()
    return key


KEY = new_key()
KEYS = KeySet([KEY])


def test_a_sealed_document_comes_back_with_every_variant_of_a_name() -> None:
    assert unseal(seal(DOCUMENT, KEY), KEYS) == DOCUMENT


@pytest.mark.parametrize("part", [0, 1, 2])
def test_one_changed_character_breaks_the_seal(part: int) -> None:
    parts = seal(DOCUMENT, KEY).split(".")
    middle = len(parts[part]) // 2
    flipped = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + flipped + parts[part][middle + 1 :]
    with pytest.raises(SealBroken):
        unseal(".".join(parts), KEYS)


def test_another_key_with_the_same_id_is_not_believed() -> None:
    stranger = ECKey.import_key(new_key().as_dict(private=True) | {"kid": KEY.kid})
    with pytest.raises(SealBroken, match="signature"):
        unseal(seal(DOCUMENT, stranger), KEYS)


def test_an_unsigned_document_is_not_believed() -> None:
    def encoded(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    header = {"alg": "none", "typ": "sealed-document", "kid": KEY.kid}
    bare = f"{encoded(json.dumps(header).encode())}.{encoded(DOCUMENT.model_dump_json().encode())}."
    with pytest.raises(SealBroken):
        unseal(bare, KEYS)


def test_something_else_that_the_city_hall_signed_is_no_document() -> None:
    note = jws.serialize_compact({"alg": "ES256", "typ": "note", "kid": KEY.kid}, b"{}", KEY)
    with pytest.raises(SealBroken, match="header"):
        unseal(note, KEYS)


def test_what_is_wrong_with_a_content_is_named_and_not_quoted() -> None:
    content = json.loads(DOCUMENT.model_dump_json()) | {"fee": "葛城"}
    header = {"alg": "ES256", "typ": "sealed-document", "kid": KEY.kid}
    sealed = jws.serialize_compact(header, json.dumps(content).encode(), KEY)
    with pytest.raises(SealBroken) as broken:
        unseal(sealed, KEYS)
    assert str(broken.value) == "content: fee"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("order_id", "0" * 32),
        ("visit_id", "0" * 32),
        ("terminal_id", "next-door"),
        ("municipality_code", "131211"),
        ("card_hash", "0" * 64),
        ("choices", CHOICES.model_copy(update={"copies": 2})),
        ("fee", 0),
    ],
)
def test_a_document_of_another_visit_is_told_apart_by_every_binding(name: str, other: object) -> None:
    assert mismatches(DOCUMENT, BINDING) == ()
    assert mismatches(DOCUMENT.model_copy(update={name: other}), BINDING) == (name,)


def test_a_document_must_be_of_today_and_show_as_many_persons_as_were_chosen() -> None:
    assert unfit(DOCUMENT, TODAY) == ()
    assert unfit(DOCUMENT, TODAY + timedelta(days=1)) == ()
    assert unfit(DOCUMENT, TODAY + timedelta(days=2)) == ("issue_date",)
    assert unfit(DOCUMENT.model_copy(update={"persons": ()}), TODAY) == ("persons",)
