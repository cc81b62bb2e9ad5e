"""What holds in every visit, whatever happens in whatever order."""

from __future__ import annotations

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from drivers.printer.contract import Trouble
from kiosk.certificates import failures
from kiosk.certificates.failures import CATALOGUE, Money
from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.terminal.unattended import Wishes, touch
from kiosk.terminal.visit import effects, events, states
from kiosk.terminal.visit.states import Part, Preferences
from kiosk.terminal.visit.step import step
from tests.visit.town import AOBA, FAMILY, FEE, WAKABA, availability, idle

TOUCHES = st.one_of(
    st.sampled_from(
        [
            events.Continued(),
            events.WentBack(),
            events.Stopped(),
            events.Started("ja"),
            events.Started("en"),
            events.PinDigitEntered(),
            events.PinDigitDeleted(),
            events.PinCleared(),
            events.LastTryAccepted(),
            events.AllPersonsChosen(),
            events.PreviewHeld(),
            events.PreviewReleased(),
            events.PrintProblemReported(),
            events.SettingsOpened(),
            events.HelpOpened(),
            events.DialogClosed(),
            events.MunicipalityChosen(AOBA),
            events.MunicipalityChosen(WAKABA),
        ]
    ),
    st.builds(events.KindChosen, st.sampled_from(Kind)),
    st.just(events.RegisterKindsOpened()),
    st.builds(events.ScopeChosen, st.sampled_from(Scope)),
    st.builds(events.PersonToggled, st.integers(0, 4)),
    st.builds(events.YearChosen, st.sampled_from([2024, 2025, 2026])),
    st.builds(events.ItemSet, st.sampled_from(Item), st.booleans()),
    st.builds(events.MyNumberAnswered, st.booleans()),
    st.builds(events.CopiesSet, st.integers(-1, 12)),
    st.builds(events.ChangeRequested, st.sampled_from(Part)),
    st.builds(events.PreferencesChanged, st.builds(Preferences, st.sampled_from(["ja", "en"]))),
)
SURROUNDINGS = st.one_of(
    st.sampled_from(
        [
            events.CardPlaced(),
            events.CardTaken(),
            events.ReaderChanged(failures.READER_MISSING),
            events.ReaderChanged(None),
            events.PrinterChanged(failures.PRINTER_NO_PAPER),
            events.PrinterChanged(None),
            events.CashBoxChanged(failures.CASH_UNAVAILABLE),
            events.CashBoxChanged(None),
            events.MunicipalityLost(AOBA),
            events.AvailabilityArrived(availability(AOBA)),
            events.AvailabilityArrived(availability(AOBA, is_open=False)),
            events.AvailabilityArrived(availability(AOBA, max_copies=1)),
            events.AvailabilityArrived(availability(AOBA, items=(), years=(2026,))),
            events.AvailabilityArrived(availability(AOBA).model_copy(update={"services": ()})),
            events.AvailabilityArrived(availability(WAKABA)),
            events.TerminalReleased(),
        ]
    )
)
WISHES = Wishes(Kind.RESIDENT_RECORD, municipality=AOBA)


def next_move(state: states.State) -> events.Event:
    """What a hand does where no touch leads on."""
    match state.screen:
        case states.PlaceCard():
            return events.CardPlaced()
        case states.TakeCard():
            return events.CardTaken()
        case states.EnterPin():
            return events.PinDigitEntered()
        case _:
            return events.Continued()


BEFORE_MONEY = [f for f in CATALOGUE.values() if f.money is Money.NONE]


