from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.real_parts.city_hall import demo_directory

__all__ = ["demo_directory"]


@pytest.fixture
def town(demo_directory: Path, tmp_path: Path) -> Path:
    """A city hall of the test's own that nobody serves yet."""
    directory = tmp_path / "town"
    shutil.copytree(demo_directory, directory)
    return directory
