"""The keys of the 2D seal: their own, rotating, old ones published, and never any but the published one."""

from __future__ import annotations

import shutil
import stat
from datetime import date, timedelta

import pytest

from kiosk.certificates.two_d_seal.signature import key_id
from kiosk.municipal.configuration import Configuration
from kiosk.municipal.identity.signing_keys import published_keys
from kiosk.municipal.registry.models import Municipality
from kiosk.municipal.verification.keys import SealKeyMissing, key_on, rotate_key
from kiosk.municipal.verification.publication import trust_list
from tests.municipal.issuance.small_town import CODE, DESCRIPTION, NOON, SEAL, take_in

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
LATER = TODAY + timedelta(days=30)


def name_on(hall: Configuration, town: Municipality, day: date) -> str:
    return key_id(key_on(hall.keys, town, day).public_key()).hex()


def test_a_town_has_its_key_from_its_first_day_and_keeps_it(hall: Configuration, town: Municipality) -> None:
    take_in(hall, DESCRIPTION, SEAL, LATER)
    (key,) = trust_list(NOON).municipalities[0].keys
    assert (key.not_before, key.not_after) == (TODAY, None)
    assert name_on(hall, town, TODAY) == key.kid
    with pytest.raises(SealKeyMissing, match=f"no key of the 2D seal for {TODAY - timedelta(days=1)}"):
        key_on(hall.keys, town, TODAY - timedelta(days=1))


def test_it_is_not_the_key_that_seals_documents_for_terminals(
    hall: Configuration, town: Municipality
) -> None:
    (key,) = trust_list(NOON).municipalities[0].keys
    assert key.x not in {one["x"] for one in published_keys(hall.keys, CODE).as_dict(private=False)["keys"]}


def test_papers_of_the_last_day_and_after_are_sealed_with_the_new_key_and_the_old_stays_published(
    hall: Configuration, town: Municipality
) -> None:
    new = rotate_key(hall.keys, town, LATER)
    first, second = trust_list(NOON).municipalities[0].keys
    assert (first.not_before, first.not_after) == (TODAY, LATER)
    assert (second.kid, second.not_before, second.not_after) == (new.kid, LATER, None)
    assert name_on(hall, town, LATER - timedelta(days=1)) == first.kid
    assert name_on(hall, town, LATER) == second.kid


def test_a_key_does_not_begin_before_the_last_one(hall: Configuration, town: Municipality) -> None:
    for day in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(ValueError, match="the next one begins later"):
            rotate_key(hall.keys, town, day)


def test_private_keys_are_for_their_owner_only(hall: Configuration, town: Municipality) -> None:
    (file,) = hall.keys.glob("*two-d-seal*.pem")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_is_signed_with_a_key_that_is_gone_or_exchanged(
    hall: Configuration, town: Municipality
) -> None:
    (file,) = hall.keys.glob("*two-d-seal*.pem")
    shutil.copy(hall.keys / f"{CODE}.pem", file)
    with pytest.raises(SealKeyMissing, match="not the key that is published"):
        key_on(hall.keys, town, TODAY)
    file.write_bytes(b"-----BEGIN PRIVATE KEY-----")
    with pytest.raises(SealKeyMissing, match="ValueError"):
        key_on(hall.keys, town, TODAY)
    file.unlink()
    with pytest.raises(SealKeyMissing, match="FileNotFoundError"):
        key_on(hall.keys, town, TODAY)
