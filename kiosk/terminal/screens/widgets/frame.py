"""Rounded panels: a border is a rounded rectangle inside another, never a line."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty, StringProperty

from kiosk.terminal.screens.widgets.placed import Board

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class Panel(Board):
    """A ground of colour role ``fill`` with a border of role ``edge``, ``edge_width`` pixels wide."""

    fill = StringProperty("clear")
    edge = StringProperty("")
    edge_width = NumericProperty(3)
    radius = NumericProperty(20)


class Rule(Board):
    """A straight line of role ``fill`` that fills its box."""

    fill = StringProperty("line")
