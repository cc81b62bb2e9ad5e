"""The handbook's page of the demo's cards, made from the list that the demo makes them from.

``python -m kiosk.simulation.town.card_list deploy/handbook`` writes ``cards.md``. The page is committed;
a test compares it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from drivers.card.simulated import CARD_FILE_SUFFIX
from kiosk.certificates.failures import Failure
from kiosk.simulation.town.demo_cards import DEMO_CARDS, DemoCard
from kiosk.terminal.words import Words

COMMAND = "python -m kiosk.simulation.town.card_list deploy/handbook"

_INTRO = f"""# 試験用のカード

`kiosk municipal init --demo --directory DIR` が、`DIR/cards/` に1枚1ファイルで作ります。暗証番号の
のこり回数はファイルに残ります。

    kiosk card simulate DIR/cards --resident hanako          # 仮想の読み取り機に置く
    kiosk card simulate DIR/cards --resident hanako --fault torn-out:READ:3
    kiosk card change-pin DIR/cards --resident hanako        # 暗証番号を変える

この表は、次の命令で作り直せます。

    {COMMAND}

| ファイル | カード | 特徴 | 暗証番号 | のこり | 端末に置くと |
|---|---|---|---|---|---|"""


def card_page() -> str:
    """The page in Markdown: one line for each card."""
    return "\n".join((_INTRO, *_rows(Words("ja")), ""))


def _rows(words: Words) -> Iterator[str]:
    for card in DEMO_CARDS:
        pin, left = (card.pin, str(card.tries_left)) if card.token is not None else ("―", "―")
        file = f"`{card.stem}{CARD_FILE_SUFFIX}`"
        yield f"| {file} | {card.title} | {card.remark} | {pin} | {left} | {_outcome(card, words)} |"


def _outcome(card: DemoCard, words: Words) -> str:
    if card.leads_to is not None:
        return _link(card.leads_to)
    refused: dict[Failure, list[str]] = {}
    for kind, why in card.kinds_lead_to.items():
        refused.setdefault(why, []).append(words.text(f"kind.{kind}.name"))
    told = [f"{'・'.join(names)}は{_link(why)}" for why, names in refused.items()]
    return "、".join(told) or "証明書が出る"


def _link(failure: Failure) -> str:
    return f"[{failure.code}](failures.ja.md#{failure.code.lower()})"


def main(directory: Path) -> None:
    """Write the page into ``directory``."""
    (directory / "cards.md").write_text(card_page(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
