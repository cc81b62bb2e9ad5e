"""What remains of the gate's work: which bytes were proven to be which order's paper."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Proof:
    """The PDF whose SHA-256 (hexadecimal) this is was proven to be the paper of order ``order_id``."""

    order_id: str
    sha256: str

    @classmethod
    def of(cls, order_id: str, pdf: bytes) -> Proof:
        """The binding of just these bytes to an order, to be made or to be compared with what was made:
        ``proof == Proof.of(order_id, pdf)``."""
        return cls(order_id, hashlib.sha256(pdf).hexdigest())
