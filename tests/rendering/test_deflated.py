"""Streams that are put together of prepared pieces are whole streams to every reader."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from kiosk.rendering.deflated import joined, passing, prepared

PIECES = st.lists(st.tuples(st.sampled_from([prepared, passing]), st.binary(max_size=3000)), max_size=6)


@given(PIECES)
def test_pieces_joined_in_any_order_inflate_to_what_they_were(pieces: list) -> None:
    stream = joined(make(raw) for make, raw in pieces)
    inflating = zlib.decompressobj()
    assert inflating.decompress(stream) == b"".join(raw for _, raw in pieces)
    assert inflating.eof
    assert not inflating.unused_data


def test_a_piece_can_be_used_again_in_another_stream() -> None:
    form = prepared(b"0.340 w\n51.024 747.213 93.543 20.976 re\nS\n" * 40)
    one, two = (joined([form, passing(words)]) for words in (b"Tj", b"ET"))
    assert (zlib.decompress(one)[-2:], zlib.decompress(two)[-2:]) == (b"Tj", b"ET")
    assert one[:40] == two[:40]
