"""What the demo's window shows: the terminal, and the dock at its right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kivy.uix.widget import Widget

from kiosk.simulation.demo.window import TABLE
from kiosk.simulation.dock.panel import DockPanel
from kiosk.terminal.screens.app import KioskApp
from kiosk.terminal.screens.theme import LANDSCAPE

if TYPE_CHECKING:
    from kiosk.simulation.demo.session import Demo


class Table(Widget):
    """A terminal's view and a dock side by side, of fixed size."""

    def __init__(self, view: Widget, dock: DockPanel, **properties: Any) -> None:
        super().__init__(size_hint=(None, None), size=TABLE, **properties)
        self.dock = dock
        self.add_widget(view)
        self.add_widget(dock)
        dock.pos = (LANDSCAPE[0], 0)


def open_table(demo: Demo, size: tuple[int, int]) -> KioskApp:
    """The window of ``demo``, ``size`` pixels large, not running yet."""
    dock = DockPanel.made(demo.hands, demo.happenings)
    app = KioskApp(demo.terminal.conductor, size, framed=lambda view: Table(view, dock))
    demo.audience.join(app.show)
    return app
