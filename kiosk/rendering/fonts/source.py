"""Which font files stand behind each font role. A role is a chain: what the first font lacks is
sought in the next, since no one file can hold all 行政事務標準文字. A form may add fonts to its chains: what
a municipality needs beyond the system's fonts, 外字 in the private use area among it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_DEBIAN_FONTS = Path("/usr/share/fonts/truetype")


class FontRole(StrEnum):
    """What a text is set in: certificates in mincho, slips in gothic."""

    MINCHO = "mincho"
    GOTHIC = "gothic"
    GOTHIC_BOLD = "gothic-bold"


@dataclass(frozen=True)
class ExtendedRole:
    """A role whose chain goes on with fonts that a form adds, each by the SHA-256 of its file.

    By the hash, since what a private-use code point looks like is each municipality's own affair: a form
    names the very file, a sealed document is bound to the form, and a terminal without that file refuses.
    """

    role: FontRole
    added: tuple[str, ...]


Face = FontRole | ExtendedRole
"""What a text is set in."""


@dataclass(frozen=True)
class FontSource:
    """A TrueType file of the system and the Debian package that brings it."""

    path: Path
    package: str


_IPAMJ = FontSource(_DEBIAN_FONTS / "ipamj/ipamjm.ttf", "fonts-ipamj-mincho")
_BIZ = FontSource(_DEBIAN_FONTS / "bizud-gothic/BIZUDPGothic-Regular.ttf", "fonts-morisawa-bizud-gothic")
_BIZ_BOLD = FontSource(_DEBIAN_FONTS / "bizud-gothic/BIZUDPGothic-Bold.ttf", "fonts-morisawa-bizud-gothic")

SOURCES: dict[FontRole, tuple[FontSource, ...]] = {
    FontRole.MINCHO: (_IPAMJ,),
    FontRole.GOTHIC: (_BIZ, _IPAMJ),
    FontRole.GOTHIC_BOLD: (_BIZ_BOLD, _IPAMJ),
}
