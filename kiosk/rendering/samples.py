"""Sample contents of the layouts: made-up documents by which a form is tried out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.certificates.kinds import Kind
from kiosk.certificates.table import Table
from kiosk.rendering.errors import LayoutError
from kiosk.rendering.layouts.layout import LAYOUTS

SAMPLES = LAYOUTS / "samples"
SAMPLE_SEAL = SAMPLES / "official-seal.png"


class Sample(BaseModel):
    """What fills a form, in the words of a sealed document. Its file names the PNGs that lie beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    order_id: str = "0" * 32
    fields: Mapping[str, str]
    persons: tuple[Mapping[str, str], ...] = ()
    tables: Mapping[str, Table] = Field(default_factory=dict)
    pictures: Mapping[str, bytes] = Field(default_factory=dict)
    official_seal: bytes = b""
    two_d_seals: tuple[tuple[str, ...], ...] = ()


def load_sample(path: Path) -> Sample:
    """A sample with the sample town's seal. Raises LayoutError naming file and key."""
    try:
        sample = Sample.model_validate_json(path.read_bytes())
        pictures = {
            name: (path.parent / file.decode()).read_bytes() for name, file in sample.pictures.items()
        }
    except ValidationError as error:
        first = error.errors()[0]
        raise LayoutError(f"{path.name}, {'.'.join(map(str, first['loc']))}", first["msg"]) from None
    except OSError as error:
        raise LayoutError(f"{path.name}, pictures", f"{error.filename}: {error.strerror}") from None
    return sample.model_copy(update={"pictures": pictures, "official_seal": SAMPLE_SEAL.read_bytes()})


def samples_of(kind: str, directory: Path = SAMPLES) -> dict[str, Sample]:
    """All samples of a kind by file name without ending: ``<kind>-<case>.json``."""
    paths = sorted(directory.glob(f"{kind}-*.json"))
    return {path.stem: load_sample(path) for path in paths if _kind_of(path.stem) == kind}


def _kind_of(stem: str) -> str:
    """The kind that the name begins with; a kind's name may begin with another's."""
    return max((kind for kind in Kind if stem.startswith(f"{kind}-")), key=len, default="")
