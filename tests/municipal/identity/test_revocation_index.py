"""The sorted file that is asked: right for every number, quick, and changed under its readers."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kiosk.municipal.identity.revocation_index import (
    IndexDamaged,
    RevocationIndex,
    Standing,
    index_file,
    slices,
    write_index,
)

LIST = "ab" * 32


def written(directory: Path, entries: Mapping[int, bool]) -> RevocationIndex:
    encoded = ((serial.to_bytes((serial.bit_length() + 7) // 8), held) for serial, held in entries.items())
    return RevocationIndex.open(directory, write_index(encoded, LIST, directory).sha256)


@given(
    entries=some.dictionaries(some.integers(0, 2**160 - 1), some.booleans(), max_size=200),
    others=some.lists(some.integers(0, 2**170), max_size=20),
)
@settings(max_examples=60, deadline=None)
def test_an_index_knows_exactly_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, entries: dict[int, bool], others: list[int]
) -> None:
    index = written(tmp_path_factory.mktemp("index"), entries)
    assert len(index) == len(entries)
    for serial in (*entries, *others, *(serial + 1 for serial in entries)):
        held = entries.get(serial)
        expected = {None: Standing.GOOD, True: Standing.ON_HOLD, False: Standing.REVOKED}[held]
        assert index.standing(serial) is expected


def test_more_entries_than_are_sorted_at_once_come_out_in_one_order(tmp_path: Path) -> None:
    serials = random.Random(1).sample(range(2**31), 150_000)
    index = written(tmp_path, {serial: serial % 2 == 0 for serial in serials})
    wrong = [s for s in serials if (index.standing(s) is Standing.ON_HOLD) is not (s % 2 == 0)]
    assert wrong == []
    file = index_file(tmp_path, index.sha256)
    assert file.stat().st_size < 6 * len(serials)
    assert b"".join(slices(file, 1 << 16)) == file.read_bytes()


@pytest.mark.parametrize("order", [(True, False), (False, True)])
def test_a_number_both_revoked_and_on_hold_is_revoked(tmp_path: Path, order: tuple[bool, bool]) -> None:
    built = write_index([(b"\5", held) for held in order], LIST, tmp_path)
    assert RevocationIndex.open(tmp_path, built.sha256).standing(5) is Standing.REVOKED


@pytest.mark.parametrize(
    "damage", [lambda c: c[:-1], lambda c: c[:-1] + b"\7", lambda c: b"", lambda c: c[:9]]
)
def test_a_damaged_file_is_not_asked(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    index = written(tmp_path, {5: False, 6: True})
    file = index_file(tmp_path, index.sha256)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(IndexDamaged):
        RevocationIndex.open(tmp_path, index.sha256)


def test_an_index_answers_after_its_file_is_gone(tmp_path: Path) -> None:
    index = written(tmp_path, {5: False})
    index_file(tmp_path, index.sha256).unlink()
    assert index.standing(5) is Standing.REVOKED


def test_many_threads_ask_one_index_at_once(tmp_path: Path) -> None:
    index = written(tmp_path, {serial: serial % 3 == 0 for serial in range(1, 3000, 2)})
    wrong: list[int] = []
    together = threading.Barrier(4)

    def ask() -> None:
        together.wait()
        for serial in range(3000):
            known = {True: Standing.ON_HOLD, False: Standing.REVOKED}[serial % 3 == 0]
            if index.standing(serial) is not (known if serial % 2 else Standing.GOOD):
                wrong.append(serial)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
