"""A printer, an eye and a copier, as far as the ground depends on them (simulated, no measurement of one)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.rendering.mask import Mask

Darkness = NDArray[np.float64]
"""By printer pixel: 0 is white paper, 1 full ink."""

_SPREAD = 0.35
"""How far toner spreads and light scatters in the paper, in pixels of 600 dpi (standard deviation)."""

_EYE = 12.0
"""What an eye at reading distance runs together: half a millimetre."""

_SCANNER = 0.8
"""The blur of a copier's optics, in pixels of 600 dpi."""

_GRAIN = 0.05
_KEPT_FROM = 0.28
"""Copiers drop what is paler than this as the paper's own shade, and print the rest in full."""


def printed(mask: Mask) -> Darkness:
    """Paper with the mask on it."""
    rows = np.frombuffer(mask.pixels, np.uint8).reshape(mask.height, -1)
    ink = 1.0 - np.unpackbits(rows, axis=1)[:, : mask.width]
    return blurred(ink, _SPREAD)


def seen(paper: Darkness) -> Darkness:
    """What an eye makes of it."""
    return blurred(paper, _EYE)


def copied(paper: Darkness) -> Darkness:
    """What comes out of a copier."""
    grain = np.random.default_rng(1).normal(0, _GRAIN, paper.shape)
    scanned = blurred(paper, _SCANNER) + grain
    return blurred((scanned >= _KEPT_FROM).astype(float), _SPREAD)


def blurred(picture: Darkness, deviation: float) -> Darkness:
    """A Gaussian blur; what lies beyond the edge is like the edge's other side."""
    height, width = picture.shape
    rows = np.exp(-2 * (np.pi * deviation * np.fft.fftfreq(height)) ** 2)
    columns = np.exp(-2 * (np.pi * deviation * np.fft.rfftfreq(width)) ** 2)
    spectrum = np.fft.rfft2(picture) * rows[:, None] * columns[None, :]
    return np.fft.irfft2(spectrum, s=picture.shape)
