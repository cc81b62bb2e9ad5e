"""The page of the paper's benchmark: one certificate's face as a form of ours and, for the others, as marks.

79 texts, 47 frames, some 130 different characters (variants and one beyond the BMP among them), the official
seal's picture and a QR code of version 16. No two documents say the same: an engine that remembers the last
one (typst does) is asked for another.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.rendering.fitting import fit
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.placement import place
from kiosk.rendering.samples import SAMPLE_SEAL, Sample

SYMBOL_VERSION = 16
SYMBOL_LENGTH = 640
"""Alphanumeric characters in the QR code, about what a signed face takes."""

_NAMES = (
    "葛\U000e0102城　一郎",
    "渡邉\U000e010f　さくら",
    "\U00020bb7野　健",
    "山\ufa11　花子",
    "辻\U000e0103本　陽子",
    "髙橋　徹",
    "榊\U000e0102原　剛",
    "\ufa19谷　舞",
)
_FIELDS = {
    "氏名": "{name}",
    "氏名の振り仮名": "カツラギ　イチロウ",
    "旧氏": "渡邉\U000e0110",
    "通称": "【省略】",
    "生年月日": "昭和60年4月12日",
    "性別": "男",
    "続柄": "世帯主",
    "住民となった年月日": "平成24年4月1日",
    "住所を定めた年月日": "令和元年10月5日",
    "届出の年月日": "令和{digits[0]}年{digits[1]}月{digits[2]}日",
    "住所": "架空県青葉市緑ケ丘二丁目３番１４号",
    "前住所": "架空県若葉市中央町9番8号",
    "本籍": "架空県青葉市本町１２０番地",
    "筆頭者の氏名": "{name}",
    "個人番号": "【省略】",
    "住民票コード": "【省略】",
    "国籍・地域": "",
    "備考": "以下余白",
    "世帯主の氏名": "{name}",
}
FORMS = {"plain": {}, "ground": {"ground": True}, "sheet": {"ground": True, "two_sided": True}}
"""Names of the forms, and what they have besides the face."""

_LEFT, _TOP, _CELL, _ROW, _LABEL = 15.0, 38.0, 90.0, 9.0, 30.0


def layout_of_the_page(*, two_sided: bool = False, ground: bool = False) -> str:
    """The face in the words of a layout file; with the copy-evident ground, and with a back, on demand."""
    boxes = [_text(20, 14, 170, 12, "title", text="住民票の写し"), _frame(15, 32, 180, 190)]
    for number, label in enumerate((*_FIELDS, *_FIELDS)):
        column, row = divmod(number, len(_FIELDS))
        left, top = _LEFT + column * _CELL, _TOP + row * _ROW
        boxes += [
            _frame(left, top, _CELL, _ROW),
            _text(left, top, _LABEL, _ROW, "label", text=label),
            _text(left + _LABEL, top, _CELL - _LABEL, _ROW, "value", field=f"field_{number}"),
        ]
    boxes += [_frame(15 + 12 * number, 225, 12, 6) for number in range(8)]
    boxes += [
        _text(15, 236, 112, 8, "sentence", field="certification"),
        _text(15, 246, 112, 8, "value", field="mayor"),
        '[[boxes]]\nkind = "image"\nat = [128, 240]\nsize = [23, 23]',
        f'[[boxes]]\nkind = "two-d-seal"\nat = [160, 236]\nsymbols = 1\nversion = {SYMBOL_VERSION}',
    ]
    head = [
        'name = "benchmark/page"\ntitle = "住民票の写し"\npage = { width = 210, height = 297 }',
        '[ground]\nword = "複写"' if ground else "",
        "[styles]",
        'title = { largest = 20, smallest = 14, align = "center" }',
        "label = { largest = 9, smallest = 6 }",
        "value = { largest = 11, smallest = 6 }",
        "sentence = { largest = 11, smallest = 8 }",
    ]
    back = [
        "[[back.boxes]]\n" + _text(20, 20, 170, 12, "title", text="複写機で写すと「複写」の文字が現れます"),
        '[[back.boxes]]\nkind = "scramble"\nat = [15, 60]\nsize = [180, 100]',
    ]
    whole = "\n".join([*head, *boxes, *(back if two_sided else ())])
    return whole.replace("[[back.boxes]]\n[[boxes]]", "[[back.boxes]]")


def _frame(left: float, top: float, width: float, height: float) -> str:
    return f'[[boxes]]\nkind = "frame"\nat = [{left}, {top}]\nsize = [{width}, {height}]\nwidth = 0.2'


def _text(left: float, top: float, width: float, height: float, style: str, **filling: str) -> str:
    ((source, words),) = filling.items()
    place_and_size = f"at = [{left}, {top}]\nsize = [{width}, {height}]"
    return f'[[boxes]]\nkind = "text"\n{place_and_size}\nstyle = "{style}"\n{source} = "{words}"'


def content_of_the_page(number: int) -> Sample:
    """What the document of this number says."""
    name, digits = _NAMES[number % len(_NAMES)], f"{number:03}"
    said = [text.format(name=name, digits=digits) or "－" for text in _FIELDS.values()]
    fields = {f"field_{place}": text for place, text in enumerate((*said, *said))}
    fields["certification"] = "この写しは、世帯全員の住民票の原本と相違ないことを証明する。"
    fields["mayor"] = "令和7年11月22日　架空県青葉市長　見本　太郎"
    symbol = (f"{digits}456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:" * 32)[:SYMBOL_LENGTH]
    return Sample(fields=fields, official_seal=SAMPLE_SEAL.read_bytes(), two_d_seals=((symbol,),))


@dataclass(frozen=True)
class Text:
    """A line: where its baseline begins, in mm from the top left, and its size in points. ``fixed`` lines
    are the form's own."""

    x: float
    y: float
    points: float
    text: str
    fixed: bool


