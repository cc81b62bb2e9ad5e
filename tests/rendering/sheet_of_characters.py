"""A form that holds thousands of characters, for those who look at them all."""

from __future__ import annotations

from kiosk.certificates.table import Table
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.samples import Sample

CELL = 90
ROWS = 100
CHARACTERS_A_SHEET = CELL * ROWS

SHEET_OF_CHARACTERS = Layout.parse(
    f"""
    name = "test/characters"
    title = "characters"
    page = {{ width = 210, height = 297 }}
    [styles]
    small = {{ largest = 6, smallest = 6, padding = 0 }}
    [[boxes]]
    kind = "table"
    field = "characters"
    at = [5, 5]
    rows = {ROWS}
    row_height = 2.7
    columns = [{{ width = 200, style = "small" }}]
    """
)


def filled(characters: list[str]) -> Sample:
    """A content that shows ``characters``, a base with its selector each, ``CELL`` to a row."""
    rows = tuple(("".join(characters[at : at + CELL]),) for at in range(0, len(characters), CELL))
    return Sample(fields={}, tables={"characters": Table(rows=rows)}, official_seal=b"")
