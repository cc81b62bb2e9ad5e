"""The states of the tables that this program knows, told without Django."""

from __future__ import annotations

from pathlib import Path

_ROOMS = Path(__file__).parents[1]


def known_migrations() -> set[str]:
    """Every migration of the city hall's rooms, as ``room.name``."""
    return {f"{file.parents[1].name}.{file.stem}" for file in _ROOMS.glob("*/migrations/[0-9]*.py")}
