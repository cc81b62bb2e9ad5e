"""The checkout as a house: its root, and every text file that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {
    *(".py", ".kv", ".toml", ".txt", ".md", ".po", ".svg", ".json"),
    *(".html", ".css", ".js", ".sh", ".yml", ".conf", ".service", ""),
}


def ignored_names() -> list[str]:
    """Patterns of names that are never committed."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line.strip("/") for line in lines if line and not line.startswith("#")]


def is_ignored(name: str) -> bool:
    """Whether a file or folder of this name is never committed."""
    return name == ".git" or any(fnmatch(name, pattern) for pattern in ignored_names())


def text_files(directory: Path = ROOT) -> Iterator[Path]:
    """Every text file of the checkout that may be committed."""
    for path in sorted(directory.iterdir()):
        if is_ignored(path.name):
            continue
        if path.is_dir():
            yield from text_files(path)
        elif path.suffix in TEXTS:
            yield path
