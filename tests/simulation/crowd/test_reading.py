"""The judge reads every name of a form as somebody would who holds the paper."""

from __future__ import annotations

import pypdfium2
import pytest

from kiosk.certificates.kinds import RULES, Group, Kind
from kiosk.rendering.draw import draw
from kiosk.rendering.layouts.layout import find_layout
from kiosk.rendering.samples import samples_of
from kiosk.simulation.crowd.judge import named_on
from kiosk.simulation.crowd.reading import beside


@pytest.mark.parametrize("kind", [kind for kind in Kind if RULES[kind].group is Group.HOUSEHOLD])
def test_the_names_of_every_sample_are_read(kind: Kind) -> None:
    form = find_layout(kind)
    for sample in samples_of(kind).values():
        expected = [person["name"] for person in sample.persons] or [sample.fields["name"]]

        with pypdfium2.PdfDocument(draw(sample, form, copies=1).pdf) as document:
            read = [name for page in document for name in beside(page, "氏名")]

        assert read == ["".join(name.split()) for name in expected]


def test_birth_dates_are_read_in_every_era() -> None:
    sample = samples_of(Kind.RESIDENT_RECORD)["resident-record-eras"]

    people = named_on(draw(sample, find_layout(Kind.RESIDENT_RECORD), copies=1).pdf)

    assert [person.birth_date.isoformat() for person in people][:3] == [
        "1912-07-29",
        "1912-07-30",
        "1989-01-07",
    ]
