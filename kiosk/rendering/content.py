"""What a layout is filled with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kiosk.certificates.table import Table


class Content(Protocol):
    """The part of a sealed document that is seen on paper, all texts exactly as they are printed.

    A :class:`~kiosk.certificates.sealed_document.SealedDocument` is one; so is a sample.
    """

    @property
    def order_id(self) -> str:
        """The order (32 hexadecimal digits); it puts the scrambled image on the back in order."""
        ...

    @property
    def fields(self) -> Mapping[str, str]:
        """Texts of the whole document by field name."""
        ...

    @property
    def persons(self) -> Sequence[Mapping[str, str]]:
        """Texts of each person by field name, in the order on paper."""
        ...

    @property
    def tables(self) -> Mapping[str, Table]:
        """Rows by table name."""
        ...

    @property
    def pictures(self) -> Mapping[str, bytes]:
        """Pictures of the document itself by name, each a PNG."""
        ...

    @property
    def official_seal(self) -> bytes:
        """The official seal's image, a PNG."""
        ...

    @property
    def two_d_seals(self) -> Sequence[Sequence[str]]:
        """The texts of the 2D symbols on each page of one copy."""
        ...
