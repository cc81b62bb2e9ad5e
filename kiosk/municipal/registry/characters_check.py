"""Which texts that stand in the registry already can't be printed: of every table, whatever it is.

A table is looked through because it is of the registry, a column because it holds free text: one that
is added later is covered without being named here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from kiosk.municipal.registry.csv_table import Progress, is_free_text
from kiosk.municipal.registry.models import Municipality, Resident
from kiosk.municipal.registry.printable import Unprintable

_ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class AtTheDesk:
    """A text that can't be printed: whose (宛名番号, "" where it is nobody's), of which table and row, the
    column by its item name and what is wrong, in code points."""

    number: str
    table: str
    row: str
    column: str
    problem: str


def unprintable_in(
    municipality: Municipality, unprintable: Unprintable, progress: Progress
) -> Iterator[AtTheDesk]:
    """Everything in the registry of ``municipality`` that can't be printed, a line for each text and each
    resident whom it concerns; ``progress`` counts rows."""
    tables = [(model, rows) for model in _tables() if (rows := _rows_of(model, municipality)) is not None]
    total = sum(rows.count() for _, rows in tables)
    done = 0
    for model, rows in tables:
        texts = [field for field in model._meta.concrete_fields if is_free_text(field)]
        path = path_between(model, Resident)
        for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
            done += 1
            progress(done, total)
            for field in texts:
                problem = unprintable(field.name, getattr(row, field.name))
                if problem:
                    column = str(field.verbose_name)
                    for number in _numbers(row, path):
                        yield AtTheDesk(number, str(model._meta.verbose_name), str(row), column, problem)


def _tables() -> Iterator[type[models.Model]]:
    for model in apps.get_app_config("registry").get_models():
        if any(is_free_text(field) for field in model._meta.concrete_fields):
            yield model


def _rows_of(model: type[models.Model], municipality: Municipality) -> models.QuerySet[Any] | None:
    path = path_between(model, Municipality)
    if path is None:
        return None
    return model._default_manager.filter(**{"__".join([*path, "pk"]): municipality.pk})


def _numbers(row: models.Model, path: tuple[str, ...] | None) -> list[str]:
    if path is None:
        return [""]
    people = type(row)._default_manager.filter(pk=row.pk)
    lookup = "__".join([*path, "number"])
    return [number or "" for number in people.order_by(lookup).values_list(lookup, flat=True).distinct()]


def path_between(start: type[models.Model], end: type[models.Model]) -> tuple[str, ...] | None:
    """The shortest way over relations from one table of the registry to another, as a query says it;
    None where there is none. No way leads on from a municipality, which has everybody."""
    ways: deque[tuple[type[models.Model], tuple[str, ...]]] = deque([(start, ())])
    seen = {start}
    while ways:
        model, way = ways.popleft()
        if model is end:
            return way
        if model is Municipality:
            continue
        for name, other in _relations(model):
            if other not in seen:
                seen.add(other)
                ways.append((other, (*way, name)))
    return None


def _relations(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    for field in model._meta.get_fields():
        other = field.related_model
        if isinstance(other, type) and other._meta.app_label == model._meta.app_label:
            yield field.name, other
