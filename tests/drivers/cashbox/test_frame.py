"""Messages as the specification and the makers' manuals print them, and any other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.cashbox.cctalk.frame import HOST, BadFrame, Checksum, Frame, decode, encode, whole_length
from drivers.cashbox.cctalk.headers import Header

_BYTE = st.integers(0, 255)
_FRAMES = st.builds(Frame, _BYTE, st.integers(1, 255), _BYTE, st.binary(max_size=255))
_CHECKSUMS = st.sampled_from(Checksum)


@pytest.mark.parametrize(
    ("frame", "octets"),
    [
        (Frame(2, HOST, Header.REQUEST_EQUIPMENT_CATEGORY), "02 00 01 F5 08"),
        (Frame(HOST, 2, Header.REPLY, bytes((78, 97, 188))), "01 03 02 00 4E 61 BC 8F"),
        (Frame(3, HOST, Header.ENABLE_HOPPER, b"\xa5"), "03 01 01 A4 A5 B2"),
        (Frame(3, HOST, Header.DISPENSE_HOPPER_COINS, b"\xdf\xd7\x0a\x01"), "03 04 01 A7 DF D7 0A 01 90"),
        (Frame(3, HOST, Header.EMERGENCY_STOP), "03 00 01 AC 50"),
        (Frame(HOST, 3, Header.REPLY, b"\x01"), "01 01 03 00 01 FA"),
    ],
)
def test_printed_messages_with_the_simple_checksum(frame: Frame, octets: str) -> None:
    assert encode(frame, Checksum.SIMPLE) == bytes.fromhex(octets)
    assert decode(bytes.fromhex(octets), Checksum.SIMPLE) == frame


def test_a_printed_message_with_the_crc() -> None:
    octets = bytes((1, 2, 116, 0, 31, 0, 84))

    assert decode(octets, Checksum.CRC) == Frame(HOST, None, Header.REPLY, bytes((31, 0)))
    assert encode(Frame(HOST, 40, Header.REPLY, bytes((31, 0))), Checksum.CRC) == octets


@settings(deadline=None)
@given(_FRAMES, _CHECKSUMS)
def test_what_was_sent_is_what_is_read(frame: Frame, checksum: Checksum) -> None:
    octets = encode(frame, checksum)

    read = decode(octets, checksum)
    assert (read.destination, read.header, read.data) == (frame.destination, frame.header, frame.data)
    assert read.source == (frame.source if checksum is Checksum.SIMPLE else None)
    assert whole_length(octets[:2]) == len(octets)


@settings(deadline=None)
@given(_FRAMES, _CHECKSUMS, st.data())
def test_a_changed_byte_is_noticed(frame: Frame, checksum: Checksum, data: st.DataObject) -> None:
    octets = bytearray(encode(frame, checksum))
    place = data.draw(st.integers(0, len(octets) - 1))
    octets[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(BadFrame):
        decode(bytes(octets), checksum)


@settings(deadline=None)
@given(_FRAMES, _CHECKSUMS, st.data())
def test_a_lost_byte_is_noticed(frame: Frame, checksum: Checksum, data: st.DataObject) -> None:
    octets = encode(frame, checksum)
    place = data.draw(st.integers(2, len(octets) - 1))

    with pytest.raises(BadFrame):
        decode(octets[:place] + octets[place + 1 :], checksum)


@settings(deadline=None)
@given(st.binary(max_size=300), _CHECKSUMS)
def test_noise_is_a_bad_frame_or_a_frame_and_nothing_else(noise: bytes, checksum: Checksum) -> None:
    try:
        frame = decode(noise, checksum)
    except BadFrame:
        return
    assert encode(Frame(frame.destination, frame.source or noise[2], frame.header, frame.data), checksum)
