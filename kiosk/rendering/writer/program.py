"""A page's drawing program: marked content that the structure refers to, and artifacts that nobody reads.

Lengths are written in points with three decimals, so that equal places give equal bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kiosk.rendering.fitting import MM, SetText
from kiosk.rendering.fonts.embedding import Code, DocumentFonts
from kiosk.rendering.fonts.source import Face
from kiosk.rendering.placement import PlacedFrame, PlacedLine, Rectangle

Colour = tuple[float, float, float]


def artifact(program: str) -> str:
    """What is no part of what the page says."""
    return f"/Artifact BMC\n{program}EMC\n" if program else ""


def stamp(name: str, height: float, box: Rectangle) -> str:
    """The picture ``name`` in a box on a page of ``height`` mm."""
    place = f"{box.left * MM:.3f} {(height - box.bottom) * MM:.3f}"
    return f"q {box.width * MM:.3f} 0 0 {box.height * MM:.3f} {place} cm/{name} Do Q\n"


def figure(name: str, height: float, box: Rectangle, mark: int) -> str:
    """A picture that the structure knows by the number ``mark``."""
    return f"/Figure<</MCID {mark}>>BDC\n{stamp(name, height, box)}EMC\n"


def ruling(height: float, frames: Iterable[PlacedFrame], lines: Iterable[PlacedLine]) -> str:
    """All rules, those of one width together."""
    by_width: defaultdict[float, list[str]] = defaultdict(list)
    for frame in frames:
        by_width[frame.width].append(_rectangle(height, frame.rectangle) + "re\n")
    for line in lines:
        by_width[line.width].append(
            f"{line.x1 * MM:.3f} {(height - line.y1) * MM:.3f} m "
            f"{line.x2 * MM:.3f} {(height - line.y2) * MM:.3f} l\n"
        )
    return "".join(f"{width * MM:.3f} w\n{''.join(paths)}S\n" for width, paths in sorted(by_width.items()))


def _rectangle(height: float, box: Rectangle) -> str:
    place = f"{box.left * MM:.3f} {(height - box.bottom) * MM:.3f}"
    return f"{place} {box.width * MM:.3f} {box.height * MM:.3f} "


def blocks(height: float, boxes: Iterable[Rectangle], colour: Colour) -> str:
    """Filled rectangles, for screens only."""
    filled = "".join(_rectangle(height, box) + "re f\n" for box in boxes)
    return f"q {' '.join(f'{part:.3f}' for part in colour)} rg\n{filled}Q\n" if filled else ""


def writing(
    height: float, texts: Sequence[tuple[Face, SetText]], fonts: DocumentFonts, first_mark: int
) -> str:
    """Texts, each known to the structure by the number that follows the last one's."""
    if not texts:
        return ""
    program = ["BT\n"]
    state: tuple[int, float] | None = None
    spacing = ""
    for mark, (role, text) in enumerate(texts, start=first_mark):
        program.append(f"/P<</MCID {mark}>>BDC\n")
        for line in text.lines:
            extra = f"{line.extra * MM:.3f} Tc\n"
            if extra != spacing:
                program.append(extra)
                spacing = extra
            place = f"1 0 0 1 {line.x * MM:.3f} {(height - line.y) * MM:.3f} Tm"
            for font, codes in _runs(fonts.write(role, line.characters)):
                if state != (font, text.points):
                    state = (font, text.points)
                    program.append(f"/F{font} {text.points:.1f} Tf\n")
                program.append(f"{place}<{codes}>Tj\n")
                place = ""
        program.append("EMC\n")
    program.append("ET\n")
    return "".join(program)


def _runs(codes: list[Code]) -> list[tuple[int, str]]:
    """Neighbours of one font together: its number and their codes."""
    font = codes[0].font if codes else 0
    if all(code.font == font for code in codes):
        return [(font, "".join([code.code for code in codes]))]
    runs: list[tuple[int, str]] = []
    for code in codes:
        if runs and runs[-1][0] == code.font:
            runs[-1] = (code.font, runs[-1][1] + code.code)
        else:
            runs.append((code.font, code.code))
    return runs
