"""Makes the ground that forms have by default beforehand: ``python -m kiosk.rendering.ground.prepare``.

A ground takes longer to make than a certificate to draw; the first resident should not wait for it.
"""

from __future__ import annotations

from kiosk.rendering.ground.calibration import STANDARD, Calibration
from kiosk.rendering.ground.copy_evident import ground_mask

A4 = (210.0, 297.0)
WORD = "複写"


def prepare(calibration: Calibration = STANDARD) -> None:
    """Make the ground of A4 with 複写 for a printer, unless it is there."""
    ground_mask(*A4, WORD, calibration)


if __name__ == "__main__":
    prepare()
