"""The benchmark of revocation, with a smaller list: what it measures must hold on every machine."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.municipal.identity.revocation_index import RevocationIndex, Standing, write_index
from tests.benchmarks.revocation import (
    SWAPS,
    built_apart,
    entries_of,
    microseconds,
    samples_of,
    swap_under_readers,
)
from tests.municipal.identity.authorities import Root
from tests.municipal.identity.big_list import write_big_list

COUNT = 50_000
MOST_MICROSECONDS = 50.0
MOST_MEGABYTES = 100.0


def test_a_look_up_is_quick_building_is_lean_and_a_swap_loses_no_answer(tmp_path: Path) -> None:
    root = Root.create()
    (tmp_path / "root.pem").write_bytes(root.certificate.public_bytes(Encoding.PEM))
    entries = entries_of(COUNT)
    write_big_list(tmp_path / "list.crl", root, entries, number=1)
    built = built_apart(tmp_path / "list.crl", tmp_path)
    assert built.peak < MOST_MEGABYTES
    index = RevocationIndex.open(tmp_path, built.sha256)
    samples = samples_of(entries)
    assert {index.standing(serial) for serial in samples.revoked} == {Standing.REVOKED}
    assert {index.standing(serial) for serial in samples.on_hold} == {Standing.ON_HOLD}
    assert {index.standing(serial) for serial in samples.good} == {Standing.GOOD}
    for serials in (samples.revoked, samples.on_hold, samples.good):
        assert microseconds(index.standing, serials) < MOST_MICROSECONDS
    lost = entries[1][0]
    other = write_index([(lost.to_bytes(20), False)], "11" * 32, tmp_path)
    swapped = swap_under_readers(tmp_path, [built.sha256, other.sha256], lost, swaps=SWAPS)
    assert swapped.looks > SWAPS
    assert swapped.wrong == 0
