"""Strangers' files are read in a process of its own: what breaks it breaks nothing else, and it can write no
file, hold no more memory and take no more time than it is given."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys

from kiosk.certificates.two_d_seal.symbols import is_symbol
from kiosk.rendering.scans.files import Refusal, ScanRefused, pictures_of
from kiosk.rendering.scans.reading import texts_of

_SECONDS = 40
_MEMORY = 1536 * 1024 * 1024
_POLITENESS = 10
_MODULE = "kiosk.rendering.scans"


def read_symbols(content: bytes) -> tuple[str, ...]:
    """The texts of all symbols of 2D seals in a photo, scan or PDF, whichever pages they are on.

    Raises ScanRefused. Other codes are not told.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", _MODULE], input=content, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise ScanRefused(Refusal.TOO_SLOW) from None
    if done.returncode != 0:
        raise ScanRefused(Refusal.DAMAGED)
    answer = json.loads(done.stdout)
    if "refusal" in answer:
        raise ScanRefused(Refusal(answer["refusal"]))
    return tuple(answer["texts"])


def main() -> None:
    """Read a file from standard input and answer in JSON on standard output."""
    os.nice(_POLITENESS)
    for limit, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        pages = (texts_of(picture) for picture in pictures_of(sys.stdin.buffer.read()))
        texts = sorted({text for page in pages for text in page if is_symbol(text)})
    except ScanRefused as refused:
        print(json.dumps({"refusal": refused.refusal}))
    else:
        print(json.dumps({"texts": texts}))
