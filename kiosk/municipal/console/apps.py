"""The console to Django."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Notes from the start on when and how staff sign in."""

    name = "kiosk.municipal.console"

    def ready(self) -> None:
        """Load what listens."""
        for listener in ("sessions", "second_factor"):
            import_module(f"kiosk.municipal.console.entrance.{listener}")
