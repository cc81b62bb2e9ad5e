"""A terminal with real devices in a real window, and somebody who touches it: run as a program.

``python -m tests.end_to_end.touching TERMINAL_TOML CARD_FILE VPCD_PORT COIN PICTURES``

Kivy has one window a process, so the visit has a process of its own. The reader is PC/SC, the printer
IPP, the city hall HTTPS – whatever ``terminal.toml`` names; touches are X pointer events. Prints how the
visit ended as JSON.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from drivers.card.simulated import CardContents, SimulatedCard, VirtualReaderLink
from drivers.cashbox.simulated import SimulatedCashBox
from kiosk.simulation.demo.window import open_window
from kiosk.simulation.display import VirtualDisplay
from kiosk.simulation.town.demo_cards import DEMO_CARDS, DemoCard
from kiosk.terminal import log
from kiosk.terminal.assembly import open_devices, start_terminal
from kiosk.terminal.audience import Audience
from kiosk.terminal.configuration import load
from kiosk.terminal.screens.theme import LANDSCAPE
from kiosk.terminal.unattended import Ending, Issued


class RealHands:
    """Lays a card on the virtual reader of the real PC/SC service, and drops coins."""

    def __init__(self, card: Path, vpcd_port: int, cashbox: SimulatedCashBox) -> None:
        self._card = SimulatedCard(CardContents.load(card))
        self._link = VirtualReaderLink(port=vpcd_port)
        self._cashbox = cashbox
        stem = card.name.removesuffix(".card.json")
        self.cards = [known for known in DEMO_CARDS if known.stem == stem]

    def choose(self, card: DemoCard) -> None:
        """There is one card in this hand."""

    def put_on(self) -> None:
        """Onto the reader."""
        self._link.put_on(self._card)

    def take_off(self) -> None:
        """Off the reader."""
        self._link.take_off()

    def insert(self, yen: int) -> bool:
        """Into the slot."""
        return self._cashbox.insert(yen)


def main(configuration_file: Path, card: Path, vpcd_port: int, coin: int, pictures: Path) -> Ending:
    configuration = load(configuration_file)
    log.configure(configuration.log)
    devices = open_devices(configuration)
    assert isinstance(devices.cashbox, SimulatedCashBox)
    hands = RealHands(card, vpcd_port, devices.cashbox)
    ended: list[Ending] = []
    with VirtualDisplay(LANDSCAPE):
        open_window(LANDSCAPE)
        # Kivy reads its settings when it is first imported, so the window comes before these.
        from kiosk.simulation.demo.pictures import PictureBook
        from kiosk.simulation.demo.visitor import Plan, Visitor
        from kiosk.terminal.screens.app import KioskApp

        audience = Audience()
        terminal = start_terminal(configuration, audience.show, devices)
        app = KioskApp(terminal.conductor, LANDSCAPE)
        audience.join(app.show)
        book = PictureBook(app.view, pictures, pictures / "table.png")
        visitor = Visitor(app.view, hands, book, Plan(card=hands.cards[0].stem, coin=coin))
        audience.join(visitor.see)

        def visit() -> None:
            try:
                ended.append(visitor.visit())
            finally:
                app.stop()

        going = threading.Thread(target=visit, name="visitor", daemon=True)
        going.start()
        app.run()
        going.join()
        book.close()
        terminal.stop()
        hands.take_off()
    return ended[0]


if __name__ == "__main__":
    configuration_argument, card_argument, port, yen, pictures_argument = sys.argv[1:]
    ending = main(
        Path(configuration_argument), Path(card_argument), int(port), int(yen), Path(pictures_argument)
    )
    if isinstance(ending, Issued):
        print(json.dumps({"fee": ending.fee, "sheets": ending.sheets, "change": ending.change}))
    else:
        print(json.dumps({"failure": ending.failure.code}))
