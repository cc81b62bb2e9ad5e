"""A certificate with a back, on the bench: refused before money where the printer has one side only, and one
sheet wherever sheets are counted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from drivers.printer.simulated import Jam, OneSided
from kiosk.certificates import failures
from kiosk.certificates.proof import Proof
from kiosk.rendering.draw import Paper
from kiosk.rendering.gate.check import check
from kiosk.rendering.gate.refusal import GateRefused
from kiosk.rendering.ground.calibration import CHOICES
from kiosk.rendering.ground.copy_evident import ground_mask
from kiosk.rendering.layouts.layout import Layout
from kiosk.terminal.studio import PaperStudio
from kiosk.terminal.visit.casefile import CaseFile, PreparedOrder
from kiosk.terminal.visit.events import EffectFailed, OrderBroken, PrintDone, SheetOut
from kiosk.terminal.visit.journal import Entry
from tests.drivers.printer.documents import document
from tests.incidents.workshop import Workshop


@dataclass(frozen=True)
class SheetWithBack:
    """A paper of one sheet: a face and its back."""

    pdf: bytes = field(default=document(2))
    sheets: int = 1
    sides: int = 2


def ordered(workshop: Workshop, case: CaseFile) -> PreparedOrder:
    order, paper = workshop.ordered(case), SheetWithBack()
    case.order = replace(order, paper=paper, proof=Proof.of(order.order_id, paper.pdf))
    return case.order


def test_a_printer_of_one_side_is_found_out_before_money(workshop: Workshop) -> None:
    case = workshop.visit(1)
    order = ordered(workshop, case)
    workshop.printer.plan(OneSided())

    assert workshop.asked_to_pay(case, order) == EffectFailed(1, failures.PRINTER_ONE_SIDED)
    assert not workshop.cashbox.accepting


def test_a_face_and_its_back_are_one_sheet_to_the_payer_and_in_the_journal(workshop: Workshop) -> None:
    case = workshop.visit(1)
    order = ordered(workshop, case)
    workshop.paid(case, order)

    told: list[object] = []
    ended = workshop.press.print_order(case, order, workshop.hall, 0, told.append)

    assert isinstance(ended, PrintDone)
    assert told == [SheetOut(1, 1)]
    assert list(workshop.printer.sheets_out.values()) == [1]
    lines = workshop.journal.lines(order.order_id)
    assert [line.values["sheet"] for line in lines if line.entry is Entry.SHEET] == [1]
    assert [line.values["sides"] for line in lines if line.entry is Entry.SPOOLING] == [2]


def test_a_sheet_that_jams_is_no_sheet_and_is_paid_back(workshop: Workshop) -> None:
    case = workshop.visit(1)
    order = ordered(workshop, case)
    workshop.paid(case, order)
    workshop.printer.plan(Jam(sheet=1))

    def give_up(event: object) -> None:
        workshop.press.cancel(case)

    ended = workshop.press.print_order(case, order, workshop.hall, 0, give_up)

    assert isinstance(ended, OrderBroken)
    assert (ended.failure, ended.sheets_printed) == (failures.PRINT_FAILED, 0)
    assert ended.returned == order.document.fee > 0


def test_a_terminal_draws_and_proves_the_ground_of_its_own_printer(workshop: Workshop) -> None:
    case = workshop.visit(1)
    workshop.studio = PaperStudio(calibration=CHOICES[9])

    order = workshop.ordered(case)

    assert isinstance(order.paper, Paper)
    assert ground_mask(210, 297, "複写", CHOICES[9]).deflated in order.paper.pdf
    form = workshop.hall.layout(order.document.layout_sha256)
    assert isinstance(form, bytes)
    layout = Layout.received(form, order.document.layout_name)
    check(order.paper, order.document, layout, calibration=CHOICES[9])
    with pytest.raises(GateRefused):
        check(order.paper, order.document, layout)
