"""全国地方公共団体コード: the code of a municipality, with its check digit."""

from __future__ import annotations

from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_WEIGHTS = (6, 5, 4, 3, 2)


def check_digit(first_five: str) -> str:
    """The sixth digit: last digit of (11 − weighted sum mod 11), weights 6 5 4 3 2 (総務省)."""
    remainder = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_five, strict=True)) % 11
    return str((11 - remainder) % 10)


class MunicipalityCode(str):
    """Six ASCII digits whose last one is the check digit; it can't be built wrong."""

    __slots__ = ()

    def __new__(cls, text: str) -> MunicipalityCode:
        """Raises ValueError naming the code when a digit is missing or the check digit is wrong."""
        if len(text) != 6 or not (text.isascii() and text.isdigit()):
            raise ValueError(f"municipality code {text!r}: six digits are needed")
        if check_digit(text[:5]) != text[5]:
            raise ValueError(f"municipality code {text!r}: the check digit should be {check_digit(text[:5])}")
        return super().__new__(cls, text)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Messages carry the code as a string and get it back checked."""
        return core_schema.no_info_after_validator_function(
            cls, core_schema.str_schema(), serialization=core_schema.to_string_ser_schema()
        )
