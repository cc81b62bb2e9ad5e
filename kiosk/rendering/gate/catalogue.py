"""The root of a PDF: what it says of itself is just what our drawing says of a document of that title."""

from __future__ import annotations

from typing import NamedTuple

from kiosk.rendering.gate.pdf_objects import ForeignPart, PdfFile, Reference
from kiosk.rendering.writer.archive import LANGUAGE, OUTPUT_CONDITION, grey_profile, metadata, text_string


class Catalogue(NamedTuple):
    """The roots of the pages and of the structure."""

    pages: Reference
    structure: Reference


def prove_catalogue(file: PdfFile, title: str) -> Catalogue:
    """The trailer, the information and the catalogue, with no entry too many. Raises ForeignPart."""
    match file.trailer:
        case {
            "/ID": [bytes(), bytes()],
            "/Info": Reference() as information,
            "/Root": Reference() as root,
            "/Size": size,
            **more,
        } if not more and size == len(file.objects) + 1:
            pass
        case _:
            raise ForeignPart("trailer")
    if file.value(information, "information") != {"/Title": text_string(title).encode()}:
        raise ForeignPart("information")
    match file.value(root, "catalogue"):
        case {
            "/Type": "/Catalog",
            "/Pages": Reference() as pages,
            "/Lang": language,
            "/Metadata": Reference() as packet,
            "/OutputIntents": [Reference() as intent],
            "/MarkInfo": {"/Marked": "true", **more_marks},
            "/StructTreeRoot": Reference() as structure,
            "/ViewerPreferences": {"/DisplayDocTitle": "true", **more_preferences},
            **more,
        } if not (more or more_marks or more_preferences) and language == f"({LANGUAGE})".encode():
            pass
        case _:
            raise ForeignPart("catalogue")
    said = file.stream(packet, {"/Type": "/Metadata", "/Subtype": "/XML"}, "metadata")
    if said != metadata(title):
        raise ForeignPart("metadata")
    match file.value(intent, "output intent"):
        case {
            "/Type": "/OutputIntent",
            "/S": "/GTS_PDFA1",
            "/OutputConditionIdentifier": name,
            "/DestOutputProfile": Reference() as profile,
            **more,
        } if not more and name == f"({OUTPUT_CONDITION})".encode():
            pass
        case _:
            raise ForeignPart("output intent")
    if file.data(profile, {"/N": 1.0}, "output intent") != grey_profile()[0]:
        raise ForeignPart("output intent")
    return Catalogue(pages, structure)
