"""Was I charged, was it issued, what now: each screen that ends a visit says so, and only what is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.certificates import failures
from kiosk.certificates.failures import CATALOGUE, Failure
from kiosk.terminal.visit import states
from kiosk.terminal.visit.states import Settlement
from tests.screens.example_states import AOBA, nobody_here, visiting
from tests.screens.window import TerminalWindow

CLAIM = "4821-7730"
IN_ENGLISH = states.Preferences(language="en")
ONE_OF_TWO = Settlement(1, 2, received=400, returned=0, owed=200, claim=CLAIM)


def read(window: TerminalWindow, screen: states.Screen) -> set[str]:
    """What an English reader reads of money, paper and what to do."""
    from kiosk.terminal.screens.widgets.notice import Answer
    from kiosk.terminal.screens.widgets.text import Text

    window.show(replace(visiting(screen), preferences=IN_ENGLISH))
    assert len(window.widgets(Answer)) == 3
    return {text.text for text in window.widgets(Text)}


@pytest.mark.parametrize("failure", CATALOGUE.values(), ids=CATALOGUE)
def test_who_is_refused_reads_that_nothing_was_charged_or_issued(
    window: TerminalWindow, failure: Failure
) -> None:
    said = read(window, states.Refused(failure, AOBA))
    assert {"You have not been charged", "No certificate was issued."} <= said


@pytest.mark.parametrize(
    ("failure", "answers"),
    [
        (failures.PRINTER_NO_PAPER, {"You have not been charged", "No certificate was issued."}),
        (failures.DOCUMENT_MISMATCH, {"Any money you put in will be returned", "No certificate was issued."}),
        (
            failures.TERMINAL_FAULT,
            {
                "Any money you put in will be returned",
                "If sheets came out, please take them. We will check how many.",
            },
        ),
    ],
)
def test_out_of_service_claims_no_more_than_the_failure_knows(
    window: TerminalWindow, failure: Failure, answers: set[str]
) -> None:
    from kiosk.terminal.screens.widgets.text import Text

    window.show(replace(nobody_here(), screen=states.OutOfService(failure), preferences=IN_ENGLISH))
    assert answers <= {text.text for text in window.widgets(Text)}


@pytest.mark.parametrize(
    ("failure", "settlement", "answers"),
    [
        pytest.param(
            failures.PRINT_FAILED,
            ONE_OF_TWO,
            {"1 of 2 sheets are printed. Please take them.", "¥200 will be returned"},
            id="one sheet out, the other owed",
        ),
        pytest.param(
            failures.PRINT_UNKNOWN,
            ONE_OF_TWO,
            {
                "1 of 2 sheets are confirmed. Please take any that came out.",
                "We will check ¥200",
                "We are sorry. We will check the print and your money.",
            },
            id="nobody knows whether the second came out",
        ),
        pytest.param(
            failures.PRINT_UNKNOWN,
            replace(ONE_OF_TWO, sheets_printed=0, owed=400),
            {"We can’t tell what was printed. Please take any sheet that came out.", "We will check ¥400"},
            id="nobody knows whether any came out",
        ),
        pytest.param(
            failures.POWER_CUT,
            Settlement(0, 2, received=400, returned=400, owed=0, claim=None),
            {"No sheet was printed.", "¥400 has been returned", "Take your money"},
            id="nothing printed, all paid back",
        ),
        pytest.param(
            failures.CASH_FAULT,
            Settlement(0, 2, received=1000, returned=500, owed=500, claim=CLAIM),
            {"No sheet was printed.", "¥500 will be returned"}
            | {"Of your ¥1,000, ¥500 is in the tray. This is the rest."},
            id="half of it lies in the tray",
        ),
        pytest.param(
            failures.PRINT_FAILED,
            Settlement(1, 2, received=200, returned=0, owed=0, claim=None),
            {"Nothing is left to return", "We are sorry. Your money is settled.", "Take your sheets"},
            id="paid for what came out",
        ),
        pytest.param(
            failures.PRINT_FAILED,
            Settlement(0, 1, received=0, returned=0, owed=0, claim=None),
            {"You have not been charged", "No sheet was printed.", "Use another store or city hall"},
            id="a free one that did not come out",
        ),
    ],
)
def test_a_settlement_says_every_sheet_and_every_yen(
    window: TerminalWindow, failure: Failure, settlement: Settlement, answers: set[str]
) -> None:
    assert answers <= read(window, states.OutOfService(failure, settlement))


@pytest.mark.parametrize(
    ("failure", "told"), [(failures.PRINT_FAILED, True), (failures.CASH_FAULT, False)], ids=str
)
def test_only_where_paper_was_fed_a_sheet_may_be_left_inside(
    window: TerminalWindow, failure: Failure, told: bool
) -> None:
    said = read(window, states.OutOfService(failure, ONE_OF_TWO))
    assert ("Any sheet left inside will be destroyed, not given to anyone." in said) is told
