"""``kiosk layout``: prove, look at and print the forms."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from kiosk.commands.layout_calibrate import calibrate
from kiosk.rendering.contact_sheet import write_papers
from kiosk.rendering.errors import FontNotInstalled, LayoutError
from kiosk.rendering.geometry import areas_of
from kiosk.rendering.inspection import inspect_form, inspect_slip
from kiosk.rendering.layouts.layout import Layout, layout_files
from kiosk.rendering.layouts.published import SCHEMAS, published_schemas
from kiosk.rendering.samples import load_sample, samples_of
from kiosk.rendering.slips import SLIPS
from kiosk.rendering.trial import GOLDEN, Trial, follow, kind_of

app = typer.Typer(help="Prove, look at and print the forms (layouts).", no_args_is_help=True)
app.command()(calibrate)

LayoutFileArgument = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="A layout, <kind>.toml; its name says the kind.")
]


@app.command()
def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(exists=True, dir_okay=False, help="Layouts; all where none is named."),
    ] = None,
) -> None:
    """Prove forms: schema, boxes apart and within reach of the printer, every name of the kind, the longest
    texts, and all samples as the gate reads them back.

    Example: kiosk layout check layouts/standard/resident-record.toml
    """
    for path in files or [*layout_files(), *sorted(SLIPS.glob("*.toml"))]:
        try:
            told = _inspected(path)
        except (LayoutError, FontNotInstalled) as error:
            raise _refuse(error) from None
        typer.echo(f"{path}: {told}")


def _inspected(file: Path) -> str:
    if file.parent.name == SLIPS.name:
        inspect_slip(Layout.load(file))
        return "good"
    return f"good, {inspect_form(Layout.load(file), kind_of(file))} samples"


@app.command()
def papers(
    directory: Annotated[Path, typer.Argument(file_okay=False, help="Where they are written.")] = Path(
        "out/papers"
    ),
) -> None:
    """Draw every form with every sample, and a contact sheet of them all.

    Example: kiosk layout papers out/papers
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for path in write_papers(directory):
            typer.echo(path)
    except (LayoutError, FontNotInstalled, OSError) as error:
        raise _refuse(error) from None


@app.command()
def schema() -> None:
    """Write the JSON Schemas by which editors complete and check layout files.

    Example: kiosk layout schema
    """
    for name, text in published_schemas().items():
        (SCHEMAS / name).write_text(text, encoding="utf-8")
        typer.echo(SCHEMAS / name)


@app.command()
def boxes(file: LayoutFileArgument) -> None:
    """List what a municipality's own form can change, by name: left, top, width and height in mm.

    Example: kiosk layout boxes layouts/standard/seal-registration.toml
    """
    try:
        areas = areas_of(Layout.load(file))
    except LayoutError as error:
        raise _refuse(error) from None
    first = {area.path: area for area in reversed(areas) if area.name is not None}
    for path, area in reversed(first.items()):
        box, face = area.rectangle, "back" if path.startswith("back") else "face"
        typer.echo(f"{face} {area.name:<26}{box.left:8g}{box.top:8g}{box.width:8g}{box.height:8g}")


@app.command()
def preview(
    file: LayoutFileArgument,
    out: Annotated[
        Path | None,
        typer.Argument(dir_okay=False, help=".png or .pdf; out/<sample>-<page>.png if not given."),
    ] = None,
    sample: Annotated[
        str | None, typer.Option(help="Name of the sample; the first of the kind otherwise.")
    ] = None,
    page: Annotated[int, typer.Option(min=1, help="Which page.")] = 1,
    watch: Annotated[
        bool, typer.Option("--watch", help="Draw it anew whenever a layout is saved, until Ctrl-C.")
    ] = False,
) -> None:
    """Show a form filled with one of its samples, beside the golden picture of it.

    Example: kiosk layout preview layouts/standard/income-tax.toml --watch
    """
    try:
        samples = samples_of(kind_of(file))
    except LayoutError as error:
        raise _refuse(error) from None
    name = sample or next(iter(samples), "")
    if name not in samples:
        raise _refuse(f"sample {name!r}: there are {', '.join(samples) or 'none'} for {file.stem}")
    picture = out or Path("out") / f"{name}-{page}.png"
    trial = Trial(file, samples[name], page, GOLDEN / f"{name}-{page}.png")
    if out is None:
        picture.parent.mkdir(exist_ok=True)
    if not watch:
        _save(trial, picture)
        return
    with suppress(KeyboardInterrupt):
        follow(trial, picture, lambda: typer.echo(picture), lambda error: typer.echo(error, err=True))


@app.command()
def render(
    file: LayoutFileArgument,
    content: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Fields, persons and tables as JSON.")
    ],
    out: Annotated[Path, typer.Argument(dir_okay=False, help="Where the form goes: .pdf or .png.")],
    page: Annotated[int, typer.Option(min=1, help="Page of a .png.")] = 1,
) -> None:
    """Draw a content of one's own, written like the files in layouts/samples.

    Example: kiosk layout render layouts/standard/income-tax.toml mine.json form.pdf
    """
    try:
        filled = load_sample(content)
    except LayoutError as error:
        raise _refuse(error) from None
    _save(Trial(file, filled, page), out)


def _save(trial: Trial, out: Path) -> None:
    if out.suffix not in (".pdf", ".png"):
        raise _refuse(f"{out}: the name ends in neither .pdf nor .png")
    try:
        trial.save(out)
    except (LayoutError, FontNotInstalled, OSError) as error:
        raise _refuse(error) from None
    typer.echo(out)


def _refuse(problem: object) -> typer.Exit:
    typer.echo(problem, err=True)
    return typer.Exit(1)
