"""The sheet by which a technician finds the dots of a printer: numbered fields of ground, and what to do."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator

from kiosk.rendering.fonts.chain import font_chain
from kiosk.rendering.fonts.source import FontRole
from kiosk.rendering.ground.calibration import CHOICES, RESOLUTION, STANDARD_CHOICE, Calibration
from kiosk.rendering.ground.copy_evident import dotted, packed, word_shapes
from kiosk.rendering.ground.glyph_shapes import spans
from kiosk.rendering.layouts.schema import Style
from kiosk.rendering.mask import Mask
from kiosk.rendering.placement import PlacedLine, PlacedPage, PlacedText, Rectangle
from kiosk.rendering.showing import Showing

TITLE = "地紋の調整シート"

_WIDTH, _HEIGHT = 210.0, 297.0
_LEFT, _RIGHT = 12.0, 198.0
_PER_ROW = 5
_FIELD = (35.0, 29.0)
_STEP = (37.75, 37.0)
_FIRST = 86.0
"""Fields in millimetres: their size, from one to the next, the upper edge of the first."""

_WORD = "複写"
_CHARACTER = 16.0

_HEADING = Style(font=FontRole.GOTHIC_BOLD, largest=20, smallest=20, padding=0)
_TEXT = Style(font=FontRole.GOTHIC, largest=10, smallest=9, padding=0)
_NUMBER = Style(font=FontRole.GOTHIC_BOLD, largest=15, smallest=15, padding=0)
_NOTE = Style(font=FontRole.GOTHIC, largest=6.5, smallest=5, align="right", padding=0)

_REMARK = Style(font=FontRole.GOTHIC, largest=8, smallest=7, padding=0)

_STEPS = (
    "このシートを、拡大も縮小もせずに（100％）、片面で印刷します。下の線が100mmちょうどかを、ものさしで確かめます。",
    "印刷したシートを、店の複写機でふつうに（等倍、文字、標準の濃さ）コピーします。できれば別の機種でも。",
    "印刷したほうでは「複写」の文字が見えず、コピーでは「複写」がいちばんはっきり見える番号を選びます。",
    "迷ったら、印刷したほうで文字が見えないことを優先します。どれも見えるときは、左右のとなりと比べます。",
    "端末の terminal.toml の [printer] に ground = 番号 と書き、端末を起動しなおします。",
)


def calibration_sheet() -> bytes:
    """The sheet as a PDF of one A4 page, to be printed at 100 %."""
    from kiosk.rendering.sides import Side
    from kiosk.rendering.writer.document import write

    texts = [PlacedText(1, box, "text", text, style) for box, text, style in (*_words(), *_captions())]
    page = PlacedPage(1, _WIDTH, _HEIGHT, tuple(texts), tuple(_rule()), (), ())
    side = Side(page, ground=calibration_fields())
    return write([side], TITLE, "calibration sheet", copies=1, showing=Showing.PAPER)


def _words() -> Iterator[tuple[Rectangle, str, Style]]:
    yield Rectangle(_LEFT, 12, 120, 10), TITLE, _HEADING
    top = 26.0
    for number, step in enumerate(_STEPS, start=1):
        yield Rectangle(_LEFT, top, 6, 7), f"{number}.", _TEXT
        yield Rectangle(_LEFT + 6, top, _RIGHT - _LEFT - 6, 7), step, _TEXT
        top += 7.5
    for column, label in enumerate(("選んだ番号", "プリンター", "日付と名前")):
        yield Rectangle(_LEFT + column * 62, 66, 24, 8), label, _TEXT
    yield Rectangle(_LEFT + 102, 272, 60, 8), "この線は100mm", _TEXT
    yield (
        Rectangle(_LEFT, 280, _RIGHT - _LEFT, 6),
        f"設定しなければ {STANDARD_CHOICE} です。番号の右は、細かい点の大きさ/間隔と粗い点の間隔"
        "（600dpiの画素）、粗い点の濃さ。",
        _REMARK,
    )


def _captions() -> Iterator[tuple[Rectangle, str, Style]]:
    for number, calibration in CHOICES.items():
        left, top = _corner(number)
        dots = f"{calibration.fine_dot}/{calibration.fine_pitch}  {calibration.coarse_pitch}"
        yield Rectangle(left, top - 6.5, 12, 6), str(number), _NUMBER
        yield Rectangle(left + 12, top - 4, _FIELD[0] - 12, 3.5), f"{dots}  {calibration.balance}％", _NOTE


def _rule() -> Iterator[PlacedLine]:
    yield PlacedLine(_LEFT, 276, _LEFT + 100, 276, 0.2)
    for end in (_LEFT, _LEFT + 100):
        yield PlacedLine(end, 273, end, 279, 0.2)
    for column in range(3):
        yield PlacedLine(_LEFT + column * 62 + 22, 74, _LEFT + column * 62 + 58, 74, 0.2)


def _corner(number: int) -> tuple[float, float]:
    row, column = divmod(number - 1, _PER_ROW)
    return _LEFT + column * _STEP[0], _FIRST + row * _STEP[1]


def calibration_fields() -> Mask:
    """All fields of the sheet, to lie under it as a ground does."""
    width, height = _pixels(_WIDTH), _pixels(_HEIGHT)
    packer = zlib.compressobj(9)
    deflated = bytearray()
    line = 0

    def put(text: str, times: int = 1) -> None:
        nonlocal line
        for _ in range(times):
            deflated.extend(packer.compress(packed(text, width)))
        line += times

    numbers = sorted(CHOICES)
    for first in range(0, len(numbers), _PER_ROW):
        row = numbers[first : first + _PER_ROW]
        put("", _pixels(_corner(row[0])[1]) - line)
        fields = [_field(CHOICES[number]) for number in row]
        lefts = [_pixels(_corner(number)[0]) for number in row]
        for parts in zip(*fields, strict=True):
            text = ""
            for left, part in zip(lefts, parts, strict=True):
                text = text.ljust(left, "1") + part
            put(text)
    put("", height - line)
    deflated += packer.flush()
    return Mask(width, height, bytes(deflated))


def _field(calibration: Calibration) -> list[str]:
    """The lines of one field: the word upright in its middle."""
    cell = calibration.coarse_pitch
    unit = RESOLUTION / 25.4 / cell
    columns, rows = (int(side * unit) for side in _FIELD)
    word = [
        [(columns / 2 + u * _CHARACTER * unit, rows / 2 - v * _CHARACTER * unit) for u, v in shape]
        for shape in word_shapes(_WORD, font_chain(FontRole.GOTHIC_BOLD))
    ]
    coarse = spans(word)
    lines = [line for row in range(rows) for line in dotted(columns, coarse.get(row, []), calibration)]
    return lines + [""] * (_pixels(_FIELD[1]) - len(lines))


def _pixels(millimetres: float) -> int:
    return math.floor(millimetres / 25.4 * RESOLUTION)
