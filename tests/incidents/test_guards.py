"""No guard is there for show: without it, the tests of the incident that it prevents fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.incidents.guards import GUARDS, Guard, tried_without


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_without_this_guard_its_tests_fail(guard: Guard) -> None:
    verdict = tried_without(guard)
    assert verdict.found == 1, f"{guard.file} no longer has this text once: {guard.text}"
    assert verdict.is_proven, (verdict.survived, verdict.said)


def test_a_guard_that_is_no_longer_there_is_not_taken_for_proven() -> None:
    rotten = replace(GUARDS[0], text="a line that nobody wrote")
    assert (tried_without(rotten).found, tried_without(rotten).is_proven) == (0, False)


def test_a_program_that_does_not_even_start_without_a_guard_proves_nothing() -> None:
    verdict = tried_without(replace(GUARDS[0], without="opened ="))
    assert (verdict.found, verdict.is_proven) == (1, False)


def test_every_guard_has_a_name_of_its_own() -> None:
    assert len({guard.name for guard in GUARDS}) == len(GUARDS)
