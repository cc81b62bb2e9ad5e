"""The symbols of the 2D seal can be read by any phone."""

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.certificates.two_d_seal.symbols import capacity
from kiosk.rendering.errors import LayoutError
from kiosk.rendering.qr_code import Symbol, symbol

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def seen(code: Symbol) -> zxingcpp.Barcode:
    picture = Image.frombytes("1", (code.side, code.side), code.rows).convert("L")
    larger = picture.resize((code.side * 4, code.side * 4), Image.Resampling.NEAREST)
    (read,) = zxingcpp.read_barcodes(larger, formats=zxingcpp.BarcodeFormat.QRCode)
    return read


@given(st.integers(1, 40), st.data())
def test_what_is_written_is_read(version: int, data: st.DataObject) -> None:
    text = data.draw(st.text(ALPHANUMERIC, min_size=1, max_size=capacity(version)))
    code = symbol(text, version)
    read = seen(code)
    assert (read.text, read.ec_level) == (text, "M")
    assert code.side == 17 + 4 * version + 8


def test_a_quiet_zone_of_four_white_modules_lies_around() -> None:
    code = symbol("GENUINE", 3)
    picture = Image.frombytes("1", (code.side, code.side), code.rows)
    inked = picture.convert("L").point(lambda level: 255 - level).getbbox()
    assert inked == (4, 4, code.side - 4, code.side - 4)


@pytest.mark.parametrize("version", range(1, 41))
def test_a_symbol_holds_just_what_is_said_of_it(version: int) -> None:
    full = "A" * capacity(version)
    assert seen(symbol(full, version)).text == full
    with pytest.raises(LayoutError, match="two_d_seal"):
        symbol(full + "A", version)
    with pytest.raises(ValueError, match="too long"):
        zxingcpp.create_barcode(full + "A", zxingcpp.BarcodeFormat.QRCode, ec_level="M", version=version)


@pytest.mark.parametrize("text", ["", "hc1:", "渡邉"])
def test_a_text_that_would_need_another_mode_is_refused(text: str) -> None:
    with pytest.raises(LayoutError, match="not alphanumeric"):
        symbol(text, 5)


def test_nothing_of_the_text_is_shown_where_a_symbol_is_logged_or_refused() -> None:
    assert "SECRET" not in repr(symbol("SECRET", 5))
    with pytest.raises(LayoutError) as refusal:
        symbol("SECRET" * 50, 5)
    assert "SECRET" not in str(refusal.value)
