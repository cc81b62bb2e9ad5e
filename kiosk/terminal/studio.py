"""Draws, proves and shows papers for the conductor: the rendering room behind the visit's port."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import structlog

from kiosk.certificates import failures
from kiosk.certificates.failures import Failure
from kiosk.certificates.kinds import RULES
from kiosk.certificates.order_number import order_number
from kiosk.certificates.sealed_document import SealedDocument
from kiosk.rendering import slips
from kiosk.rendering.draw import Paper
from kiosk.rendering.draw import draw as draw_paper
from kiosk.rendering.errors import LayoutError, MissingGlyph, TextOverflow
from kiosk.rendering.gate.check import check
from kiosk.rendering.gate.refusal import GateRefused
from kiosk.rendering.ground.calibration import STANDARD, Calibration
from kiosk.rendering.ground.prepare import prepare
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.preview import preview
from kiosk.rendering.two_d_seal import SealMismatch, check_two_d_seals
from kiosk.terminal.visit.conversation import Picture
from kiosk.terminal.visit.ports import ClaimLines, ProblemLines, ProvenPaper, ReceiptLines
from kiosk.terminal.visit.ports import Paper as DrawnPaper

_log = structlog.get_logger()

Draw = Callable[[SealedDocument, Layout, int], Paper]
"""Draws so many copies of a document on its layout."""


class PaperStudio:
    """Implements the conductor's ``Studio``. Layouts are parsed once."""

    def __init__(self, draw: Draw | None = None, calibration: Calibration = STANDARD) -> None:
        """``calibration`` is that of the terminal's printer; its ground is made here and now, so that no
        resident waits for it. Whatever ``draw`` makes in the place of our own drawing is proven as well:
        nothing that it says of its work is believed."""
        self._draw = draw or partial(draw_paper, calibration=calibration)
        self._calibration = calibration
        prepare(calibration)
        self._layouts: dict[str, Layout] = {}

    def draw(self, document: SealedDocument, layout: bytes) -> ProvenPaper | Failure:
        """Draw all copies and let the gate re-read them."""
        try:
            form = self._layout(document, layout)
            check_two_d_seals(document, form)
            paper = self._draw(document, form, document.choices.copies)
            proof = check(paper, document, form, calibration=self._calibration)
        except (MissingGlyph, TextOverflow) as error:
            _log.warning("not printable", place=error.place)
            return failures.CHARACTER
        except LayoutError as error:
            _log.error("document does not fit its layout", place=error.place)
            return failures.CITY_NONSENSE
        except SealMismatch as error:
            _log.error("the 2D seal is not of this paper", page=error.page)
            return failures.DOCUMENT_MISMATCH
        except GateRefused as error:
            _log.error("the gate refused the paper", page=error.page, box=error.box)
            return failures.DOCUMENT_MISMATCH
        return ProvenPaper(paper, proof)

    def picture(self, paper: DrawnPaper, page: int, width: int, *, revealed: bool) -> Picture:
        """A page of the paper (from 0). Raises TypeError for a paper that another studio drew."""
        if not isinstance(paper, Paper):
            raise TypeError(f"a paper of another studio: {type(paper).__name__}")
        drawn = preview(paper, page + 1, width, masked=not revealed)
        return Picture(drawn.width, drawn.height, drawn.rgba)

    def receipt(self, lines: ReceiptLines) -> bytes:
        """The receipt as a PDF."""
        return slips.receipt(
            slips.Receipt(
                municipality=lines.municipality,
                title=RULES[lines.kind].title,
                copies=lines.copies,
                unit_fee=lines.fee // lines.copies,
                received=lines.received,
                change=lines.change,
                order_number=order_number(lines.order_id),
                terminal_id=lines.terminal_id,
                issued_at=lines.issued_at,
            )
        )

    def claim_slip(self, lines: ClaimLines) -> bytes:
        """The claim slip as a PDF."""
        return slips.claim_slip(
            slips.ClaimSlip(
                number=lines.claim,
                municipality=lines.municipality,
                phone=lines.desk_phone,
                title=RULES[lines.kind].title,
                received=lines.received,
                returned=lines.returned,
                owed=lines.owed,
                terminal_id=lines.terminal_id,
                issued_at=lines.issued_at,
            )
        )

    def problem_slip(self, lines: ProblemLines) -> bytes:
        """The slip of a bad print as a PDF."""
        return slips.problem_slip(
            slips.ProblemSlip(
                number=lines.claim,
                order_number=order_number(lines.order_id),
                municipality=lines.municipality,
                phone=lines.desk_phone,
                title=RULES[lines.kind].title,
                terminal_id=lines.terminal_id,
                issued_at=lines.issued_at,
            )
        )

    def _layout(self, document: SealedDocument, form: bytes) -> Layout:
        if document.layout_sha256 not in self._layouts:
            self._layouts[document.layout_sha256] = Layout.received(form, source=document.layout_name)
        return self._layouts[document.layout_sha256]
