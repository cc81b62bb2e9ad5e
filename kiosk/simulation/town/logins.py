"""Who may use the sample's city hall: two terminals and a member of staff."""

from __future__ import annotations

CITY_TERMINAL = "aoba-store"
"""Serves 青葉市 alone."""
SHARED_TERMINAL = "border-store"
"""Serves both places, so that residents choose."""

STAFF_NAME = "sato"
STAFF_PASSWORD = "tsukimino-2100"  # noqa: S105
"""Of the demo's console, which guards nothing but made-up people."""
