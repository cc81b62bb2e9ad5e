"""職印: the picture of the municipality's official seal."""

from __future__ import annotations

from pathlib import Path

from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.forms.files import write_whole

_PNG = b"\x89PNG\r\n\x1a\n"


class OfficialSealMissing(Exception):
    """No certificate can be issued without its seal; the message names the file."""


def official_seal_file(forms: Path, code: MunicipalityCode) -> Path:
    """Where the seal of a municipality lies under the directory of forms."""
    return forms / code / "official-seal.png"


def official_seal(forms: Path, code: MunicipalityCode) -> bytes:
    """The seal as PNG. Raises OfficialSealMissing."""
    file = official_seal_file(forms, code)
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise OfficialSealMissing(f"{file}: no such file") from None
    if not content.startswith(_PNG):
        raise OfficialSealMissing(f"{file}: no PNG")
    return content


def write_official_seal(forms: Path, code: MunicipalityCode, picture: bytes) -> None:
    """Put a municipality's seal in force. Raises ValueError unless it is a PNG."""
    if not picture.startswith(_PNG):
        raise ValueError(f"official seal of {code}: no PNG")
    write_whole(official_seal_file(forms, code), picture)
