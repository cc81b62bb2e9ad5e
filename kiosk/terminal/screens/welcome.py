"""01: nobody is here yet. What is open today, and the languages to begin in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty

from kiosk.terminal.screens.look import look_for
from kiosk.terminal.screens.opening_hours import (
    is_tomorrow,
    municipalities,
    next_opening,
    today,
    weekly,
)
from kiosk.terminal.screens.screen import VisitScreen
from kiosk.terminal.screens.widgets.placed import Board
from kiosk.terminal.visit.events import PreferencesChanged
from kiosk.terminal.visit.states import State, local_time

_ROW_HEIGHT = 94
_LINE_HEIGHT = 36
_ROWS_WITH_REASON = 2
"""With more services than these there is room for one line each: when a closed one opens."""


class ServiceRow(Board):
    """A service and whether it is open now."""

    names = StringProperty("")
    line = StringProperty("")
    is_open = BooleanProperty(True)


class HoursRow(Board):
    """A group of services and their weekly hours."""

    names = StringProperty("")
    hours = StringProperty("")


class IdleScreen(VisitScreen):
    """What both screens for nobody share: whose service it is, the time, white or black."""

    service = StringProperty("")
    day = StringProperty("")
    time = StringProperty("")
    notices = ListProperty([])
    tools_left = NumericProperty(1104)

    def draw(self, state: State) -> None:
        """Show what is open and what time it is."""
        super().draw(state)
        offers = municipalities(state)
        cities = [offer.municipality.name.in_language(self.look.language) for offer in offers]
        one = len(state.terminal.municipalities) == 1 and bool(cities)
        self.service = (
            self.say("welcome.service", city=cities[0]) if one else self.say("welcome.service_many")
        )
        self.notices = [
            notice.in_language(self.look.language) for offer in offers for notice in offer.notices
        ]
        now = local_time(state)
        if now is not None:
            self.day = self.look.words.day(now.date(), month=True)
            self.time = self.look.words.time(now)

    def invert(self) -> None:
        """White to black and back."""
        preferences = self.state.preferences
        self.send(PreferencesChanged(replace(preferences, dark=not preferences.dark)))


class WelcomeScreen(IdleScreen):
    """Something is open: choose a language and begin."""

    rows = ListProperty([])

    def draw(self, state: State) -> None:
        """Show what is open today."""
        super().draw(state)
        now = local_time(state)
        self.rows = list(today(state, self.look.words, now)) if now else []

    def on_rows(self, *_: object) -> None:
        """Make a row for each service."""
        board = self.ids.rows
        board.clear_widgets()
        short = len(self.rows) > _ROWS_WITH_REASON
        top = 0
        for row in self.rows:
            lines = (row.when or row.why,) if short else tuple(filter(None, (row.why, row.when)))
            height = _ROW_HEIGHT + (len(lines) - 1) * _LINE_HEIGHT
            box = [0, top, board.box[2], height]
            board.add_widget(ServiceRow(box=box, names=row.name, line="\n".join(lines), is_open=row.is_open))
            top += height


class ClosedScreen(IdleScreen):
    """01b: everything is closed by its hours."""

    opens = StringProperty("")
    lost_width = NumericProperty(0)
    other_language = StringProperty("")
    rows = ListProperty([])

    def draw(self, state: State) -> None:
        """Show when it opens, and the hours of each service."""
        super().draw(state)
        now, moment = local_time(state), next_opening(state)
        words = self.look.words
        if now is None or moment is None:
            self.opens = self.say("welcome.closed.help_unknown")
            self.other_language = self.say("welcome.closed.other_language")
        else:
            form = "help_tomorrow" if is_tomorrow(moment, now) else "help"
            other = look_for("en" if self.look.language == "ja" else "ja", False).words
            self.opens = self.say(f"welcome.closed.{form}", moment=words.moment(moment, now))
            self.other_language = self.say(
                "welcome.closed.other_language_moment", moment=other.moment(moment, now)
            )
        self.rows = list(weekly(state, words))

    def on_rows(self, *_: object) -> None:
        """Make a row for each group of services."""
        board = self.ids.rows
        board.clear_widgets()
        for number, (names, hours) in enumerate(self.rows):
            board.add_widget(HoursRow(box=[0, number * 84, board.box[2], 84], names=names, hours=hours))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
