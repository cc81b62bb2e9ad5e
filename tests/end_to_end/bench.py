"""``kiosk issue`` with real parts around it: PC/SC service, IPP printer, city hall over HTTPS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from drivers.card.simulated import CardContents, Fault, VirtualReaderLink
from kiosk.simulation.ippeveprinter import IppEvePrinter
from tests.end_to_end.store import (
    PIN,
    CardHands,
    Done,
    Store,
    assert_no_money_and_no_paper,
    ipp_printer,
    pcsc_reader,
)
from tests.real_parts.city_hall import CityHall
from tests.real_parts.pcscd import Pcscd


class Bench:
    """One store whose cards are laid by hand and whose printer keeps what it received."""

    def __init__(
        self,
        directory: Path,
        hall: CityHall,
        card_service: Pcscd,
        link: VirtualReaderLink,
        printer: IppEvePrinter,
    ) -> None:
        self.hall = hall
        self.printer = printer
        self._directory = directory
        self._card_service = card_service
        self.link = link
        self._jobs_before = set(printer.sheets_out)
        self.card_after: CardContents | None = None
        self.store = self.equipped()

    def equipped(self, **changed: Any) -> Store:
        """The store anew, with something about it changed (arguments of ``Store``)."""
        hall = changed.pop("hall", self.hall)
        parts = {"reader": pcsc_reader(), "printer": ipp_printer(self.printer.uri), **changed}
        self.store = Store(self._directory, hall, **parts)
        self.store.environment |= {"PCSCLITE_CSOCK_NAME": str(self._card_service.socket)}
        return self.store

    def issue(
        self,
        card: str | CardContents,
        *options: str,
        pin: str = PIN,
        at: Mapping[str, Callable[[], None]] | None = None,
        faults: Sequence[Fault] = (),
    ) -> Done:
        """One visit with this card: a demo card's name, or any contents. ``card_after`` is what it holds
        then."""
        contents = self.hall.card(card) if isinstance(card, str) else card
        hands = CardHands(self.link, contents)
        hands.card.plan(*faults)
        try:
            return self.store.issue(*options, hands=hands, pin=pin, at=at)
        finally:
            self.link.take_off()
            self.card_after = hands.card.contents

    def printed(self) -> dict[str, int]:
        """Sheets of each document that came out here since the bench was put up, by the printer's count."""
        sheets = self.printer.sheets_out
        return {name: count for name, count in sheets.items() if name not in self._jobs_before}

    def received(self) -> bytes:
        """The one document that the printer received, byte for byte."""
        [print_id] = self.store.print_ids()
        document = self.printer.received(print_id)
        assert document is not None
        return document

    def assert_refused(self, done: Done, code: str) -> None:
        """Refused with this code, and neither money nor paper ever moved: by the journal, by the result
        and by the printer's own count."""
        assert done.failure == code
        assert done.exit_code == (3 if code.split("-")[1] in ("RDR", "PRN", "CSH", "TRM") else 2)
        assert (done.result["received"], done.result["returned"], done.result["claim"]) == (0, 0, None)
        assert not any("Insert" in prompt or "Printing" in prompt for prompt in done.prompts)
        assert_no_money_and_no_paper(self.store)
        assert self.printed() == {}
