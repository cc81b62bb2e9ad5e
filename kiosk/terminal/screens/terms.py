"""02: four things to know before one begins."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty

from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets.frame import Panel


class Term(Panel):
    """One of the four: icon, title, what it means."""

    icon = StringProperty("")
    title = StringProperty("")
    text = StringProperty("")


class TermsScreen(StepScreen):
    """Agree and go on."""


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
