"""個人番号 that can belong to nobody: their check digit is wrong."""

from __future__ import annotations

from random import Random


def my_number_check_digit(first_eleven: str) -> int:
    """The twelfth digit (番号法施行規則 平成26年総務省令第85号 第5条)."""
    weighted = sum(
        int(digit) * (place + 1 if place <= 6 else place - 5)
        for place, digit in enumerate(reversed(first_eleven), start=1)
    )
    remainder = weighted % 11
    return 0 if remainder <= 1 else 11 - remainder


def impossible_my_number(random: Random) -> str:
    """Twelve digits whose last one is not the check digit."""
    first = f"{random.randrange(10**11):011d}"
    wrong = (my_number_check_digit(first) + random.randrange(1, 10)) % 10
    return f"{first}{wrong}"
