"""From the confirm screen to the taken paper: money in, sheets out."""

from __future__ import annotations

from dataclasses import replace

from kiosk.terminal.visit import events
from kiosk.terminal.visit.choosing import back_from_confirm, change, prepare
from kiosk.terminal.visit.effects import (
    GiveChange,
    OpenClaim,
    OpenPayment,
    Print,
    PrintSlipAgain,
    ReturnMoney,
)
from kiosk.terminal.visit.ending import Result, end, go, stop
from kiosk.terminal.visit.events import Event
from kiosk.terminal.visit.states import (
    Confirm,
    Draft,
    OrderReady,
    OutOfService,
    Pay,
    Printing,
    PrintProblem,
    Settlement,
    State,
    TakePaper,
)


def on_confirm(state: State, screen: Confirm, event: Event) -> Result:
    """The paper arrives, is looked at, changed, or paid for."""
    visit = state.ongoing
    match event:
        case events.PaperReady(_, _, fee, sheets):
            return replace(
                state, screen=replace(screen, order=OrderReady(fee, sheets)), touched=state.now
            ), ()
        case events.PreviewHeld() if screen.order is not None and screen.revealed_at is None:
            return replace(state, screen=replace(screen, revealed_at=state.now)), ()
        case events.PreviewReleased():
            return replace(state, screen=replace(screen, revealed_at=None)), ()
        case events.ChangeRequested(part):
            return change(state, part)
        case events.WentBack():
            return back_from_confirm(state)
        case events.Stopped():
            return end(state)
        case events.Continued() if screen.order is not None:
            return go(state, Pay(screen.order)), (OpenPayment(visit.serial),)
        case _:
            return state, ()


def on_pay(state: State, screen: Pay, event: Event) -> Result:
    """Money comes in until the fee is there, or goes back."""
    match event:
        case events.PaymentOpened(_, exact_only):
            if screen.order.fee == 0:
                return _print(state, screen.order, received=0, change_given=0)
            opened = replace(screen, accepting=True, exact_only=exact_only)
            return _counted(replace(state, touched=state.now), opened)
        case events.DocumentOutdated():
            return prepare(state)
        case events.MoneyCounted(_, total) if total > screen.inserted:
            return _counted(replace(state, dialog=None, touched=state.now), replace(screen, inserted=total))
        case events.ChangeGiven(_, given):
            return _print(state, screen.order, received=screen.inserted, change_given=given)
        case events.Stopped() if screen.accepting and not screen.returning:
            return give_back(state, screen)
        case events.MoneyReturned():
            return end(state)
        case _:
            return state, ()


def _counted(state: State, screen: Pay) -> Result:
    """Once the fee is in, no more money is taken and the change is given."""
    enough = screen.accepting and not screen.returning and screen.inserted >= screen.order.fee
    if not enough:
        return replace(state, screen=screen), ()
    return replace(state, screen=replace(screen, accepting=False)), (GiveChange(state.ongoing.serial),)


def give_back(state: State, screen: Pay) -> Result:
    """Stop taking money and return what is in; the visit ends when it lies in the tray."""
    returning = replace(screen, accepting=False, returning=True)
    return replace(state, screen=returning, dialog=None), (ReturnMoney(state.ongoing.serial),)


def _print(state: State, order: OrderReady, *, received: int, change_given: int) -> Result:
    return go(state, Printing(order, received, change_given)), (Print(state.ongoing.serial),)


def on_printing(state: State, screen: Printing, event: Event) -> Result:
    """The printer's own count moves the bar."""
    match event:
        case events.SheetOut(_, sheet) if sheet > screen.printed:
            return replace(state, screen=replace(screen, printed=sheet, stalled=None), entered=state.now), ()
        case events.PrintStalled(_, trouble):
            return replace(state, screen=replace(screen, stalled=trouble), entered=state.now), ()
        case events.PrintResumed():
            return replace(state, screen=replace(screen, stalled=None), entered=state.now), ()
        case events.PrintDone(_, receipt):
            bare = replace(state, visit=replace(state.ongoing, entitlement=None, draft=Draft()))
            return go(bare, TakePaper(screen.order, screen.change, receipt)), ()
        case _:
            return state, ()


def on_take_paper(state: State, event: Event) -> Result:
    """Done, or something is wrong with the print."""
    match event:
        case events.PrintProblemReported():
            return go(state, PrintProblem()), (OpenClaim(state.ongoing.serial),)
        case events.Continued() | events.Stopped():
            return end(state)
        case _:
            return state, ()


def on_print_problem(state: State, screen: PrintProblem, event: Event) -> Result:
    """The claim's number, then the end."""
    match event:
        case events.ClaimOpened(_, claim):
            return replace(state, screen=replace(screen, claim=claim), touched=state.now), ()
        case events.Continued() if screen.claim is not None:
            return end(state)
        case _:
            return state, ()


def on_order_broken(state: State, event: events.OrderBroken) -> Result:
    """An order that took money could not be fulfilled: say what happened to every yen and sheet."""
    sheets = 0
    if isinstance(state.screen, Pay | Printing):
        sheets = state.screen.order.sheets
    settlement = Settlement(
        sheets_printed=event.sheets_printed,
        sheets=sheets,
        received=event.received,
        returned=event.returned,
        owed=event.owed,
        claim=event.claim,
    )
    return stop(state, event.failure, settlement)


def on_out_of_service(state: State, screen: OutOfService, event: Event) -> Result:
    """The payer of a broken order takes the slip and goes; nobody else can do anything here."""
    if screen.settlement is None:
        return state, ()
    match event:
        case events.SlipWanted() if screen.settlement.claim is not None:
            return state, (PrintSlipAgain(),)
        case events.Continued() | events.Stopped():
            return end(state)
        case _:
            return state, ()
