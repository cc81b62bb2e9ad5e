"""Each engine as a function that prepares what it may and gives back what draws one document of the page.

Imports happen within: an engine's process loads its own and nothing else. Every engine gets the same texts at
the same places, the same font file, the seal as a PNG and the QR code's modules from zxing-cpp; whatever can
be kept from one document to the next is kept.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

Draw = Callable[[int], bytes]
"""Draws the document of a number."""

FONT = Path("/usr/share/fonts/truetype/ipamj/ipamjm.ttf")
MM = 72 / 25.4
QUIET = 4


def marks(directory: Path, number: int) -> dict[str, Any]:
    """The page as plain marks: see ``paper_page.Marks``."""
    read: dict[str, Any] = json.loads((directory / f"marks-{number}.json").read_text())
    return read


def modules(page: Mapping[str, Any]) -> tuple[int, bytes]:
    """The QR code with its quiet zone: how many modules a side, and a byte for each, 0 black, 255 white."""
    import zxingcpp

    code = zxingcpp.create_barcode(
        page["symbol_text"], zxingcpp.BarcodeFormat.QRCode, ec_level="M", version=page["symbol_version"]
    )
    inner = 17 + 4 * page["symbol_version"]
    pixels = memoryview(code.to_image(scale=1, add_quiet_zones=False)).tobytes()
    side = inner + 2 * QUIET
    blank, edge = b"\xff" * side * QUIET, b"\xff" * QUIET
    rows = (edge + pixels[at : at + inner] + edge for at in range(0, inner * inner, inner))
    return side, b"".join([blank, *rows, blank])


def png(side: int, pixels: bytes) -> bytes:
    """A grey PNG (PNG specification, 11.2)."""
    rows = b"".join(b"\0" + pixels[at : at + side] for at in range(0, side * side, side))
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0),
        b"IDAT": zlib.compress(rows),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))
        for tag, data in parts.items()
    )


def _ours(layout_name: str) -> Callable[[Path], Draw]:
    def prepare(directory: Path) -> Draw:
        from kiosk.rendering.draw import draw
        from kiosk.rendering.layouts.layout import Layout
        from kiosk.rendering.samples import Sample

        layout = Layout.load(directory / f"{layout_name}.toml")
        seal = (directory / "seal.png").read_bytes()

        def draw_one(number: int) -> bytes:
            content = Sample.model_validate_json((directory / f"content-{number}.json").read_bytes())
            return draw(content.model_copy(update={"official_seal": seal}), layout, copies=1).pdf

        return draw_one

    return prepare


def _floor(directory: Path) -> Draw:
    from tests.benchmarks.paper_floor import Floor

    floor = Floor(marks(directory, 0), (directory / "seal.png").read_bytes())
    return lambda number: floor.draw(marks(directory, number))


def _reportlab(directory: Path) -> Draw:
    from io import BytesIO

    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("IPAmj", FONT))
    seal = ImageReader(str(directory / "seal.png"))

    def draw_one(number: int) -> bytes:
        page = marks(directory, number)
        height = page["height"] * MM
        file = BytesIO()
        canvas = Canvas(file, pagesize=(page["width"] * MM, height), pageCompression=1)
        canvas.setLineWidth(page["line"] * MM)
        for left, top, wide, high in page["frames"]:
            canvas.rect(left * MM, height - (top + high) * MM, wide * MM, high * MM)
        for text in page["texts"]:
            canvas.setFont("IPAmj", text["points"])
            canvas.drawString(text["x"] * MM, height - text["y"] * MM, text["text"])
        for picture, (left, top, wide, high) in (
            (seal, page["seal"]),
            (ImageReader(BytesIO(png(*modules(page)))), page["symbol"]),
        ):
            canvas.drawImage(picture, left * MM, height - (top + high) * MM, wide * MM, high * MM)
        canvas.showPage()
        canvas.save()
        return file.getvalue()

    return draw_one


def _fpdf2(directory: Path) -> Draw:
    import logging

    from fpdf import FPDF

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    logging.getLogger("fpdf").setLevel(logging.ERROR)

    def draw_one(number: int) -> bytes:
        page = marks(directory, number)
        pdf = FPDF(unit="mm", format=(page["width"], page["height"]))
        pdf.add_font("IPAmj", fname=FONT)
        pdf.add_page()
        pdf.set_line_width(page["line"])
        for left, top, wide, high in page["frames"]:
            pdf.rect(left, top, wide, high)
        for text in page["texts"]:
            pdf.set_font("IPAmj", size=text["points"])
            pdf.text(text["x"], text["y"], text["text"])
        left, top, wide, high = page["seal"]
        pdf.image(directory / "seal.png", left, top, wide, high)
        left, top, wide, high = page["symbol"]
        pdf.image(png(*modules(page)), left, top, wide, high)
        return bytes(pdf.output())

    return draw_one


_TYPST = """
#let page-of = json(bytes(sys.inputs.page))
#set page(width: page-of.width * 1mm, height: page-of.height * 1mm, margin: 0mm)
#set text(font: "IPAmjMincho", lang: "ja", top-edge: "baseline", bottom-edge: "baseline")
#set rect(stroke: page-of.line * 1mm)
#for (left, top, wide, high) in page-of.frames {
  place(dx: left * 1mm, dy: top * 1mm, rect(width: wide * 1mm, height: high * 1mm))
}
#for one in page-of.texts {
  place(dx: one.x * 1mm, dy: one.y * 1mm, box(width: 300mm, text(size: one.points * 1pt, one.text)))
}
#let picture(at, source) = place(dx: at.at(0) * 1mm, dy: at.at(1) * 1mm, image(source, width: at.at(2) * 1mm))
#picture(page-of.seal, "seal.png")
#picture(page-of.symbol, bytes(page-of.pixels))
"""


def _typst(directory: Path) -> Draw:
    import typst

    source = directory / "page.typ"
    source.write_text(_TYPST)
    compiler = typst.Compiler(str(source), root=str(directory), font_paths=[str(FONT.parent)])

    def draw_one(number: int) -> bytes:
        page = marks(directory, number)
        page["pixels"] = list(png(*modules(page)))
        drawn = compiler.compile(format="pdf", sys_inputs={"page": json.dumps(page)})
        assert isinstance(drawn, bytes)
        return drawn

    return draw_one


def _weasyprint(directory: Path) -> Draw:
    from base64 import b64encode

    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()

    def draw_one(number: int) -> bytes:
        page = marks(directory, number)
        symbol = "data:image/png;base64," + b64encode(png(*modules(page))).decode()
        parts = [
            "<!doctype html><html lang=ja><style>"
            f"@page {{ size: {page['width']}mm {page['height']}mm; margin: 0 }}"
            "body { margin: 0; font-family: IPAmjMincho } div, p, img { position: absolute; margin: 0 }"
            f"div {{ box-sizing: border-box; border: {page['line']}mm solid black }}"
            "p { white-space: nowrap; line-height: 1 }</style><body>"
        ]
        parts += [
            f'<div style="left:{x}mm;top:{y}mm;width:{w}mm;height:{h}mm"></div>'
            for x, y, w, h in page["frames"]
        ]
        parts += [
            f'<p style="left:{one["x"]}mm;top:{one["y"] - 0.88 * one["points"] / MM}mm;'
            f'font-size:{one["points"]}pt">{escape(one["text"])}</p>'
            for one in page["texts"]
        ]
        for link, (x, y, w, h) in (("seal.png", page["seal"]), (symbol, page["symbol"])):
            parts.append(f'<img src="{link}" style="left:{x}mm;top:{y}mm;width:{w}mm;height:{h}mm">')
        html = HTML(string="".join(parts), base_url=str(directory))
        drawn = html.write_pdf(font_config=fonts)
        assert isinstance(drawn, bytes)
        return drawn

    return draw_one


OURS, OURS_GROUND, OURS_SHEET = "ours: plain face", "ours: tagged face with ground", "ours: whole sheet"
FLOOR = "floor: bytes by hand"
TYPST = "typst"
ENGINES: dict[str, Callable[[Path], Draw]] = {
    OURS: _ours("plain"),
    OURS_GROUND: _ours("ground"),
    OURS_SHEET: _ours("sheet"),
    FLOOR: _floor,
    TYPST: _typst,
    "WeasyPrint": _weasyprint,
    "fpdf2": _fpdf2,
    "plain reportlab": _reportlab,
}
"""All of them draw the plain face but two of ours."""

NEEDS = {TYPST: "typst", "WeasyPrint": "weasyprint", "fpdf2": "fpdf", "plain reportlab": "reportlab"}
"""The module without which an engine is missing."""
