"""``kiosk layout``: prove, look at and print the forms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.commands.layout_calibrate import calibrate
from kiosk.rendering.draw import draw
from kiosk.rendering.errors import FontNotInstalled, LayoutError
from kiosk.rendering.inspection import inspect
from kiosk.rendering.layouts.layout import Layout, layout_files
from kiosk.rendering.preview import rasterise
from kiosk.rendering.samples import Sample, load_sample, samples_of

app = typer.Typer(help="Prove, look at and print the forms (layouts).", no_args_is_help=True)
app.command()(calibrate)

_PICTURE_WIDTH = 1240

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
    """Prove layouts against the schema and all samples of their kind.

    Example: kiosk layout check layouts/standard/resident-record.toml
    """
    for path in files or layout_files():
        try:
            samples = samples_of(path.stem)
            inspect(Layout.load(path), samples)
        except (LayoutError, FontNotInstalled) as error:
            raise _refuse(error) from None
        typer.echo(f"{path}: good, {len(samples)} samples")


@app.command()
def preview(
    file: LayoutFileArgument,
    out: Annotated[Path, typer.Argument(dir_okay=False, help="Where the picture goes: .pdf or .png.")],
    sample: Annotated[
        str | None, typer.Option(help="Name of the sample; the first of the kind otherwise.")
    ] = None,
    page: Annotated[int, typer.Option(min=1, help="Page of a .png.")] = 1,
) -> None:
    """Show a layout filled with one of its samples.

    Example: kiosk layout preview layouts/standard/income-tax.toml form.png
    """
    samples = samples_of(file.stem)
    name = sample or next(iter(samples), "")
    if name not in samples:
        raise _refuse(f"sample {name!r}: there are {', '.join(samples) or 'none'} for {file.stem}")
    _write(file, samples[name], out, page)


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
    _write(file, filled, out, page)


def _write(file: Path, content: Sample, out: Path, page: int) -> None:
    if out.suffix not in (".pdf", ".png"):
        raise _refuse(f"{out}: the name ends in neither .pdf nor .png")
    try:
        paper = draw(content, Layout.load(file), copies=1)
    except (LayoutError, FontNotInstalled) as error:
        raise _refuse(error) from None
    if page > paper.pages_per_copy:
        raise _refuse(f"page {page}: there are {paper.pages_per_copy}")
    try:
        if out.suffix == ".pdf":
            out.write_bytes(paper.pdf)
        else:
            rasterise(paper.pdf, _PICTURE_WIDTH, page).save_png(out)
    except OSError as error:
        raise _refuse(error) from None
    typer.echo(out)


def _refuse(problem: object) -> typer.Exit:
    typer.echo(problem, err=True)
    return typer.Exit(1)
