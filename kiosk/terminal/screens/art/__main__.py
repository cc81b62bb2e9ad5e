"""``python -m kiosk.terminal.screens.art``: make every picture now, so that no first start waits for it."""

from __future__ import annotations

import sys

from kiosk.terminal.screens.art import names, picture


def main() -> int:
    """Fill the cache and say how many pictures are in it."""
    pictures = [picture(name) for name in names()]
    print(f"{len(pictures)} pictures in {pictures[0].parent}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
