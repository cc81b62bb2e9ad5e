"""From the files in ``layouts/`` to one whole form: blocks are put in, a municipality's changes made."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from kiosk.rendering.errors import LayoutError
from kiosk.rendering.layouts.file import BackBox, LayoutFile
from kiosk.rendering.layouts.schema import Box, Cell, Style
from kiosk.rendering.layouts.sources import Block, Include, OwnForm, StandardForm

_Model = TypeVar("_Model", bound=BaseModel)
_Raw = dict[str, Any]

_BOX: TypeAdapter[Any] = TypeAdapter(Box)
_BACK_BOX: TypeAdapter[Any] = TypeAdapter(BackBox)
_CELL: TypeAdapter[Any] = TypeAdapter(Cell)


def resolve(toml: bytes, source: str, directory: Path) -> LayoutFile:
    """The whole form of a file's text, whose blocks and base lie in ``directory``.

    Raises LayoutError naming ``source`` (or the file that it includes), box and key; OSError for a base
    that can't be read.
    """
    try:
        content = tomllib.loads(toml.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LayoutError(source, f"no TOML: {error}") from None
    if "base" in content:
        own = checked(OwnForm, content, source)
        base = directory / f"{own.base}.toml"
        if not base.is_file():
            raise LayoutError(f"{source}, base", f"there is no form {own.base}")
        return _changed(resolve(base.read_bytes(), base.name, directory), own, source)
    return _assembled(checked(StandardForm, content, source), source, directory / "blocks")


def checked(model: type[_Model], content: object, source: str, place: str = "") -> _Model:
    """``content`` as a ``model``. Raises LayoutError naming the first key at fault below ``place``."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise _refused(error, source, place) from None


def _refused(error: ValidationError, source: str, place: str = "") -> LayoutError:
    first = error.errors()[0]
    at = ".".join(str(part) for part in ((place,) if place else ()) + first["loc"])
    return LayoutError(f"{source}, {at or 'file'}", first["msg"])


def _assembled(form: StandardForm, source: str, blocks: Path) -> LayoutFile:
    included: dict[str, Style] = {}

    def boxes_of(boxes: Iterable[BaseModel]) -> Iterator[_Raw]:
        for box in boxes:
            if isinstance(box, Include):
                block = _block(box.block, source, blocks)
                included.update(block.styles)
                yield from (_lower(part.model_dump(), box.down) for part in block.boxes)
            else:
                yield box.model_dump()

    whole = form.model_dump()
    whole["boxes"] = list(boxes_of(form.boxes))
    if form.back is not None:
        whole["back"] = {"boxes": list(boxes_of(form.back.boxes))}
    whole["styles"] = {**included, **form.styles}
    return checked(LayoutFile, whole, source)


def _lower(box: _Raw, down: float) -> _Raw:
    """The same box ``down`` mm below."""
    for key in ("at", "start", "end"):
        if key in box:
            box[key] = (box[key][0], box[key][1] + down)
    for inner in (*box.get("boxes", ()), box.get("after_last")):
        if inner is not None and "kind" in inner:
            _lower(inner, down)
    return box


def _block(name: str, source: str, blocks: Path) -> Block:
    file = blocks / f"{name}.toml"
    if not file.is_file():
        raise LayoutError(f"{source}, include", f"there is no block {name}")
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LayoutError(f"blocks/{file.name}", f"no TOML: {error}") from None
    return checked(Block, content, f"blocks/{file.name}")


def _changed(base: LayoutFile, own: OwnForm, source: str) -> LayoutFile:
    whole = base.model_dump(mode="json", exclude_none=True)
    stated = own.model_dump(mode="json", exclude_none=True)
    for key in ("name", "title", "page", "ground", "fonts", "omissions", "leaves_out"):
        whole.update({key: stated[key]} if key in stated else {})
    for name, values in own.styles.items():
        style = {**whole["styles"].get(name, {}), **values}
        checked(Style, style, source, f"styles.{name}")
        whole["styles"][name] = style
    for name, values in own.change.items():
        holder, index, kind = _found(whole, name, f"{source}, change")
        holder[index] = {**_giving_way(holder[index], values), "id": name, **values}
        _check_part(kind, holder[index], source, f"change.{name}")
    for name in own.remove:
        holder, index, _ = _found(whole, name, f"{source}, remove")
        del holder[index]
    whole["boxes"] += stated.get("boxes", [])
    return checked(LayoutFile, whole, source)


def _giving_way(part: _Raw, values: Mapping[str, Any]) -> _Raw:
    """The part without what it said so far, where it shall say something else."""
    says = ("text", "field", "counter")
    if not any(key in values for key in says):
        return part
    return {key: value for key, value in part.items() if key not in (*says, "when", "on_screen")}


def _check_part(kind: TypeAdapter[Any], content: _Raw, source: str, place: str) -> None:
    try:
        kind.validate_python(content)
    except ValidationError as error:
        raise _refused(error, source, place) from None


def _found(whole: _Raw, name: str, where: str) -> tuple[list[_Raw], int, TypeAdapter[Any]]:
    """Where the one box or cell of that name stands."""
    found = [
        (holder, index, kind)
        for holder, kind in _holders(whole)
        for index, part in enumerate(holder)
        if part.get("id", part.get("field")) == name
    ]
    if len(found) != 1:
        problem = "more than one box has" if found else "no box or cell has"
        raise LayoutError(f"{where}.{name}", f"{problem} this id")
    return found[0]


def _holders(whole: Mapping[str, Any]) -> Iterator[tuple[list[_Raw], TypeAdapter[Any]]]:
    """The lists in which boxes and cells stand."""
    yield whole["boxes"], _BOX
    for box in whole["boxes"]:
        inner = box["boxes"] if box["kind"] == "repeat" else [box]
        if box["kind"] == "repeat":
            yield inner, _BOX
        for one in inner:
            if one["kind"] == "grid":
                yield one["cells"], _CELL
    if "back" in whole:
        yield whole["back"]["boxes"], _BACK_BOX
