"""States to draw: one visit of a fictional household, at every turn it can take."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from drivers.printer.contract import Trouble
from kiosk.certificates import failures
from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.certificates.messages import (
    Availability,
    Entitlement,
    Municipality,
    PersonChoice,
    Reissue,
    Service,
    Wording,
)
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.opening import ClosedReason
from kiosk.terminal.visit import states
from kiosk.terminal.visit.states import Draft, OrderReady, Screen, State, Terminal, Visit

AOBA = MunicipalityCode("131211")
WAKABA = MunicipalityCode("131229")
SATURDAY_MORNING = datetime(2025, 11, 22, 10, 24)
SATURDAY_NIGHT = datetime(2025, 11, 22, 23, 12)

_LAYOUT = "0" * 64

RESIDENT_RECORD = Service(
    kind=Kind.RESIDENT_RECORD,
    is_open=True,
    opens="06:30",
    closes="23:00",
    fee=200,
    scopes=(Scope.HOUSEHOLD, Scope.PART, Scope.SELF),
    items=(
        Item.HEAD_AND_RELATIONSHIP,
        Item.DOMICILE,
        Item.MY_NUMBER,
        Item.NATIONALITY,
        Item.RESIDENCE_STATUS,
        Item.RESIDENCE_CARD_NUMBER,
    ),
    max_copies=10,
    layout_sha256=_LAYOUT,
)
INCOME_TAX = Service(
    kind=Kind.INCOME_TAX,
    is_open=True,
    opens="06:30",
    closes="23:00",
    fee=200,
    years=(2025, 2024, 2023, 2022),
    max_copies=10,
    layout_sha256=_LAYOUT,
)


EVERY_DAY = RESIDENT_RECORD.model_copy(update={"scopes": (), "items": ()})
OFFICE_DAYS = EVERY_DAY.model_copy(update={"opens": "09:00", "closes": "17:00", "weekdays_only": True})
EIGHT = (
    RESIDENT_RECORD,
    RESIDENT_RECORD.model_copy(update={"kind": Kind.RESIDENT_RECORD_ITEMS}),
    EVERY_DAY.model_copy(update={"kind": Kind.SEAL_REGISTRATION}),
    INCOME_TAX,
    INCOME_TAX.model_copy(update={"kind": Kind.TAX_PAYMENT, "years": (2025, 2024)}),
    OFFICE_DAYS.model_copy(update={"kind": Kind.FAMILY_REGISTER, "fee": 450}),
    OFFICE_DAYS.model_copy(
        update={"kind": Kind.FAMILY_REGISTER_INDIVIDUAL, "fee": 450, "scopes": (Scope.SELF, Scope.PART)}
    ),
    OFFICE_DAYS.model_copy(
        update={
            "kind": Kind.ADDRESS_HISTORY,
            "fee": 350,
            "scopes": (Scope.REGISTER, Scope.PART, Scope.SELF),
            "items": (Item.DOMICILE,),
        }
    ),
)
"""Every kind, as a city offers them."""


def _closed(service: Service, reason: ClosedReason, reopens: datetime | None) -> Service:
    return service.model_copy(update={"is_open": False, "reason": reason, "reopens": reopens})


def _offer(code: MunicipalityCode, name: Wording, services: tuple[Service, ...]) -> Availability:
    return Availability(
        municipality=Municipality(code=code, name=name, desk_phone="0120-000-000"),
        terminal_id="aoba-0001",
        clock=SATURDAY_MORNING,
        revision=1,
        services=services,
        notices=(
            Wording(
                ja="**年末年始（12月29日～1月3日）**は、すべての証明書を休止します。",
                en="All certificates are **closed over New Year (29 Dec to 3 Jan)**.",
            ),
        ),
    )


OFFER = _offer(AOBA, Wording(ja="青葉市", en="Aoba City"), (RESIDENT_RECORD, INCOME_TAX))
OFFER_OF_WAKABA = _offer(WAKABA, Wording(ja="若葉町", en="Wakaba Town"), (RESIDENT_RECORD,))

OFFER_OF_EIGHT = OFFER.model_copy(update={"services": EIGHT})

JAPANESE_HOUSEHOLD = (
    PersonChoice(
        number=1, label="一郎", relation="世帯主", birth_year=1950, is_holder=False, is_foreign=False
    ),
    PersonChoice(
        number=2, label="さくら", relation="長女", birth_year=1985, is_holder=True, is_foreign=False
    ),
    PersonChoice(number=3, label="はな", relation="孫", birth_year=2012, is_holder=False, is_foreign=False),
    PersonChoice(number=4, label="そら", relation="孫", birth_year=2015, is_holder=False, is_foreign=False),
)
MIXED_HOUSEHOLD = (
    *JAPANESE_HOUSEHOLD,
    PersonChoice(number=5, label="", relation="長女の夫", birth_year=1984, is_holder=False, is_foreign=True),
    PersonChoice(number=6, label="𠮷乃", relation="孫", birth_year=2019, is_holder=False, is_foreign=False),
    PersonChoice(
        number=7, label="葛\U000e0102葉", relation="孫", birth_year=2021, is_holder=False, is_foreign=False
    ),
)
ENTITLEMENT = Entitlement(
    kinds=(Kind.RESIDENT_RECORD, Kind.INCOME_TAX),
    persons=JAPANESE_HOUSEHOLD,
    years=(2025, 2024, 2023, 2022),
    items=RESIDENT_RECORD.items,
)
REGISTERED = (
    PersonChoice(number=1, label="一郎", relation="夫", birth_year=1950, is_holder=False, is_foreign=False),
    PersonChoice(
        number=2, label="さくら", relation="長女", birth_year=1985, is_holder=True, is_foreign=False
    ),
    PersonChoice(number=3, label="桃", relation="二女", birth_year=1989, is_holder=False, is_foreign=False),
)
ENTITLEMENT_TO_EIGHT = ENTITLEMENT.model_copy(update={"kinds": tuple(Kind), "registered": REGISTERED})
MIXED_ENTITLEMENT = ENTITLEMENT.model_copy(update={"persons": MIXED_HOUSEHOLD})

RECORD_OF_THREE = Draft(
    kind=Kind.RESIDENT_RECORD,
    scope=Scope.PART,
    persons=(1, 2, 3),
    items=frozenset({Item.HEAD_AND_RELATIONSHIP}),
    copies=2,
)
REISSUING = ENTITLEMENT.model_copy(
    update={"reissues": (Reissue(claim="4821-7730", choices=RECORD_OF_THREE.choices()),)}
)
HISTORY_OF_TWO = Draft(
    kind=Kind.ADDRESS_HISTORY, scope=Scope.PART, persons=(1, 2), items=frozenset({Item.DOMICILE})
)
TAX_OF_2025 = Draft(kind=Kind.INCOME_TAX, year=2025)
TWO_SHEETS = OrderReady(fee=400, sheets=2)


def _terminal(*offers: Availability) -> Terminal:
    return Terminal(
        municipalities=tuple(offer.municipality.code for offer in offers),
        availability=MappingProxyType({offer.municipality.code: offer for offer in offers}),
        card_on_reader=True,
    )


def nobody_here(offer: Availability = OFFER) -> State:
    """The terminal between two visits."""
    return State(_terminal(offer))


def visiting(
    screen: Screen,
    draft: Draft = RECORD_OF_THREE,
    *,
    offer: Availability = OFFER,
    entitlement: Entitlement = ENTITLEMENT,
    dialog: states.Dialog | None = None,
) -> State:
    """In the middle of a visit to 青葉市."""
    visit = Visit(serial=1, municipality=AOBA, offer=offer, entitlement=entitlement, draft=draft)
    return State(_terminal(offer), screen, visit, dialog=dialog)


def _of_eight(
    screen: Screen,
    draft: Draft,
    offer: Availability = OFFER_OF_EIGHT,
    dialog: states.Dialog | None = None,
) -> State:
    """In the middle of a visit to a city that issues every kind."""
    return visiting(screen, draft, offer=offer, entitlement=ENTITLEMENT_TO_EIGHT, dialog=dialog)


def _settled(printed: int, received: int, returned: int, owed: int, claim: str | None) -> states.Settlement:
    return states.Settlement(
        sheets_printed=printed, sheets=2, received=received, returned=returned, owed=owed, claim=claim
    )


WEEKEND = OFFER_OF_EIGHT.model_copy(
    update={
        "services": tuple(
            _closed(service, ClosedReason.OUTSIDE_HOURS, datetime(2025, 11, 25, 9))
            if service.weekdays_only
            else _closed(service, ClosedReason.CLOSURE, datetime(2025, 11, 23, 6, 30))
            if service.kind is Kind.TAX_PAYMENT
            else service
            for service in EIGHT
        )
    }
)
EIGHT_AT_NIGHT = OFFER_OF_EIGHT.model_copy(
    update={
        "clock": SATURDAY_NIGHT,
        "services": tuple(
            _closed(
                service,
                ClosedReason.OUTSIDE_HOURS,
                datetime(2025, 11, 25, 9) if service.weekdays_only else datetime(2025, 11, 23, 6, 30),
            )
            for service in EIGHT
        ),
    }
)
PARTLY_CLOSED = OFFER.model_copy(
    update={
        "services": (
            RESIDENT_RECORD,
            _closed(INCOME_TAX, ClosedReason.CLOSURE, datetime(2025, 11, 23, 6, 30)),
        )
    }
)
PAUSED = OFFER.model_copy(
    update={"services": (RESIDENT_RECORD, _closed(INCOME_TAX, ClosedReason.PAUSED, None))}
)
CLOSED_AT_NIGHT = OFFER.model_copy(
    update={
        "clock": SATURDAY_NIGHT,
        "services": tuple(
            _closed(service, ClosedReason.OUTSIDE_HOURS, datetime(2025, 11, 23, 6, 30))
            for service in (RESIDENT_RECORD, INCOME_TAX)
        ),
    }
)

_NOBODY: dict[str, State] = {
    "welcome": nobody_here(),
    "welcome_partly_closed": nobody_here(PARTLY_CLOSED),
    "welcome_outside_hours": nobody_here(CLOSED_AT_NIGHT),
    "welcome_of_eight": nobody_here(OFFER_OF_EIGHT),
    "welcome_on_a_saturday": nobody_here(WEEKEND),
    "welcome_of_eight_outside_hours": nobody_here(EIGHT_AT_NIGHT),
    "welcome_city_not_reached": State(Terminal(municipalities=(AOBA,))),
    "out_of_service": replace(nobody_here(), screen=states.OutOfService(failures.PRINTER_NO_PAPER)),
}

_CARD: dict[str, State] = {
    "terms": visiting(states.Terms()),
    "choose_municipality": replace(
        visiting(states.ChooseMunicipality()), terminal=_terminal(OFFER, OFFER_OF_WAKABA)
    ),
    "place_card": visiting(states.PlaceCard()),
    "reading_card": visiting(states.ReadingCard()),
    "enter_pin": visiting(states.EnterPin(tries_left=3, digits=2)),
    "enter_pin_complete": visiting(states.EnterPin(tries_left=3, digits=4)),
    "enter_pin_after_wrong": visiting(states.EnterPin(tries_left=2, wrong=True)),
    "enter_pin_one_try_left": visiting(states.EnterPin(tries_left=1, wrong=True)),
    "enter_pin_arrived_with_one_try": visiting(states.EnterPin(tries_left=1)),
    "enter_pin_last_try": visiting(states.EnterPin(tries_left=1, last_try_accepted=True)),
    "authenticating": visiting(states.Authenticating(tries_left=3)),
    "take_card": visiting(states.TakeCard(verified=True)),
    "take_card_at_the_end": visiting(states.TakeCard(verified=False)),
}

_CHOICE: dict[str, State] = {
    "choose_certificate": visiting(states.ChooseCertificate()),
    "choose_certificate_one_closed": visiting(states.ChooseCertificate(), offer=PARTLY_CLOSED),
    "choose_certificate_one_paused": visiting(states.ChooseCertificate(), offer=PAUSED),
    "choose_certificate_not_entitled": visiting(
        states.ChooseCertificate(),
        entitlement=ENTITLEMENT.model_copy(update={"kinds": (Kind.RESIDENT_RECORD,)}),
    ),
    "choose_certificate_of_eight": _of_eight(states.ChooseCertificate(), Draft()),
    "choose_certificate_on_a_saturday": _of_eight(states.ChooseCertificate(), Draft(), offer=WEEKEND),
    "choose_register_kind": _of_eight(states.ChooseRegisterKind(), Draft()),
    "choose_scope_of_register": _of_eight(states.ChooseScope(), HISTORY_OF_TWO),
    "choose_scope_of_one_register_certificate": _of_eight(
        states.ChooseScope(), Draft(kind=Kind.FAMILY_REGISTER_INDIVIDUAL)
    ),
    "choose_persons_of_register": _of_eight(states.ChoosePersons(), HISTORY_OF_TWO),
    "choose_items_of_address_history": _of_eight(states.ChooseItems(), HISTORY_OF_TWO),
    "choose_year_of_payments": _of_eight(states.ChooseYear(), Draft(kind=Kind.TAX_PAYMENT)),
    "choose_certificate_reissue": visiting(states.ChooseCertificate(), entitlement=REISSUING),
    "choose_scope": visiting(states.ChooseScope()),
    "choose_scope_alone": visiting(
        states.ChooseScope(),
        entitlement=ENTITLEMENT.model_copy(update={"persons": JAPANESE_HOUSEHOLD[1:2]}),
    ),
    "choose_persons": visiting(states.ChoosePersons()),
    "choose_persons_none": visiting(states.ChoosePersons(), replace(RECORD_OF_THREE, persons=())),
    "choose_persons_of_seven": visiting(
        states.ChoosePersons(), replace(RECORD_OF_THREE, persons=(2, 5)), entitlement=MIXED_ENTITLEMENT
    ),
    "choose_year": visiting(states.ChooseYear(), TAX_OF_2025),
    "choose_items": visiting(states.ChooseItems()),
    "choose_items_foreign": visiting(
        states.ChooseItems(),
        replace(RECORD_OF_THREE, persons=(2, 5)),
        entitlement=MIXED_ENTITLEMENT,
    ),
    "choose_copies": visiting(states.ChooseCopies()),
    "choose_copies_one": visiting(states.ChooseCopies(), replace(RECORD_OF_THREE, copies=1)),
    "choose_copies_most": visiting(states.ChooseCopies(), replace(RECORD_OF_THREE, copies=10)),
}

_MONEY: dict[str, State] = {
    "confirm": visiting(states.Confirm(TWO_SHEETS)),
    "confirm_preparing": visiting(states.Confirm()),
    "confirm_held": visiting(states.Confirm(TWO_SHEETS, revealed_at=0.0)),
    "confirm_all_items": visiting(
        states.Confirm(TWO_SHEETS),
        replace(RECORD_OF_THREE, persons=(2, 5), items=frozenset(Item)),
        entitlement=MIXED_ENTITLEMENT,
    ),
    "confirm_income_tax": visiting(states.Confirm(OrderReady(200, 1)), TAX_OF_2025),
    "confirm_address_history": _of_eight(states.Confirm(OrderReady(350, 1)), HISTORY_OF_TWO),
    "confirm_reissue": visiting(states.Confirm(), RECORD_OF_THREE, entitlement=REISSUING),
    "confirm_free": visiting(states.Confirm(OrderReady(0, 1)), TAX_OF_2025),
    "pay_opening": visiting(states.Pay(TWO_SHEETS)),
    "pay": visiting(states.Pay(TWO_SHEETS, inserted=350, accepting=True)),
    "pay_exact_only": visiting(states.Pay(TWO_SHEETS, accepting=True, exact_only=True)),
    "pay_complete": visiting(states.Pay(TWO_SHEETS, inserted=450)),
    "pay_returning": visiting(states.Pay(TWO_SHEETS, inserted=350, returning=True)),
}

_PAPER: dict[str, State] = {
    "printing": visiting(states.Printing(TWO_SHEETS, received=450, change=50)),
    "printing_second_sheet": visiting(states.Printing(TWO_SHEETS, received=400, change=0, printed=1)),
    "printing_free": visiting(states.Printing(OrderReady(0, 1), received=0, change=0)),
    "printing_done": visiting(states.Printing(TWO_SHEETS, received=400, change=0, printed=2)),
    "printing_ten_sheets": visiting(
        states.Printing(OrderReady(2000, 10), received=2000, change=0, printed=6)
    ),
    "printing_stalled": visiting(
        states.Printing(TWO_SHEETS, received=400, change=0, printed=1, stalled=Trouble.MEDIA_EMPTY)
    ),
    "take_paper": visiting(states.TakePaper(TWO_SHEETS, change=50, receipt=True), Draft()),
    "take_paper_no_receipt": visiting(states.TakePaper(OrderReady(0, 1), change=0, receipt=False), Draft()),
    "print_problem_opening": visiting(states.PrintProblem(), Draft()),
    "print_problem": visiting(states.PrintProblem("4821-7730"), Draft()),
    "out_of_service_claim": visiting(
        states.OutOfService(failures.PRINT_FAILED, _settled(1, 400, 0, 200, "4821-7730")), Draft()
    ),
    "out_of_service_power_cut": visiting(
        states.OutOfService(failures.POWER_CUT, _settled(0, 500, 0, 500, "4821-7730")), Draft()
    ),
    "out_of_service_power_cut_paid_back": visiting(
        states.OutOfService(failures.POWER_CUT, _settled(0, 500, 500, 0, None)), Draft()
    ),
    "out_of_service_paid_back": visiting(
        states.OutOfService(failures.PRINT_FAILED, _settled(1, 400, 200, 0, None)), Draft()
    ),
    "out_of_service_free": visiting(
        states.OutOfService(failures.PRINT_FAILED, _settled(0, 0, 0, 0, None)), Draft()
    ),
    "out_of_service_cash_fault": visiting(
        states.OutOfService(failures.CASH_FAULT, _settled(0, 350, 0, 350, "4821-7730")), Draft()
    ),
}

_REFUSALS: dict[str, State] = {
    f"refused_{failure.code}": replace(
        visiting(states.Refused(failure, AOBA)), visit=None, terminal=_terminal(OFFER)
    )
    for failure in failures.CATALOGUE.values()
} | {
    "refused_tries_told": replace(
        visiting(states.Refused(failures.CARD_REMOVED, AOBA, tries_left=2)), visit=None
    ),
    "refused_card_still_there": visiting(states.Refused(failures.CARD_EXPIRED, AOBA)),
}

_DIALOGS: dict[str, State] = {
    "time_running_out": visiting(states.ChooseScope(), dialog=states.TimeRunningOut(18)),
    "time_running_out_money": visiting(
        states.Pay(TWO_SHEETS, inserted=350, accepting=True), dialog=states.TimeRunningOut(18)
    ),
    "settings": visiting(states.ChooseCertificate(), dialog=states.SettingsDialog()),
    "help": visiting(states.ChooseCertificate(), dialog=states.HelpDialog()),
    "my_number": visiting(states.ChooseItems(), dialog=states.MyNumberDialog()),
    "my_number_of_seven": visiting(
        states.ChooseItems(),
        replace(RECORD_OF_THREE, scope=Scope.HOUSEHOLD, persons=(1, 2, 3, 4, 5, 6, 7)),
        entitlement=MIXED_ENTITLEMENT,
        dialog=states.MyNumberDialog(),
    ),
    "service_closed": visiting(
        states.ChooseCertificate(),
        offer=PARTLY_CLOSED,
        dialog=states.ServiceClosedDialog(Kind.INCOME_TAX),
    ),
    "registers_closed": _of_eight(
        states.ChooseCertificate(),
        Draft(),
        offer=WEEKEND,
        dialog=states.ServiceClosedDialog(Kind.FAMILY_REGISTER),
    ),
    "service_paused": visiting(
        states.ChooseCertificate(), offer=PAUSED, dialog=states.ServiceClosedDialog(Kind.INCOME_TAX)
    ),
}

EXAMPLES: dict[str, State] = {
    **_NOBODY,
    **_CARD,
    **_CHOICE,
    **_MONEY,
    **_PAPER,
    **_REFUSALS,
    **_DIALOGS,
}
