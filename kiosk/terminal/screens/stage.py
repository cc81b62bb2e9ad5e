"""Where an app puts views of a fixed design size: scaled once, keeping proportions, centred."""

from __future__ import annotations

from typing import Any

from kivy.uix.floatlayout import FloatLayout
from kivy.uix.scatter import Scatter
from kivy.uix.widget import Widget


class Stage(FloatLayout):
    """Fills the window with ``view``, as large as fits."""

    def __init__(self, view: Widget, **properties: Any) -> None:
        super().__init__(**properties)
        self._view = view
        self._scaled = Scatter(
            size=view.size,
            size_hint=(None, None),
            do_rotation=False,
            do_scale=False,
            do_translation=False,
            auto_bring_to_front=False,
        )
        self._scaled.add_widget(view)
        self.add_widget(self._scaled)
        self.bind(size=self._fit, pos=self._fit)

    def _fit(self, *_: Any) -> None:
        width, height = self._view.size
        self._scaled.scale = min(self.width / width, self.height / height)
        self._scaled.center = self.center
