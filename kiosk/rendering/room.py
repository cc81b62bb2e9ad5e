"""Whether a text has room in a form, asked before there is a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO

from kiosk.certificates.table import Table
from kiosk.rendering.errors import TextOverflow
from kiosk.rendering.fitting import MM, fit
from kiosk.rendering.fonts.chain import characters_of
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.placed import PlacedText
from kiosk.rendering.placement import place
from kiosk.rendering.samples import Sample


def boxes_by_field(layout: Layout) -> Mapping[str, Sequence[PlacedText]]:
    """The boxes of a form in which a document shows a field of that name, its own or a person's."""
    content = Sample(
        fields=dict.fromkeys(layout.field_names, "一"),
        persons=(dict.fromkeys(layout.person_field_names, "一"),) if layout.persons_per_page else (),
        tables=dict.fromkeys(layout.table_names, Table(rows=())),
        pictures=dict.fromkeys(layout.picture_names, _dot()),
    )
    found: defaultdict[str, list[PlacedText]] = defaultdict(list)
    for text in place(content, layout)[0].texts:
        group, _, name = text.path.partition(".")
        if group in ("fields", "persons"):
            found[name.rpartition(".")[2]].append(text)
    return found


def _dot() -> bytes:
    """A picture that has room in any box."""
    from PIL import Image

    png = BytesIO()
    Image.new("1", (1, 1)).save(png, format="PNG")
    return png.getvalue()


def has_room(box: PlacedText, text: str) -> bool:
    """Whether the box takes ``text`` at a size that its style allows. Raises MissingGlyph."""
    smallest, width = box.style.smallest, box.rectangle.width - 2 * box.style.padding
    if len(characters_of(text)) * smallest <= width * MM and not box.style.top:
        return True
    try:
        fit(replace(box, text=text), box.path)
    except TextOverflow:
        return False
    return True
