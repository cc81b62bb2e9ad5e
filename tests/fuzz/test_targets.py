"""No bytes whatever crash the terminal, hang it or are believed: by hypothesis, and by what atheris found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import MESSAGES, TARGETS, json_messages, sealed_documents, seeds

CORPUS = Path(__file__).with_name("corpus")
FIELDS = sorted({field for message in MESSAGES for field in message.model_fields})
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(FIELDS)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=6)
    ),
    max_leaves=20,
)
THOROUGHLY = settings(max_examples=8000, deadline=None)
"""About a minute for all of them."""


@st.composite
def mutated(draw: st.DrawFn, target: str) -> bytes:
    """A seed with some bytes put in place of others."""
    content = bytearray(draw(st.sampled_from(list(seeds(target)))))
    for _ in range(draw(st.integers(0, 3))):
        begin = draw(st.integers(0, len(content)))
        content[begin : begin + draw(st.integers(0, 8))] = draw(st.binary(max_size=8))
    return bytes(content)


@pytest.mark.parametrize("target", TARGETS)
def test_no_bytes_whatever_bring_it_down(target: str) -> None:
    @THOROUGHLY
    @given(st.binary(max_size=2000) | mutated(target))
    def feed(data: bytes) -> None:
        TARGETS[target](data)

    feed()


@THOROUGHLY
@given(JSON)
def test_no_json_whatever_is_taken_for_more_than_it_says(content: object) -> None:
    data = json.dumps(content).encode()
    json_messages(data)
    sealed_documents(data)


@pytest.mark.parametrize(
    "file", [pytest.param(file, id=f"{file.parent.name}-{file.name}") for file in sorted(CORPUS.glob("*/*"))]
)
def test_what_fuzzing_has_met_before_is_still_answered(file: Path) -> None:
    TARGETS[file.parent.name](file.read_bytes())
