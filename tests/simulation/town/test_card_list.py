"""Developers and technicians find every card of the demo in the handbook."""

from __future__ import annotations

from kiosk.simulation.town.card_list import card_page
from kiosk.simulation.town.demo_cards import DEMO_CARDS
from tests.house.checkout import ROOT


def test_the_handbooks_page_of_cards_is_the_one_that_the_demos_list_makes() -> None:
    page = (ROOT / "deploy" / "handbook" / "cards.md").read_text(encoding="utf-8")
    assert page == card_page()
    for card in DEMO_CARDS:
        assert f"`{card.stem}.card.json`" in page
