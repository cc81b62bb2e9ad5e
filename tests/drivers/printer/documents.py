"""Documents to print in these tests."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from drivers.printer.contract import PrintJob, Sides


def document(pages: int) -> bytes:
    """A PDF of so many A4 pages."""
    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=A4, invariant=1)
    for page in range(1, pages + 1):
        canvas.drawString(72, 720, f"page {page} of {pages}")
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


def job(print_id: str, sheets: int, sides: Sides = 1) -> PrintJob:
    """A job whose document has the pages that it takes."""
    return PrintJob(print_id, document(sheets * sides), sheets, sides)
