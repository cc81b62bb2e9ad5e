"""Pages of the prepared paper. Their textures are made and dropped by hand, never cached."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, NumericProperty

from kiosk.terminal.screens.widgets.placed import Placed
from kiosk.terminal.visit.conversation import Picture


class Paper(Placed):
    """Pages one below the other, as wide as the box, clipped to it; ``scroll`` px from the top."""

    scroll = NumericProperty(0)
    has_pages = BooleanProperty(False)

    def __init__(self, **properties: object) -> None:
        self._textures: list[Texture] = []
        self._redraw_soon = Clock.create_trigger(lambda _: self._redraw(), -1)
        super().__init__(**properties)
        self.bind(pos=self._redraw_soon, size=self._redraw_soon, scroll=self._redraw_soon)

    def show(self, pages: Sequence[Picture | None]) -> None:
        """Show ``pages``; those that are not there are left out."""
        self.forget()
        self._textures = [_texture(page) for page in pages if page is not None]
        self.has_pages = bool(self._textures)
        self._redraw()

    def forget(self) -> None:
        """Drop the pages now: nothing of them is kept, on the screen or in memory."""
        self.canvas.clear()
        self._textures.clear()
        self.has_pages = False
        self.scroll = 0

    def scroll_by(self, distance: float) -> None:
        """Move the pages up by ``distance`` px, as far as there is paper."""
        whole = sum(self._heights())
        self.scroll = max(0.0, min(self.scroll + distance, whole - self.height))

    def _heights(self) -> list[float]:
        return [texture.height * self.width / texture.width for texture in self._textures]

    def _redraw(self) -> None:
        self.canvas.clear()
        top = self.top + self.scroll
        for texture, height in zip(self._textures, self._heights(), strict=True):
            upper, lower = min(top, self.top), max(top - height, self.y)
            if upper > lower:
                self._draw_part(texture, upper, lower, (top - upper) / height, (top - lower) / height)
            top -= height

    def _draw_part(self, texture: Texture, upper: float, lower: float, first: float, last: float) -> None:
        """The rows of a page from ``first`` to ``last`` (0 to 1, downwards) between two heights."""
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(
                texture=texture,
                pos=(self.x, lower),
                size=(self.width, upper - lower),
                tex_coords=(0, last, 1, last, 1, first, 0, first),
            )


def _texture(picture: Picture) -> Texture:
    texture = Texture.create(size=(picture.width, picture.height), colorfmt="rgba")
    texture.blit_buffer(picture.rgba, colorfmt="rgba", bufferfmt="ubyte")
    return texture
