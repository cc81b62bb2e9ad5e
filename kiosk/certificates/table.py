"""The rows of a table, as a document carries them and a form shows them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """Rows of a table box, each a tuple of cells as printed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: tuple[tuple[str, ...], ...]