class AnyVisit(RuleBasedStateMachine):
    """Residents, devices and a city hall that do anything at any time; effects are answered in any
    order, late, or never."""

    def __init__(self) -> None:
        super().__init__()
        self.state = idle(AOBA, WAKABA)
        self.pending: list[effects.Effect] = []
        self.now = 0.0
        self.inserted: dict[int, int] = {}
        self.change_given: set[int] = set()
        self.printed: set[int] = set()
        self.settled: dict[int, str] = {}
        self.forgotten: list[int] = []
        self.verifies_asked = 0
        self.verifies_sent = 0

    def happen(self, event: events.Event) -> None:
        before = self.state
        if isinstance(event, events.Continued) and isinstance(before.screen, states.EnterPin):
            self.verifies_asked += 1
        self.state, wanted = step(before, event)
        if isinstance(self.state.screen, states.Refused) and before.visit is not None:
            serial = before.visit.serial
            assert not self.inserted.get(serial), "refused with money in"
            assert serial not in self.printed, "refused after a print"
        for effect in wanted:
            self.begin(effect)
        ended = any(isinstance(effect, effects.ForgetVisit) for effect in wanted)
        assert ended is (before.visit is not None and self.state.visit is None), "an end forgets the visit"
        if ended:
            assert effects.WipePin() in wanted, "an end wipes the PIN"
            lying = self.state.terminal.card_on_reader and self.state.terminal.reader is None
            assert not lying or not isinstance(self.state.screen, states.Welcome), (
                "an end gives the card back"
            )

    def begin(self, effect: effects.Effect) -> None:
        if isinstance(effect, effects.Authenticate):
            self.verifies_sent += 1
        if isinstance(effect, effects.Print):
            paid = self.inserted.get(effect.serial, 0) >= FEE and effect.serial in self.change_given
            assert paid, "printing without the fee"
            assert effect.serial not in self.printed, "printing twice in one visit"
            self.printed.add(effect.serial)
            event("a print")
        if isinstance(effect, effects.ForgetVisit):
            assert self.state.visit is None
            assert effect.serial not in self.forgotten, "a visit ends once"
            self.forgotten.append(effect.serial)
        if not isinstance(effect, _UNANSWERED):
            self.pending.append(effect)

    @rule(touch=TOUCHES)
    def the_resident_touches(self, touch: events.Event) -> None:
        self.happen(touch)

    @rule(moves=st.integers(1, 30))
    def all_goes_well_for_a_while(self, moves: int) -> None:
        """What leads towards the paper, so that runs reach the end of a visit and not only its middle."""
        for _ in range(moves):
            answer = self.good(self.pending.pop(0)) if self.pending else None
            screen = self.state.screen
            if answer is not None:
                self.happen(answer)
            elif isinstance(screen, states.Pay) and screen.accepting:
                self.a_coin(1000)
            else:
                self.happen(touch(self.state, WISHES) or next_move(self.state))

    @rule(change=SURROUNDINGS)
    def something_around_changes(self, change: events.Event) -> None:
        self.happen(change)

    @rule(seconds=st.sampled_from([0.25, 5.0, 21.0, 61.0, 121.0, 200.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.happen(events.Ticked(self.now))

    @precondition(lambda self: self.pending)
    @rule(data=st.data(), goes_well=st.booleans())
    def an_effect_ends(self, data: st.DataObject, goes_well: bool) -> None:
        effect = self.pending.pop(data.draw(st.integers(0, len(self.pending) - 1)))
        answer = self.good(effect) if goes_well else self.bad(effect, data)
        if answer is not None:
            self.happen(answer)

    @rule(coin=st.sampled_from([50, 100, 1000]))
    def a_coin_falls_in(self, coin: int) -> None:
        self.a_coin(coin)

    def a_coin(self, coin: int) -> None:
        screen = self.state.screen
        if isinstance(screen, states.Pay) and screen.accepting:
            serial = self.state.ongoing.serial
            self.inserted[serial] = self.inserted.get(serial, 0) + coin
            self.happen(events.MoneyCounted(serial, self.inserted[serial]))

    def settle(self, serial: int, how: str) -> None:
        """An order's money ends in exactly one way."""
        assert serial not in self.settled, f"{self.settled.get(serial)}, and then {how}"
        self.settled[serial] = how
        event(how)

    def good(self, effect: effects.Effect) -> events.Event | None:
        match effect:
            case effects.ReadCard(serial):
                return events.CardRead(serial, 3)
            case effects.Authenticate(serial):
                return events.Authenticated(serial, FAMILY)
            case effects.PrepareOrder(serial, attempt):
                return events.PaperReady(serial, attempt, FEE, 2)
            case effects.OpenPayment(serial):
                return events.PaymentOpened(serial, False)
            case effects.ReturnMoney(serial):
                self.settle(serial, "returned")
                self.inserted[serial] = 0
                return events.MoneyReturned(serial)
            case effects.GiveChange(serial):
                self.change_given.add(serial)
                return events.ChangeGiven(serial, self.inserted[serial] - FEE)
            case effects.Print(serial):
                self.settle(serial, "printed")
                return events.PrintDone(serial, True)
            case effects.OpenClaim(serial):
                return events.ClaimOpened(serial, "0000-0000")
            case _:
                return None

    def bad(self, effect: effects.Effect, data: st.DataObject) -> events.Event | None:
        match effect:
            case effects.ReadCard(serial) | effects.OpenPayment(serial):
                return events.EffectFailed(serial, data.draw(st.sampled_from(BEFORE_MONEY)))
            case effects.Authenticate(serial):
                return events.PinRefused(serial, data.draw(st.integers(1, 2)))
            case effects.PrepareOrder(serial, attempt):
                return events.EffectFailed(serial, failures.DOCUMENT_MISMATCH, attempt=attempt)
            case effects.ReturnMoney(serial) | effects.GiveChange(serial):
                self.settle(serial, "a claim")
                held, self.inserted[serial] = self.inserted.get(serial, 0), 0
                return events.OrderBroken(serial, failures.CASH_FAULT, 0, held, 0, held, "1111-1111")
            case effects.Print(serial):
                if data.draw(st.booleans()):
                    self.pending.append(effect)
                    return events.PrintStalled(serial, Trouble.MEDIA_JAM)
                self.settle(serial, "paid back")
                held = self.inserted.get(serial, 0)
                return events.OrderBroken(serial, failures.PRINT_FAILED, 1, held, held, 0, None)
            case _:
                return None

    @invariant()
    def no_verify_is_sent_that_nobody_asked_for(self) -> None:
        assert self.verifies_sent <= self.verifies_asked

    @invariant()
    def nobody_is_on_the_screen_when_nobody_is_here(self) -> None:
        if isinstance(self.state.screen, states.Welcome | states.OutOfService | states.Refused):
            assert self.state.visit is None
        alone = self.state.now - self.state.touched >= 60.0 and self.state.dialog is None
        if isinstance(self.state.screen, states.Welcome) and alone:
            assert self.state.preferences == Preferences()

    @invariant()
    def a_screen_that_needs_a_person_has_one(self) -> None:
        choosing = (
            states.ChooseCertificate,
            states.ChooseScope,
            states.ChoosePersons,
            states.ChooseItems,
            states.Confirm,
        )
        if isinstance(self.state.screen, choosing):
            assert self.state.ongoing.entitlement is not None

    @invariant()
    def my_number_is_never_chosen_under_its_own_question(self) -> None:
        if isinstance(self.state.dialog, states.MyNumberDialog):
            assert Item.MY_NUMBER not in self.state.ongoing.draft.items

    @invariant()
    def the_paper_is_never_open_without_a_finger(self) -> None:
        screen = self.state.screen
        if isinstance(screen, states.Confirm) and screen.revealed_at is not None:
            assert screen.order is not None
            assert self.state.now - screen.revealed_at < 15.0

    @invariant()
    def money_is_never_forgotten(self) -> None:
        """Whoever's money is in the machine is still being served, or an effect works on it."""
        for serial, yen in self.inserted.items():
            working = any(getattr(effect, "serial", None) == serial for effect in self.pending)
            here = self.state.visit is not None and self.state.visit.serial == serial
            ended = serial in self.printed
            assert yen == 0 or here or working or ended


_UNANSWERED = effects.WipePin | effects.DropLateAnswer | effects.ForgetVisit | effects.RaiseAlarm

TestAnyVisit = AnyVisit.TestCase
TestAnyVisit.settings = settings(max_examples=300, stateful_step_count=80, deadline=None)
