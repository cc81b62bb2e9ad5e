"""Icons and drawings."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty

from kiosk.terminal.screens import art
from kiosk.terminal.screens.widgets.placed import Board

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


def _source(name: str) -> str:
    return str(art.picture(name)) if name else ""


class Icon(Board):
    """The icon ``name`` in a colour role, as large as its box."""

    name = StringProperty("")
    tone = StringProperty("accent")

    def source(self, name: str) -> str:
        """Where the picture of an icon is (kv)."""
        return _source(f"icons/{name}" if name else "")


class Drawing(Board):
    """The drawing ``name`` in its own colours, fitted into its box."""

    name = StringProperty("")

    def source(self, name: str) -> str:
        """Where the picture of a drawing is (kv)."""
        return _source(name)


class IconTile(Board):
    """An icon of 64 % in the middle of a rounded tile."""

    name = StringProperty("")
    tone = StringProperty("accent")
    fill = StringProperty("tint")
