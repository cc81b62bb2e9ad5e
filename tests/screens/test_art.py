"""Drawings and icons: made once, found by name, refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from kiosk.terminal.screens import art


def test_every_drawing_becomes_a_picture_of_twice_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_CACHE", str(tmp_path))
    art.picture.cache_clear()
    for name in art.names():
        width, height = art.size(name)
        with Image.open(art.picture(name)) as picture:
            assert picture.size == (round(width * 2), round(height * 2)), name
            assert picture.getextrema()[3][1] == 255, f"{name} is empty"
    art.picture.cache_clear()


def test_a_picture_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_CACHE", str(tmp_path))
    art.picture.cache_clear()
    made = art.picture("icons/back")
    written = made.stat().st_mtime_ns
    art.picture.cache_clear()
    assert art.picture("icons/back").stat().st_mtime_ns == written
    art.picture.cache_clear()


def test_art_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(art.NoSuchArt, match="icons/unicorn"):
        art.picture("icons/unicorn")
