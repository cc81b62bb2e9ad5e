"""A service that is off was touched: why, and when it opens."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty

from kiosk.terminal.screens.kind_card import closed_line, reopening
from kiosk.terminal.screens.screen import DialogScreen
from kiosk.terminal.visit.offer import grouped_services, service_of
from kiosk.terminal.visit.states import ChooseCertificate, ServiceClosedDialog, State, local_time


class ServiceClosedPanel(DialogScreen):
    """The reason, when it opens again, and what can be done instead."""

    kind_name = StringProperty("")
    reason = StringProperty("")
    opens = StringProperty("")
    others = StringProperty("")

    def draw(self, state: State) -> None:
        """Show why the touched service is off; it may have opened meanwhile, then nothing is in the way."""
        super().draw(state)
        dialog, offered = state.dialog, state.availability
        if not isinstance(dialog, ServiceClosedDialog) or offered is None:
            return
        words = self.look.words
        service = service_of(state, dialog.kind)
        off = service is not None and not service.is_open
        of_group = isinstance(state.screen, ChooseCertificate) and service in grouped_services(state)
        self.kind_name = words.text("kind.registers.name" if of_group else f"kind.{dialog.kind}.name")
        not_offered = words.text("closed.not-offered.line")
        self.reason = closed_line(words, service) if service is not None and off else not_offered
        self.opens = reopening(words, service, local_time(state)) if service is not None and off else ""
        city = offered.municipality.name.in_language(self.look.language)
        self.others = words.text("closed_dialog.others", city=city)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
