"""Characters of names that the screen's faces lack: variants and rare ideographs, set in the face of the
paper, so that a resident meets the same form here and there.

The common faces hold every ideograph of Windows code page 932 (checked against both); what is not in it,
or carries a variation selector (Unicode Technical Standard 37), is rare.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from PIL import Image, ImageDraw, ImageFont

from kiosk.rendering.fonts.source import SOURCES, FontRole
from kiosk.terminal.screens.typesetting import is_selector

_PAPER_FACE = SOURCES[FontRole.MINCHO][0].path


@dataclass(frozen=True)
class Stretch:
    """Part of a run that is set in one face."""

    text: str
    rare: bool


@dataclass(frozen=True)
class Coverage:
    """How much ink each pixel has (one byte, top row first); ``descent`` px lie below the baseline."""

    width: int
    height: int
    descent: int
    ink: bytes


def stretches(text: str) -> tuple[Stretch, ...]:
    """``text`` parted by the face that it needs; most texts are one common stretch."""
    if text.isascii():
        return (Stretch(text, rare=False),)
    groups = groupby(_clusters(text), key=_is_rare)
    return tuple(Stretch("".join(clusters), rare) for rare, clusters in groups)


def rare_width(text: str, size: float) -> float:
    """How wide a rare stretch is, in px."""
    return _face(size).getlength(text)


def rare_coverage(text: str, size: float) -> Coverage:
    """The picture of a rare stretch at ``size`` px."""
    face = _face(size)
    ascent, descent = face.getmetrics()
    width = max(1, -(-int(face.getlength(text) * 64) // 64))
    picture = Image.new("L", (width, ascent + descent))
    ImageDraw.Draw(picture).text((0, ascent), text, fill=255, font=face, anchor="ls")
    return Coverage(width, ascent + descent, descent, picture.tobytes())


def _clusters(text: str) -> Iterator[str]:
    cluster = ""
    for character in text:
        if cluster and not is_selector(character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _is_rare(cluster: str) -> bool:
    if len(cluster) > 1:
        return True
    ideograph = "\u3400" <= cluster <= "\u9fff" or "\uf900" <= cluster <= "\ufaff" or cluster >= "\U00020000"
    return ideograph and not _is_common(cluster)


def _is_common(character: str) -> bool:
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=16)
def _face(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_PAPER_FACE), size, layout_engine=ImageFont.Layout.RAQM)
