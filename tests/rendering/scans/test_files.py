"""Photos, scans and PDFs are read; what is none, or is made to break its reader, is refused in a word."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.rendering.scans.apart import read_symbols
from kiosk.rendering.scans.files import MOST_BYTES, MOST_PAGES, Refusal, ScanRefused, pictures_of
from tests.rendering.scans.sealed_page import scanned, sealed_income


def symbols() -> set[str]:
    return set(sealed_income()[0].two_d_seals[0])


def file(page: Image.Image, form: str, **options: object) -> bytes:
    """What a program writes; a picture remembers how it was written last, its copy does not."""
    written = io.BytesIO()
    page.copy().save(written, form, **options)
    return written.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "PDF"])
def test_every_usual_file_is_read(form: str) -> None:
    assert set(read_symbols(file(scanned(), form))) == symbols()


def test_the_page_with_the_seal_may_be_any_of_several() -> None:
    blank = Image.new("L", (800, 1100), 255)
    for form in ("TIFF", "PDF"):
        scan = file(blank, form, save_all=True, append_images=[blank, scanned().copy()])
        assert set(read_symbols(scan)) == symbols()


def test_a_picture_that_is_black_on_nothing_is_seen_on_white() -> None:
    black = Image.new("LA", scanned().size, (0, 0))
    black.putalpha(scanned().point(lambda grey: 255 - grey))
    assert set(read_symbols(file(black, "PNG"))) == symbols()


def test_other_codes_on_the_table_are_not_told() -> None:
    assert read_symbols(file(Image.new("L", (300, 300), 255), "PNG")) == ()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says that it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(10_000_000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", Refusal.UNKNOWN_FORMAT),
        (b"hello" * 100, Refusal.UNKNOWN_FORMAT),
        (b"%PDF-1.7 and nothing more", Refusal.DAMAGED),
        (bomb(60_000, 60_000), Refusal.TOO_LARGE),
        (bomb(8_000, 9_000), Refusal.DAMAGED),
        (bytes(MOST_BYTES + 1), Refusal.TOO_LARGE),
    ],
    ids=["empty", "a text", "half a PDF", "a bomb", "a smaller bomb", "too many bytes"],
)
def test_what_can_not_be_looked_at_is_refused_in_a_word(content: bytes, refusal: Refusal) -> None:
    with pytest.raises(ScanRefused) as refused:
        read_symbols(content)
    assert refused.value.refusal is refusal


def test_a_picture_cut_off_in_the_middle_is_damaged() -> None:
    with pytest.raises(ScanRefused, match="damaged"):
        read_symbols(file(scanned(), "PNG")[:60_000])


def test_a_book_is_not_read() -> None:
    blank = Image.new("L", (100, 100), 255)
    for form in ("TIFF", "PDF"):
        with pytest.raises(ScanRefused, match="too-many-pages"):
            read_symbols(file(blank, form, save_all=True, append_images=[blank] * MOST_PAGES))


@pytest.mark.filterwarnings("ignore:.*:UserWarning:PIL")
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_tampered_picture_never_does_more_than_be_refused(data: st.DataObject) -> None:
    small = scanned().crop((200, 2800, 900, 3200)).resize((350, 200))
    form = data.draw(st.sampled_from(["PNG", "JPEG", "TIFF", "WEBP", "GIF", "PDF"]))
    content = bytearray(file(small, form))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        for picture in pictures_of(bytes(content)):
            assert picture.mode == "L"
    except ScanRefused:
        pass


def test_nothing_is_written_to_any_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    read_symbols(file(scanned(), "PDF"))
    assert list(tmp_path.iterdir()) == []
