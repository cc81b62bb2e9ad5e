"""Which screen shows which state."""

from __future__ import annotations

from typing import Final

from kiosk.terminal.screens.choose_certificate import ChooseCertificateScreen
from kiosk.terminal.screens.choose_copies import ChooseCopiesScreen
from kiosk.terminal.screens.choose_items import ChooseItemsScreen
from kiosk.terminal.screens.choose_municipality import ChooseMunicipalityScreen
from kiosk.terminal.screens.choose_persons import ChoosePersonsScreen
from kiosk.terminal.screens.choose_register_kind import ChooseRegisterKindScreen
from kiosk.terminal.screens.choose_scope import ChooseScopeScreen
from kiosk.terminal.screens.choose_year import ChooseYearScreen
from kiosk.terminal.screens.confirm import ConfirmScreen
from kiosk.terminal.screens.enter_pin import EnterPinScreen
from kiosk.terminal.screens.help import HelpPanel
from kiosk.terminal.screens.last_try import LastTryScreen
from kiosk.terminal.screens.my_number import MyNumberPanel
from kiosk.terminal.screens.opening_hours import everything_closed
from kiosk.terminal.screens.out_of_service import OutOfServiceScreen, SettlementScreen
from kiosk.terminal.screens.pay import PayScreen
from kiosk.terminal.screens.place_card import PlaceCardScreen
from kiosk.terminal.screens.print_problem import PrintProblemScreen
from kiosk.terminal.screens.printing import PrintingScreen
from kiosk.terminal.screens.refused import RefusedScreen
from kiosk.terminal.screens.screen import DialogScreen, VisitScreen
from kiosk.terminal.screens.service_closed import ServiceClosedPanel
from kiosk.terminal.screens.settings import PreferencesPanel
from kiosk.terminal.screens.take_card import TakeCardScreen
from kiosk.terminal.screens.take_paper import TakePaperScreen
from kiosk.terminal.screens.terms import TermsScreen
from kiosk.terminal.screens.time_running_out import TimeRunningOutPanel
from kiosk.terminal.screens.welcome import ClosedScreen, WelcomeScreen
from kiosk.terminal.visit import states
from kiosk.terminal.visit.states import State

_SCREENS: Final[dict[type[states.Screen], type[VisitScreen]]] = {
    states.Welcome: WelcomeScreen,
    states.Terms: TermsScreen,
    states.ChooseMunicipality: ChooseMunicipalityScreen,
    states.PlaceCard: PlaceCardScreen,
    states.ReadingCard: PlaceCardScreen,
    states.EnterPin: EnterPinScreen,
    states.Authenticating: EnterPinScreen,
    states.TakeCard: TakeCardScreen,
    states.ChooseCertificate: ChooseCertificateScreen,
    states.ChooseRegisterKind: ChooseRegisterKindScreen,
    states.ChooseScope: ChooseScopeScreen,
    states.ChoosePersons: ChoosePersonsScreen,
    states.ChooseYear: ChooseYearScreen,
    states.ChooseItems: ChooseItemsScreen,
    states.ChooseCopies: ChooseCopiesScreen,
    states.Confirm: ConfirmScreen,
    states.Pay: PayScreen,
    states.Printing: PrintingScreen,
    states.TakePaper: TakePaperScreen,
    states.PrintProblem: PrintProblemScreen,
    states.Refused: RefusedScreen,
    states.OutOfService: OutOfServiceScreen,
}

_DIALOGS: Final[dict[type[states.Dialog], type[DialogScreen]]] = {
    states.TimeRunningOut: TimeRunningOutPanel,
    states.SettingsDialog: PreferencesPanel,
    states.HelpDialog: HelpPanel,
    states.MyNumberDialog: MyNumberPanel,
    states.ServiceClosedDialog: ServiceClosedPanel,
}


def screen_for(state: State) -> type[VisitScreen]:
    """The screen that shows ``state``."""
    if isinstance(state.screen, states.Welcome) and everything_closed(state):
        return ClosedScreen
    if isinstance(state.screen, states.EnterPin) and state.screen.warns:
        return LastTryScreen
    if isinstance(state.screen, states.OutOfService) and state.screen.settlement is not None:
        return SettlementScreen
    return _SCREENS[type(state.screen)]


def dialog_for(dialog: states.Dialog) -> type[DialogScreen]:
    """The panel that shows ``dialog``."""
    return _DIALOGS[type(dialog)]
