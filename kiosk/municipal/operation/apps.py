"""The operator's room as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class OperationConfig(AppConfig):
    """Has no tables; counts what the other rooms store."""

    name = "kiosk.municipal.operation"

    def ready(self) -> None:
        """Begin to count."""
        from kiosk.municipal.operation import counting

        counting.begin()
