"""A slip printer whose slips are PDFs in a folder: for the demo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from drivers.diagnosis import Finding, Health
from drivers.paper_folder import PaperFolder
from drivers.slip.contract import Slip, SlipFailed, SlipPrinted


class FolderSlipPrinter:
    """Lays ``<slip_id>.pdf`` into ``directory``; the file is the proof that the slip was printed."""

    def __init__(self, directory: Path) -> None:
        self._slips = PaperFolder(directory)

    def issue(self, slip: Slip) -> SlipPrinted | SlipFailed:
        """A slip that already lies there is not printed again."""
        try:
            self._slips.lay(slip.slip_id, slip.pdf)
        except OSError as error:
            return SlipFailed(f"the folder of slips: {error.strerror}")
        return SlipPrinted()

    def diagnose(self) -> Sequence[Finding]:
        """Whether the folder can be written."""
        directory = self._slips.directory
        if self._slips.writable():
            return (Finding("slip.folder", Health.OK, f"slips go to {directory}"),)
        return (
            Finding(
                "slip.folder",
                Health.FAULT,
                f"{directory} cannot be written",
                "Make the folder and allow the terminal to write there.",
            ),
        )
