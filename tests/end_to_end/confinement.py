"""Lets a program write into one directory and nowhere else on the machine."""

from __future__ import annotations

import os
from pathlib import Path

_ALL_READ_ONLY = """\
mount --make-rprivate / && mount --bind "$0" "$0" || exit 125
awk '{print $5}' /proc/self/mountinfo | while read -r place; do
    [ "$place" = "$0" ] || mount -o remount,bind,ro "$place" 2>/dev/null || :
done
exec "$@"
"""


def confined_to(directory: Path) -> tuple[str, ...]:
    """What to put before a command so that it can write below ``directory`` only: whatever it leaves on
    a disk is there. Other programs see nothing of it."""
    namespace = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    return (*namespace, "sh", "-c", _ALL_READ_ONLY, str(directory))
