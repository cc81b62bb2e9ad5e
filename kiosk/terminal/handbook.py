"""The handbook's page of failures, made from the catalogue and the words of the screens.

``python -m kiosk.terminal.handbook deploy/handbook`` writes ``failures.ja.md`` and ``failures.en.md``.
The pages are committed, so that a technician needs nothing to read them; a test compares them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from kiosk.certificates.failures import CATALOGUE, CITY_UNREACHABLE, TERMINAL_FAULT, Failure, Party
from kiosk.terminal.screens.typesetting import plain
from kiosk.terminal.visit.states import LANGUAGES, Language
from kiosk.terminal.words import Words

COMMAND = "python -m kiosk.terminal.handbook deploy/handbook"


def failures_page(language: Language) -> str:
    """The page in Markdown: a table of contents by area, then one table for each code."""
    return "\n".join(_lines(Words(language)))


def _lines(words: Words) -> Iterator[str]:
    areas: dict[str, list[Failure]] = {}
    for entry in CATALOGUE.values():
        areas.setdefault(entry.code.split("-")[1], []).append(entry)
    yield f"# {words.text('handbook.title')}\n"
    yield f"{words.text('handbook.intro', phone=words.text('phone.number'))}\n"
    yield f"{words.text('handbook.generated')}\n"
    yield f"    {COMMAND}\n"
    for area, entries in areas.items():
        codes = " · ".join(f"[{entry.code}](#{entry.code.lower()})" for entry in entries)
        yield f"- **{area}** {words.text(f'handbook.area.{area}')}: {codes}"
    for area, entries in areas.items():
        yield f"\n## {area} {words.text(f'handbook.area.{area}')}"
        for entry in entries:
            yield from _entry(words, entry)
    yield ""


def _entry(words: Words, failure: Failure) -> Iterator[str]:
    def said(part: str) -> str:
        name = f"refused.{failure.words}.{part}"
        return plain(words.text(name, city=words.text("handbook.city")))

    yield f"\n### {failure.code}\n"
    yield f"| | {said('headline')} |"
    yield "|---|---|"
    rows = {
        "happened": f"**{said('happened')}** {said('detail')}",
        "money": words.text(f"handbook.money.{failure.money}"),
        "issued": words.text(f"handbook.issued.{failure.issued}"),
        "next": f"**{said('next')}** {said('next_detail')}",
        "party": words.text(f"handbook.party.{failure.party}"),
        "technician": words.text(f"technician.{failure.code}"),
        "terminal": words.text(f"handbook.terminal.{_afterwards(failure)}"),
    }
    for row, text in rows.items():
        yield f"| {words.text(f'handbook.row.{row}')} | {text} |"


def _afterwards(failure: Failure) -> str:
    """What becomes of the terminal. That a device or the line is well again, it notices by itself."""
    if failure.closes_terminal:
        return "closed"
    if failure is TERMINAL_FAULT:
        return "restarted"
    return "mended" if failure.party is Party.STORE or failure is CITY_UNREACHABLE else "open"


def main(directory: Path) -> None:
    """Write the page in every language into ``directory``."""
    for language in LANGUAGES:
        (directory / f"failures.{language}.md").write_text(failures_page(language), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
