"""Strangers' files are read in a process of its own: what breaks it breaks nothing else, and it can write no
file, hold no more memory and take no more time than it is given."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time

from kiosk.certificates.two_d_seal.statement import is_complete
from kiosk.certificates.two_d_seal.symbols import gather, is_symbol
from kiosk.rendering.scans.files import Refusal, ScanRefused, pictures_of
from kiosk.rendering.scans.reading import texts_at_a_glance, texts_of

_SECONDS = 60
_SECONDS_TO_LOOK = 15
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
        texts = _symbols(sys.stdin.buffer.read())
    except ScanRefused as refused:
        print(json.dumps({"refusal": refused.refusal}))
    else:
        print(json.dumps({"texts": sorted(texts)}))


def _symbols(content: bytes) -> set[str]:
    """At a glance from every page, the backs included; where that leaves a page of the certificate out,
    those that had no seal are looked at for as long as there is time."""
    found, unread = set[str](), set[int]()
    for number, picture in enumerate(pictures_of(content)):
        texts = set(filter(is_symbol, texts_at_a_glance(picture)))
        found |= texts
        if not gather(texts).is_whole:
            unread.add(number)
    ends = time.monotonic() + _SECONDS_TO_LOOK
    for number, picture in enumerate(pictures_of(content)):
        if is_complete(found) or time.monotonic() > ends:
            break
        if number in unread:
            found |= set(filter(is_symbol, texts_of(picture)))
    return found
