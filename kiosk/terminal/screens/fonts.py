"""Which face shows which language. Debian: fonts-morisawa-bizud-gothic, fonts-noto-cjk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.terminal.visit.states import Language


@dataclass(frozen=True)
class Faces:
    """Regular and bold of one family."""

    regular: Path
    bold: Path

    def of(self, *, bold: bool) -> Path:
        """The face of that weight."""
        return self.bold if bold else self.regular


_MORISAWA: Final = Path("/usr/share/fonts/truetype/bizud-gothic")
_NOTO: Final = Path("/usr/share/fonts/opentype/noto")

BIZ_UDP_GOTHIC: Final = Faces(_MORISAWA / "BIZUDPGothic-Regular.ttf", _MORISAWA / "BIZUDPGothic-Bold.ttf")
NOTO_SANS_JP: Final = Faces(_NOTO / "NotoSansCJK-Regular.ttc", _NOTO / "NotoSansCJK-Bold.ttc")

BASELINE: Final = 0.88
"""Distance of the baseline from the top of the em square; the same for every face, so that a screen
stands at the same height in each language (the faces' own line heights are 1.0 and 1.45)."""


def faces_of(language: Language) -> Faces:
    """The family for ``language``: BIZ UDPGothic squeezes Latin tails, so English is set in Noto."""
    match language:
        case "ja":
            return BIZ_UDP_GOTHIC
        case "en":
            return NOTO_SANS_JP
