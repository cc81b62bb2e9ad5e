"""Each code of the failure catalogue is met by a test, and documented as it stands in the catalogue."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from kiosk.certificates import failures
from kiosk.certificates.failures import CATALOGUE, Failure
from kiosk.terminal.handbook import failures_page
from kiosk.terminal.visit.states import LANGUAGES, Language
from tests.house.checkout import ROOT

_THROUGH_SIMULATORS = ("tests/end_to_end", "tests/municipal", "tests/drivers")
"""Where failures are met with real parts or simulators; step() alone is handed its failures."""

_NAMES = {name: entry for name, entry in vars(failures).items() if isinstance(entry, Failure)}


def expected(source: str) -> Iterator[Failure]:
    """The failures that a test's source expects: codes written out, and entries of the catalogue that
    stand in an ``assert`` or are handed to an ``assert_…`` of the tests."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Constant(value=str(code)) if code in CATALOGUE:
                yield CATALOGUE[code]
            case ast.Assert():
                yield from _entries_in(node)
            case ast.Call(func=function) if _name(function).startswith("assert_"):
                yield from _entries_in(node)


def _entries_in(node: ast.AST) -> Iterator[Failure]:
    for part in ast.walk(node):
        if (name := _name(part)) in _NAMES:
            yield _NAMES[name]


def _name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def test_every_code_is_met_by_a_test_through_a_simulator() -> None:
    met = {
        failure.code
        for directory in _THROUGH_SIMULATORS
        for path in (ROOT / directory).rglob("test_*.py")
        for failure in expected(path.read_text(encoding="utf-8"))
    }
    assert sorted(set(CATALOGUE) - met) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handbooks_page_is_the_one_that_the_catalogue_makes(language: Language) -> None:
    page = ROOT / "deploy" / "handbook" / f"failures.{language}.md"
    assert page.read_text(encoding="utf-8") == failures_page(language)
