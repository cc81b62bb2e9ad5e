"""The JSON Schemas of the files in ``layouts/``, by which an editor completes and checks them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from kiosk.rendering.layouts.layout import LAYOUTS
from kiosk.rendering.layouts.schema import Style
from kiosk.rendering.layouts.sources import Block, OwnForm, StandardForm

SCHEMAS = LAYOUTS / "schema"

_FILES: dict[str, type[BaseModel]] = {
    "standard.json": StandardForm,
    "block.json": Block,
    "own.json": OwnForm,
}
_CHANGEABLE = (
    "TextBox",
    "Cell",
    "Grid",
    "TableBox",
    "Line",
    "Frame",
    "Image",
    "TwoDSealBox",
    "Repeat",
    "Scramble",
)


def published_schemas() -> dict[str, str]:
    """Their texts by the name of the file in :data:`SCHEMAS`."""
    return {name: _text(model) for name, model in _FILES.items()}


def _text(model: type[BaseModel]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    if model is OwnForm:
        style = Style.model_json_schema()
        defined, stated = {**schema["$defs"], **style["$defs"]}, schema["properties"]
        schema["$defs"] = defined
        stated["change"]["additionalProperties"] = _some_of(defined[name] for name in _CHANGEABLE)
        stated["styles"]["additionalProperties"] = _some_of([style])
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _some_of(models: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """An object with some of the keys of the models, none of them required."""
    keys: dict[str, list[Any]] = {}
    for model in models:
        for key, schema in model["properties"].items():
            known = keys.setdefault(key, [])
            if schema not in known:
                known.append(schema)
    either = {key: known[0] if len(known) == 1 else {"anyOf": known} for key, known in keys.items()}
    return {"type": "object", "additionalProperties": False, "properties": either}
