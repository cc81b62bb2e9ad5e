"""Packs are derived where they are used: once, safely, from the font that is installed."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.cache import cache_directory
from kiosk.rendering.errors import FontNotInstalled
from kiosk.rendering.fonts.build import pack_path
from kiosk.rendering.fonts.pack import FontPack
from kiosk.rendering.fonts.source import SOURCES, FontRole, FontSource

BIZ = SOURCES[FontRole.GOTHIC][0]


def test_the_cache_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_CACHE", str(tmp_path / "derived"))
    assert cache_directory() == tmp_path / "derived"
    assert (tmp_path / "derived").is_dir()


def test_a_pack_is_built_at_the_first_use_and_found_at_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_CACHE", str(tmp_path))
    path = pack_path(BIZ)
    written = path.stat().st_mtime_ns
    assert pack_path(BIZ) == path
    assert path.stat().st_mtime_ns == written
    assert FontPack(path).glyph(ord("市"), 0)


def test_processes_that_build_at_once_leave_one_whole_pack(tmp_path: Path) -> None:
    program = (
        "from kiosk.rendering.fonts.build import pack_path;"
        "from kiosk.rendering.fonts.pack import FontPack;"
        "from kiosk.rendering.fonts.source import SOURCES, FontRole;"
        "print(FontPack(pack_path(SOURCES[FontRole.GOTHIC][0])).glyph(ord('市'), 0))"
    )

    def build(_: int) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={"KIOSK_CACHE": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    with ThreadPoolExecutor(2) as pool:
        glyphs = set(pool.map(build, range(2)))
    assert len(glyphs) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_an_absent_font_is_named_with_its_package(tmp_path: Path) -> None:
    source = FontSource(tmp_path / "missing.ttf", "fonts-missing")
    with pytest.raises(FontNotInstalled, match="fonts-missing"):
        pack_path(source)


def test_a_file_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nonsense"
    path.write_bytes(b"nonsense" * 8)
    with pytest.raises(ValueError, match="not a font pack"):
        FontPack(path)
