"""A paper is read again after what happens to papers: at least 17 of these 18, and then to the last word."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from kiosk.certificates.two_d_seal.verdict import Genuine, judge
from kiosk.rendering.scans.reading import texts_of
from tests.rendering.scans.sealed_page import TRUST, scanned

Harm = Callable[[Image.Image], Image.Image]
Grey = NDArray[numpy.float64]


def by_pixels(change: Callable[[Grey], Any]) -> Harm:
    def harm(page: Image.Image) -> Image.Image:
        changed = numpy.clip(change(numpy.asarray(page).astype(float)), 0, 255)
        return Image.fromarray(changed.astype("uint8"))

    return harm


def noise(strength: float) -> Harm:
    random = numpy.random.default_rng(7)
    return by_pixels(lambda grey: grey + random.normal(0, strength, grey.shape))


def turned(degrees: float) -> Harm:
    return lambda page: page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def blurred(pixels: float) -> Harm:
    return lambda page: page.filter(ImageFilter.GaussianBlur(pixels))


def jpeg(quality: int) -> Harm:
    def harm(page: Image.Image) -> Image.Image:
        file = io.BytesIO()
        page.save(file, "JPEG", quality=quality)
        return Image.open(file)

    return harm


def resized(factor: float) -> Harm:
    return lambda page: page.resize((round(page.width * factor), round(page.height * factor)))


def from_aside(slant: float) -> Harm:
    """The page as a camera sees it that does not look straight down."""

    def harm(page: Image.Image) -> Image.Image:
        width, height = page.size
        corners = [(0, 0), (width, 0), (width, height), (0, height)]
        seen = [(width * slant, height * slant * 0.6), (width * (1 - slant * 0.4), 0), (width, height)]
        seen.append((0, height * (1 - slant * 0.5)))
        rows, values = [], []
        for (x, y), (u, v) in zip(seen, corners, strict=True):
            rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
            values += [u, v]
        solved = numpy.linalg.solve(numpy.array(rows), numpy.array(values))
        return page.transform(page.size, Image.Transform.PERSPECTIVE, list(solved), fillcolor=120)

    return harm


def uneven_light(least: float) -> Harm:
    def change(grey: Grey) -> Grey:
        across = numpy.linspace(least, 1, grey.shape[1])[None, :]
        return grey * across * numpy.linspace(1, 0.8, grey.shape[0])[:, None]

    return by_pixels(change)


def stained(page: Image.Image) -> Image.Image:
    """Coffee over the codes, and a few drops of ink."""
    wet = Image.new("L", page.size, 255)
    draw = ImageDraw.Draw(wet)
    random = numpy.random.default_rng(11)
    for grey, largest in [(170, 90)] * 6 + [(60, 9)] * 10:
        x, y = int(random.integers(220, 860)), int(random.integers(2850, 3160))
        radius = int(random.integers(4, largest))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=grey)
    product = numpy.asarray(page).astype(float) * numpy.asarray(wet) / 255
    return Image.fromarray(product.astype("uint8"))


def struck_through(page: Image.Image) -> Image.Image:
    page = page.copy()
    draw = ImageDraw.Draw(page)
    for number in range(4):
        draw.line((0, 2850 + number * 90, page.width, 2910 + number * 90), fill=0, width=3)
    return page


def folded(page: Image.Image) -> Image.Image:
    grey = numpy.asarray(page).astype(float)
    grey[:, 520:528] *= 0.5
    grey[3000:3006] = numpy.minimum(grey[3000:3006] + 90, 255)
    return Image.fromarray(grey.astype("uint8"))


def wavy(page: Image.Image) -> Image.Image:
    grey = numpy.asarray(page)
    height, width = grey.shape
    y, x = numpy.mgrid[0:height, 0:width]
    down = numpy.clip(y + 8 * numpy.sin(x / 300), 0, height - 1).astype(int)
    across = numpy.clip(x + 6 * numpy.sin(y / 250), 0, width - 1).astype(int)
    return Image.fromarray(grey[down, across])


def one_after_another(*harms: Harm) -> Harm:
    def harm(page: Image.Image) -> Image.Image:
        for each in harms:
            page = each(page)
        return page

    return harm


HARMS: dict[str, Harm] = {
    "noise": noise(40),
    "heavy noise": noise(70),
    "a little askew": turned(3),
    "askew": turned(17),
    "upside down": turned(180),
    "out of focus": blurred(1.5),
    "far out of focus": blurred(2.2),
    "strongly compressed": jpeg(8),
    "150 dpi": one_after_another(resized(0.5), jpeg(40)),
    "200 dpi, out of focus": one_after_another(resized(0.67), blurred(1)),
    "from aside": from_aside(0.12),
    "half in the shade": uneven_light(0.35),
    "stained": stained,
    "struck through": struck_through,
    "folded": folded,
    "wavy": wavy,
    "pale": by_pixels(lambda grey: 90 + grey * 0.25),
    "a bad photo": one_after_another(from_aside(0.06), blurred(1.2), uneven_light(0.5), noise(12), jpeg(50)),
}


def test_at_least_17_of_18_harmed_papers_are_read_to_the_last_word() -> None:
    assert len(HARMS) == 18
    verdicts = {name: judge(texts_of(harm(scanned())), TRUST) for name, harm in HARMS.items()}
    lost = [name for name, verdict in verdicts.items() if not isinstance(verdict, Genuine)]
    assert len(lost) <= 1, lost
