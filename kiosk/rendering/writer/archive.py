"""What makes a PDF one that can be kept: PDF/A-2b (ISO 19005-2), and its language.

All ink is black on nothing, so the output intent is a grey profile of our own making.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from html import escape

from kiosk.rendering.deflated import joined, prepared

LANGUAGE = "ja"
OUTPUT_CONDITION = "Grey, gamma 2.2"


def metadata(title: str) -> bytes:
    """The XMP packet (ISO 16684-1) of a document of that title."""
    said = escape(title, quote=False)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{said}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>"
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def text_string(text: str) -> str:
    """A text outside a page's content, such as a title (ISO 32000-1, 7.9.2.2)."""
    return f"<feff{text.encode('utf-16-be').hex()}>"


def _tag(signature: bytes, content: bytes) -> bytes:
    data = signature + bytes(4) + content
    return data + bytes(-len(data) % 4)


def _grey_profile() -> bytes:
    """A monitor profile of grey with gamma 2.2 under D50 (ICC.1:2001-04)."""
    name = OUTPUT_CONDITION.encode() + b"\0"
    tags = {
        b"desc": _tag(b"desc", struct.pack(">I", len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)),
        b"cprt": _tag(b"text", b"Public domain\0"),
        b"wtpt": _tag(b"XYZ ", struct.pack(">3i", 0xF6D6, 0x10000, 0xD32D)),
        b"kTRC": _tag(b"curv", struct.pack(">IH", 1, round(2.2 * 256))),
    }
    table, data = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for signature, content in tags.items():
        table += signature + struct.pack(">2I", start + len(data), len(content))
        data += content
    header = struct.pack(">I4xI4s4s4s", start + len(data), 0x02100000, b"mntr", b"GRAY", b"XYZ ")
    header += struct.pack(">6H4s", 2025, 1, 1, 0, 0, 0, b"acsp") + bytes(28)
    header += struct.pack(">3i", 0xF6D6, 0x10000, 0xD32D)
    return header.ljust(128, b"\0") + table + data


@lru_cache(maxsize=1)
def grey_profile() -> tuple[bytes, bytes]:
    """The profile of the output intent, and the same as a zlib stream."""
    profile = _grey_profile()
    return profile, joined([prepared(profile)])
