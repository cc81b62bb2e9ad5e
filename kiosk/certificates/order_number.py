"""The number by which people name an order."""

from __future__ import annotations


def order_number(order_id: str) -> str:
    """The beginning of an order id (32 hexadecimal digits) in groups, as it stands on a receipt and is
    read out by telephone: ``66FA-0B12-9C4E``."""
    return "-".join(order_id[start : start + 4].upper() for start in range(0, 12, 4))
