"""IPP messages survive the way through bytes, and no bytes from a network do worse than be refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printer.ipp_message import (
    Attribute,
    Collection,
    Group,
    GroupTag,
    IppMessageError,
    Message,
    Operation,
    Range,
    ValueTag,
    decode,
    encode,
)

_NAMES = st.from_regex(r"[a-z][a-z-]{0,30}", fullmatch=True)
_INTEGERS = st.integers(-(2**31), 2**31 - 1)
_PLAIN = {
    ValueTag.INTEGER: _INTEGERS,
    ValueTag.ENUM: _INTEGERS,
    ValueTag.BOOLEAN: st.booleans(),
    ValueTag.RANGE: st.builds(Range, _INTEGERS, _INTEGERS),
    ValueTag.OCTETS: st.binary(max_size=40),
    ValueTag.DATE_TIME: st.binary(min_size=11, max_size=11),
    ValueTag.RESOLUTION: st.binary(min_size=9, max_size=9),
    ValueTag.TEXT: st.text(max_size=40),
    ValueTag.NAME: st.text(max_size=40),
    ValueTag.KEYWORD: st.text(max_size=40),
    ValueTag.URI: st.text(max_size=40),
    ValueTag.NO_VALUE: st.none(),
}


def _attributes(depth: int) -> st.SearchStrategy[Attribute]:
    kinds = [
        st.builds(Attribute, _NAMES, st.just(tag), st.lists(values, min_size=1, max_size=3).map(tuple))
        for tag, values in _PLAIN.items()
    ]
    if depth:
        collections = st.lists(_attributes(depth - 1), max_size=3).map(tuple).map(Collection)
        kinds.append(
            st.builds(
                Attribute,
                _NAMES,
                st.just(ValueTag.COLLECTION),
                st.lists(collections, min_size=1, max_size=3).map(tuple),
            )
        )
    return st.one_of(kinds)


_MESSAGES = st.builds(
    Message,
    st.integers(0, 0xFFFF),
    st.integers(0, 2**32 - 1),
    st.lists(
        st.builds(Group, st.sampled_from(GroupTag), st.lists(_attributes(2), max_size=4).map(tuple)),
        max_size=3,
    ).map(tuple),
)


@given(_MESSAGES, st.binary(max_size=20))
def test_a_message_and_its_document_come_out_as_they_went_in(message: Message, document: bytes) -> None:
    assert decode(encode(message) + document) == (message, document)


@given(_MESSAGES, st.data())
def test_a_message_that_was_cut_short_is_refused(message: Message, data: st.DataObject) -> None:
    whole = encode(message)
    cut = data.draw(st.integers(0, len(whole) - 1))

    with pytest.raises(IppMessageError):
        decode(whole[:cut])


@given(st.binary(max_size=200))
def test_any_bytes_are_either_a_message_or_refused(noise: bytes) -> None:
    try:
        message, _ = decode(b"\x02\x00\x00\x00\x00\x00\x00\x01" + noise)
    except IppMessageError:
        return
    assert message.version == (2, 0)


def test_the_bytes_are_those_of_the_standard() -> None:
    """The beginning of the Print-Job example of RFC 8010 §A.1, in version 2.0."""
    request = Message(
        Operation.PRINT_JOB,
        1,
        (
            Group(
                GroupTag.OPERATION,
                (
                    Attribute("attributes-charset", ValueTag.CHARSET, ("utf-8",)),
                    Attribute("attributes-natural-language", ValueTag.NATURAL_LANGUAGE, ("en-us",)),
                ),
            ),
            Group(GroupTag.JOB, (Attribute("copies", ValueTag.INTEGER, (20,)),)),
        ),
    )

    assert encode(request) == (
        b"\x02\x00\x00\x02\x00\x00\x00\x01"
        b"\x01\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x48\x00\x1battributes-natural-language\x00\x05en-us"
        b"\x02\x21\x00\x06copies\x00\x04\x00\x00\x00\x14"
        b"\x03"
    )


def test_a_name_with_a_language_is_read_as_the_name() -> None:
    octets = b"\x00\x02ja\x00\x03p-1"
    field = b"\x36\x00\x08job-name" + len(octets).to_bytes(2, "big") + octets

    message, _ = decode(b"\x02\x00\x00\x00\x00\x00\x00\x01\x02" + field + b"\x03")

    assert message.first(GroupTag.JOB).text("job-name") == "p-1"


def test_a_model_name_in_another_charset_does_not_cost_the_printer() -> None:
    model = "複合機".encode("shift_jis")
    field = b"\x41\x00\x04make" + len(model).to_bytes(2, "big") + model
    state = b"\x23\x00\x05state\x00\x04\x00\x00\x00\x03"

    message, _ = decode(b"\x02\x00\x00\x00\x00\x00\x00\x01\x04" + field + state + b"\x03")

    assert message.first(GroupTag.PRINTER).integer("state") == 3


def test_a_boolean_is_not_taken_for_a_number() -> None:
    group = Group(GroupTag.PRINTER, (Attribute("accepting", ValueTag.BOOLEAN, (True,)),))

    assert group.integer("accepting") is None
    assert group.boolean("accepting") is True


def test_an_attribute_without_a_value_cannot_be_sent() -> None:
    empty = Message(0, 1, (Group(GroupTag.JOB, (Attribute("copies", ValueTag.INTEGER, ()),)),))

    with pytest.raises(IppMessageError, match="copies"):
        encode(empty)