@dataclass(frozen=True)
class Marks:
    """Everything on the page, for writers that know no layouts. Frames are left, top, width, height;
    rectangles in mm."""

    width: float
    height: float
    frames: list[tuple[float, float, float, float]]
    line: float
    texts: list[Text]
    seal: tuple[float, float, float, float]
    symbol: tuple[float, float, float, float]
    symbol_text: str
    symbol_version: int


def marks_of_the_page(number: int) -> Marks:
    """The page as our own placement and fitting set it."""
    layout = Layout.parse(layout_of_the_page())
    (page,) = place(content_of_the_page(number), layout)
    texts = [
        Text(line.x, line.y, setting.points, line.text, placed.path == "text")
        for placed in page.texts
        for setting in [fit(placed, layout.source)]
        for line in setting.lines
    ]
    frames = [one.rectangle for one in page.frames]
    seal, symbol = page.images[0].rectangle, page.symbols[0]
    return Marks(
        page.width,
        page.height,
        [(one.left, one.top, one.width, one.height) for one in frames],
        page.frames[0].width,
        texts,
        (seal.left, seal.top, seal.width, seal.height),
        (symbol.rectangle.left, symbol.rectangle.top, symbol.rectangle.width, symbol.rectangle.height),
        symbol.text,
        SYMBOL_VERSION,
    )


def write_for_the_engines(directory: Path, documents: int) -> None:
    """What the engines' own processes read, so that none of them loads what only another needs."""
    for number in range(documents):
        content = content_of_the_page(number).model_dump_json(exclude={"official_seal"})
        (directory / f"content-{number}.json").write_text(content)
        (directory / f"marks-{number}.json").write_text(json.dumps(asdict(marks_of_the_page(number))))
    for name, facts in FORMS.items():
        (directory / f"{name}.toml").write_text(layout_of_the_page(**facts))
    (directory / "seal.png").write_bytes(SAMPLE_SEAL.read_bytes())
