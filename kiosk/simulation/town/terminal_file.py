"""The ``terminal.toml`` of a sample terminal: with simulated devices, ready for ``kiosk issue``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kiosk.certificates.municipality_code import MunicipalityCode

_HEAD = """\
# A terminal of the sample town. Real devices: see the README.
terminal_id = "{terminal}"
journal = "journal.sqlite3"
log = "terminal.log"

[line]
certificate = "client.pem"
key = "client.key"
authority = "ca.pem"

[reader]
driver = "simulated"
card = "../../cards/{card}.card.json"

[printer]
driver = "folder"
directory = "paper"

[cashbox]
driver = "simulated"

[slips]
driver = "folder"
directory = "paper"
"""

_MUNICIPALITY = """
[[municipality]]
code = "{code}"
url = "{url}"
keys = "keys-{code}.json"
"""


def write_terminal_file(directory: Path, codes: Sequence[MunicipalityCode], card: str, url: str) -> None:
    """Write ``terminal.toml`` into the directory that a terminal was handed at its enrolment.

    ``card`` is the stem of the card file that lies on its reader, ``url`` where the city hall answers.
    """
    parts = [_HEAD.format(terminal=directory.name, card=card)]
    parts += [_MUNICIPALITY.format(code=code, url=url) for code in codes]
    (directory / "terminal.toml").write_text("".join(parts), encoding="utf-8")
