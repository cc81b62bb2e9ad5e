"""What Kivy reads from the environment when it is first imported."""

from __future__ import annotations

import logging
import os

_ENVIRONMENT = {
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",
    "KIVY_DPI": "96",
    "KIVY_METRICS_DENSITY": "1",
    "KIVY_METRICS_FONTSCALE": "1",
}
"""One design pixel is one pixel whatever the panel says of itself; Kivy parses no arguments, and keeps
neither configuration nor log in anybody's home."""


def prepare() -> None:
    """Set Kivy's environment for this process; its log goes to ``logging``, warnings and worse."""
    os.environ.update(_ENVIRONMENT)
    logging.getLogger("kivy").setLevel(logging.WARNING)
