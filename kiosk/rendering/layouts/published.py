"""The JSON Schemas of the files in ``layouts/``, by which an editor completes and checks them."""

from __future__ import annotations

import json

from pydantic import BaseModel

from kiosk.rendering.layouts.layout import LAYOUTS
from kiosk.rendering.layouts.sources import Block, OwnForm, StandardForm

SCHEMAS = LAYOUTS / "schema"

_FILES: dict[str, type[BaseModel]] = {
    "standard.json": StandardForm,
    "block.json": Block,
    "own.json": OwnForm,
}


def published_schemas() -> dict[str, str]:
    """Their texts by the name of the file in :data:`SCHEMAS`."""
    return {name: _text(model) for name, model in _FILES.items()}


def _text(model: type[BaseModel]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
