"""19: language, white or black, and more time; each acts at once and keeps every choice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import StringProperty

from kiosk.terminal.screens.screen import DialogScreen
from kiosk.terminal.screens.widgets.placed import Board
from kiosk.terminal.visit.events import PreferencesChanged


class SettingRow(Board):
    """What is set, beside its options."""

    icon = StringProperty("")
    text = StringProperty("")


class PreferencesPanel(DialogScreen):
    """The resident's preferences."""

    def prefer(self, **changed: Any) -> None:
        """Change one preference (kv)."""
        self.send(PreferencesChanged(replace(self.state.preferences, **changed)))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
