"""The floor of the benchmark: the page's bytes written by hand, with nothing checked and nothing general.

Whatever is the form's own is deflated once and joined to what differs by full flushes (RFC 1951, 3.2.4: an
empty stored block ends on a byte, so deflated pieces can be laid end to end); so is each glyph's outline.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.benchmarks.paper_engines import MM, modules

_LEVEL = 6
_COMMON = ("head", "hhea", "maxp", "cvt ", "fpgm", "prep")


def _piece(content: bytes) -> bytes:
    """Raw deflate that another piece may follow."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)


def _joined(pieces: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A zlib stream of deflated pieces, each beside what it is of."""
    checksum, parts = 1, [b"\x78\x9c"]
    for plain, packed in pieces:
        checksum = zlib.adler32(plain, checksum)
        parts.append(packed)
    return b"".join([*parts, b"\x03\x00", checksum.to_bytes(4, "big")])


class Floor:
    """Prepared with one page, whose fixed texts all others share."""

    def __init__(self, page: Mapping[str, Any], seal: bytes) -> None:
        from kiosk.rendering.fonts.chain import font_chain
        from kiosk.rendering.fonts.source import FontRole
        from kiosk.rendering.official_seal import seal_mask

        self._pack = font_chain(FontRole.MINCHO).packs[0]
        self._seal = seal_mask(seal)
        self._glyphs: dict[tuple[int, int], tuple[int, bytes, bytes, int, int]] = {}
        self._height = page["height"] * MM
        self._fixed_codes: dict[tuple[int, int], int] = {}
        rules = [f"{page['line'] * MM:.3f} w"]
        rules += [
            f"{left * MM:.2f} {self._height - (top + high) * MM:.2f} {wide * MM:.2f} {high * MM:.2f} re"
            for left, top, wide, high in page["frames"]
        ]
        pictures = [
            f"q {wide * MM:.2f} 0 0 {high * MM:.2f} {left * MM:.2f} "
            f"{self._height - (top + high) * MM:.2f} cm {name} Do Q"
            for name, (left, top, wide, high) in (("/Seal", page["seal"]), ("/Code", page["symbol"]))
        ]
        fixed = [text for text in page["texts"] if text["fixed"]]
        program = "\n".join([*rules, "S", *pictures, "BT", *self._lines(fixed, self._fixed_codes)])
        self._fixed = program.encode() + b"\n"
        self._fixed_piece = _piece(self._fixed)

    def _lines(self, texts: Iterable[Mapping[str, Any]], codes: dict[tuple[int, int], int]) -> list[str]:
        lines = []
        for text in texts:
            shown = "".join(
                f"{codes.setdefault(one, len(codes) + 1):04X}" for one in _characters(text["text"])
            )
            x, y = text["x"] * MM, self._height - text["y"] * MM
            lines.append(f"/F {text['points']:g} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{shown}> Tj")
        return lines

    def _glyph(self, character: tuple[int, int]) -> tuple[int, bytes, bytes, int, int]:
        """Id, outline, the outline deflated, advance and bearing."""
        known = self._glyphs.get(character)
        if known is None:
            glyph = self._pack.glyph(*character)
            outline = self._pack.outline(glyph)
            outline += bytes(-len(outline) % 4)
            metrics = self._pack.advance(glyph), self._pack.bearing(glyph)
            known = self._glyphs[character] = (glyph, outline, _piece(outline), *metrics)
        return known

    def draw(self, page: Mapping[str, Any]) -> bytes:
        """The page as a PDF."""
        codes = dict(self._fixed_codes)
        said = (
            "\n".join(self._lines((one for one in page["texts"] if not one["fixed"]), codes)).encode()
            + b"\nET"
        )
        program = _joined([(self._fixed, self._fixed_piece), (said, _piece(said))])
        glyphs = [self._glyph(character) for character in codes]
        widths = " ".join(str(round(one[3] * 1000 / self._pack.units_per_em)) for one in glyphs)
        side, pixels = modules(page)
        return _file(
            [
                b"<</Type/Catalog/Pages 2 0 R>>",
                b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.3f %.3f]/Contents 4 0 R/Resources"
                b"<</Font<</F 5 0 R>>/XObject<</Seal 10 0 R/Code 11 0 R>>>>>>"
                % (page["width"] * MM, self._height),
                _stream(program),
                b"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+IPAmjMincho/Encoding/Identity-H"
                b"/DescendantFonts[6 0 R]/ToUnicode 9 0 R>>",
                b"<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+IPAmjMincho/CIDToGIDMap/Identity"
                b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 7 0 R"
                b"/DW 1000/W[1[" + widths.encode() + b"]]>>",
                b"<</Type/FontDescriptor/FontName/AAAAAA+IPAmjMincho/Flags 4/FontBBox[0 -200 1000 900]"
                b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 80/FontFile2 8 0 R>>",
                self._font_file(glyphs),
                _stream(zlib.compress(_to_unicode(codes), 1)),
                _stream(
                    self._seal.deflated,
                    b"/Type/XObject/Subtype/Image/ImageMask true/BitsPerComponent 1/Width %d/Height %d"
                    % (self._seal.width, self._seal.height),
                ),
                _stream(
                    zlib.compress(pixels, 1),
                    b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8/Width %d/Height %d"
                    % (side, side),
                ),
            ]
        )

    def _font_file(self, glyphs: Sequence[tuple[int, bytes, bytes, int, int]]) -> bytes:
        """TrueType with the tables' checksums left at 0: no reader of a PDF looks at them."""
        count, tables = len(glyphs) + 1, self._pack.tables
        places, end = [0, 0], 0
        for one in glyphs:
            end += len(one[1])
            places.append(end)
        head = bytearray(tables["head"])
        struct.pack_into(">h", head, 50, 1)
        small = {tag: tables[tag] for tag in _COMMON} | {
            "head": bytes(head),
            "hhea": tables["hhea"][:34] + struct.pack(">H", count),
            "maxp": tables["maxp"][:4] + struct.pack(">H", count) + tables["maxp"][6:],
            "hmtx": struct.pack(">Hh", 1000, 0) + b"".join(struct.pack(">Hh", *one[3:]) for one in glyphs),
            "loca": struct.pack(f">{count + 1}I", *places),
        }
        position = 12 + 16 * (len(small) + 1)
        directory, bodies = [], []
        for tag, table in small.items():
            directory.append((tag, struct.pack(">4sIII", tag.encode(), 0, position, len(table))))
            bodies.append(table + bytes(-len(table) % 4))
            position += len(bodies[-1])
        directory.append(("glyf", struct.pack(">4sIII", b"glyf", 0, position, end)))
        start = struct.pack(">IHHHH", 0x10000, len(directory), 128, 3, 16 * len(directory) - 128)
        before = start + b"".join(record for _, record in sorted(directory)) + b"".join(bodies)
        packed = _joined([(before, _piece(before)), *((one[1], one[2]) for one in glyphs)])
        return _stream(packed, b"/Length1 %d" % (position + end))


def _characters(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for code_point in map(ord, text):
        if 0xE0100 <= code_point <= 0xE01EF:
            found[-1] = (found[-1][0], code_point)
        else:
            found.append((code_point, 0))
    return found


def _to_unicode(codes: Mapping[tuple[int, int], int]) -> bytes:
    lines = [
        f"<{code:04X}> <{(chr(base) + (chr(selector) if selector else '')).encode('utf-16-be').hex()}>"
        for (base, selector), code in codes.items()
    ]
    blocks = (lines[at : at + 100] for at in range(0, len(lines), 100))
    said = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/U def/CMapType 2 def\n"
        f"1 begincodespacerange<0000><FFFF>endcodespacerange\n{said}endcmap end end"
    ).encode()


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (more, len(content), content)


def _file(objects: Sequence[bytes]) -> bytes:
    parts, position, places = [b"%PDF-1.7\n"], 9, []
    for number, content in enumerate(objects, start=1):
        part = b"%d 0 obj\n%s\nendobj\n" % (number, content)
        places.append(position)
        parts.append(part)
        position += len(part)
    count = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, position)
    return b"".join([*parts, b"xref\n0 %d\n0000000000 65535 f \n" % count, table, end])
