"""What the dock says of what is seen. Japanese only: it is no part of the terminal."""

from __future__ import annotations

from kiosk.simulation.dock.hands import Sight
from kiosk.simulation.line import LineState
from kiosk.simulation.town.demo_cards import DemoCard


def strip_of(card: DemoCard) -> str:
    """Colour role of a card's upper edge: usable, refused, or no My Number Card at all."""
    if card.token is None:
        return "card_other"
    return "card_good" if card.leads_to is None else "card_refused"


def reader_says(sight: Sight) -> str:
    """What lies on the reader."""
    lying = sight.lying.title.split("　")[0] if sight.lying else "なし"
    return f"読み取り台：{lying}" if sight.plugged_in else "読み取り台：動いていません"


def money_says(sight: Sight) -> str:
    """What was put in and came out, and whether a coin would stay in."""
    open_now = "受け付け中　" if sight.accepting else ""
    return f"{open_now}入れた {sight.inserted:,}円　出てきた {sight.paid_out:,}円"


def line_says(sight: Sight) -> str:
    """How long the last answer took."""
    if sight.line is LineState.CUT:
        return "切れています"
    if sight.answer_seconds is None:
        return ""
    return f"{sight.answer_seconds * 1000:,.0f}ミリ秒"
