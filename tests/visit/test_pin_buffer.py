import pytest

from kiosk.terminal.visit.pin_buffer import PinBuffer


def test_the_pin_that_is_taken_lies_over_the_bytes_that_were_typed() -> None:
    buffer = PinBuffer()
    for digit in (1, 2, 9, 4):
        buffer.append(digit)
    buffer.delete()
    buffer.append(3)
    pin = buffer.take()
    assert pin.reveal() == b"1293"
    pin.wipe()
    assert pin.reveal() == bytes(4)


def test_what_is_typed_shows_nowhere() -> None:
    buffer = PinBuffer()
    buffer.append(7)
    assert "7" not in repr(buffer)


def test_a_fifth_digit_is_refused_without_being_quoted() -> None:
    buffer = PinBuffer()
    for digit in (1, 2, 3, 4):
        buffer.append(digit)
    with pytest.raises(ValueError, match="four digits") as refused:
        buffer.append(8)
    assert "8" not in str(refused.value)


def test_a_wiped_buffer_begins_anew() -> None:
    buffer = PinBuffer()
    buffer.append(1)
    buffer.wipe()
    for digit in (5, 6, 7, 8):
        buffer.append(digit)
    assert buffer.take().reveal() == b"5678"
