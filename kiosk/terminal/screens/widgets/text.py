"""Text set line by line: line ends come from the typesetting, heights from the baseline."""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.text import Label as TextRaster
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, OptionProperty, StringProperty

from kiosk.terminal.screens.fonts import BASELINE, Faces, faces_of
from kiosk.terminal.screens.rare_characters import Stretch, rare_coverage, rare_width, stretches
from kiosk.terminal.screens.theme import TYPE, Role
from kiosk.terminal.screens.typesetting import Line, set_lines
from kiosk.terminal.screens.widgets.placed import Placed


@lru_cache(maxsize=128)
def _ruler(face: Path, size: float) -> TextRaster:
    return TextRaster(font_name=str(face), font_size=size)


def run_width(faces: Faces, size: float, text: str, bold: bool) -> float:
    """How wide ``text`` is on one line, in pixels."""
    return sum(
        rare_width(stretch.text, size)
        if stretch.rare
        else _common_width(faces.of(bold=bold), size, stretch.text)
        for stretch in stretches(text)
    )


def _common_width(face: Path, size: float, text: str) -> float:
    width: float = _ruler(face, size).get_extents(text)[0]
    return width


def text_width(faces: Faces, text: str, role: str, size: float = 0) -> float:
    """How wide ``text`` is on a single line in the type of ``role``, or at another ``size``."""
    kind = TYPE[Role(role)]
    lines = set_lines(text, float("inf"), partial(run_width, faces, size or kind.size), bold=kind.bold)
    return max((_line_width(faces, line, size or kind.size) for line in lines), default=0.0)


def _line_width(faces: Faces, line: Line, size: float) -> float:
    return sum(run_width(faces, size, run.text, run.bold) for run in line)


class Text(Placed):
    """``text`` in the type of ``role``, broken into lines that fit its box.

    ``sizes``: sizes in pixels to try from the largest on, until the lines fit the box and ``max_lines``
    (0: as many as fit). ``fits`` tells whether the last attempt did; ``used_width`` and ``used_height``
    are what the lines took. ``leading``: line height as a multiple of the size where it differs from the
    role's. ``face``: the language it is in, where that is not the resident's. ``bold_tone``: colour role
    of bold runs, where it is another one.
    """

    text = StringProperty("")
    role = OptionProperty(Role.BODY.value, options=[role.value for role in Role])
    tone = StringProperty("ink")
    bold_tone = StringProperty("")
    weight = OptionProperty("", options=["", "regular", "bold"])
    sizes = ListProperty([])
    leading = NumericProperty(0)
    max_lines = NumericProperty(0)
    halign = OptionProperty("left", options=["left", "center", "right"])
    valign = OptionProperty("top", options=["top", "middle", "bottom"])
    fits = BooleanProperty(True)
    face = OptionProperty("", options=["", "ja", "en"])
    used_height = NumericProperty(0)
    used_width = NumericProperty(0)

    def __init__(self, **properties: Any) -> None:
        self.lines: list[Line] = []
        self.size_used: float = 0.0
        self._redraw = Clock.create_trigger(self.redraw, -1)
        super().__init__(**properties)
        watched = ("text", "role", "tone", "weight", "sizes", "leading", "max_lines", "halign", "valign")
        self.bind(**dict.fromkeys((*watched, "pos", "size"), self._redraw))
        self._redraw()

    @property
    def faces(self) -> Faces:
        """The family it is set in: the resident's, or that of the language ``face``."""
        return faces_of(self.face) if self.face else self.look.faces

    @property
    def text_height(self) -> float:
        """Height of all lines, pixels."""
        return len(self.lines) * self._line_height(self.size_used)

    def redraw(self, *_: Any) -> None:
        """Break the lines and draw them, at once."""
        self._set()
        self.canvas.clear()
        if not self.text:
            return
        line_height = self._line_height(self.size_used)
        top = self._first_line_top()
        with self.canvas:
            for number, line in enumerate(self.lines):
                centre = top - (number + 0.5) * line_height
                self._draw_line(line, baseline=centre + self.size_used * (0.5 - BASELINE))

    def _line_height(self, size: float) -> float:
        return round(size * (self.leading or TYPE[Role(self.role)].line))

    def _set(self) -> None:
        kind = TYPE[Role(self.role)]
        bold = kind.bold if not self.weight else self.weight == "bold"
        for size in self.sizes or (kind.size,):
            measure = partial(run_width, self.faces, size)
            self.lines = set_lines(self.text, self.width, measure, bold=bold) if self.text else []
            self.size_used = size
            widest = max((_line_width(self.faces, line, size) for line in self.lines), default=0.0)
            self.used_width = widest
            too_many = self.max_lines and len(self.lines) > self.max_lines
            self.fits = widest <= self.width + 0.5 and self.text_height <= self.height + 0.5 and not too_many
            if self.fits:
                break
        self.used_height = self.text_height

    def _first_line_top(self) -> float:
        room: float = self.height - self.text_height
        share = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[self.valign]
        top: float = self.top - room * share
        return top

    def _draw_line(self, line: Line, baseline: float) -> None:
        room = self.width - _line_width(self.faces, line, self.size_used)
        x = self.x + room * {"left": 0.0, "center": 0.5, "right": 1.0}[self.halign]
        for run in line:
            Color(*self.look.colour((self.bold_tone if run.bold else "") or self.tone))
            for stretch in stretches(run.text):
                face = self.faces.of(bold=run.bold)
                texture, descent = _raster(stretch, face, self.size_used)
                Rectangle(texture=texture, pos=(round(x), round(baseline - descent)), size=texture.size)
                x += run_width(self.faces, self.size_used, stretch.text, run.bold)


def _raster(stretch: Stretch, face: Path, size: float) -> tuple[Texture, float]:
    """The picture of a stretch, and how far it reaches below the baseline."""
    if not stretch.rare:
        raster = TextRaster(text=stretch.text, font_name=str(face), font_size=size)
        raster.refresh()
        return raster.texture, -raster.get_descent()
    coverage = rare_coverage(stretch.text, size)
    texture = Texture.create(size=(coverage.width, coverage.height), colorfmt="rgba")
    pixels = b"".join(b"\xff\xff\xff" + bytes((ink,)) for ink in coverage.ink)
    texture.blit_buffer(pixels, colorfmt="rgba", bufferfmt="ubyte")
    texture.flip_vertical()
    return texture, coverage.descent
