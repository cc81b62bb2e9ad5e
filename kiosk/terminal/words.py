"""Words of the screens in one language: the catalogue, and how it writes amounts, dates and years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from gettext import c2py
from pathlib import Path

from babel.messages.pofile import read_po

from kiosk.certificates.eras import era_fiscal_year, era_year
from kiosk.terminal.visit.states import Language

_LOCALE = Path(__file__).parent / "locale"


class WordsMissing(LookupError):
    """The catalogue lacks an id, or an id lacks a value; the message names language, id and value."""


@dataclass(frozen=True)
class Figure:
    """A number that is set large, and the small words before and after it."""

    before: str
    digits: str
    after: str


class Words:
    """The catalogue of one language. Texts hold the marks that ``screens.typesetting`` reads.

    Reading it takes some 6 ms. Raises OSError or babel's PoFileError when the file is damaged.
    """

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        with (_LOCALE / language / "LC_MESSAGES" / "terminal.po").open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
        self._plural_form = c2py(catalogue.plural_expr)
        self._messages = {
            message.id if isinstance(message.id, str) else message.id[0]: message.string
            for message in catalogue
            if message.id and message.string and all(message.string)
        }

    @property
    def ids(self) -> frozenset[str]:
        """Every id that has words."""
        return frozenset(self._messages)

    def text(self, name: str, /, *, count: int | None = None, **values: object) -> str:
        """The words of the id ``name`` with ``values`` put in; ``count`` also picks the plural form.
        Raises WordsMissing."""
        message = self._messages.get(name)
        if message is None:
            raise WordsMissing(f"{self.language}: {name}")
        if not isinstance(message, str):
            if count is None:
                raise WordsMissing(f"{self.language}: {name}: count")
            message = message[self._plural_form(count)]
        if count is not None:
            values["count"] = count
        try:
            return message.format(**values)
        except KeyError as error:
            raise WordsMissing(f"{self.language}: {name}: {error.args[0]}") from None

    def figure(self, name: str, digits: str | int, *, count: int | None = None) -> Figure:
        """The words of ``name`` around its ``{digits}``."""
        before, _, after = self.text(name, count=count, digits="\0").partition("\0")
        return Figure(before.strip(), str(digits), after.strip())

    def yen(self, amount: int) -> str:
        """``1,000円``, ``¥1,000``."""
        return self.text("amount.yen", digits=self._yen_digits(amount))

    def yen_figure(self, amount: int, name: str = "amount.yen") -> Figure:
        """An amount to be set large; the yen sign belongs to its digits, 円 follows them."""
        return self.figure(name, self._yen_digits(amount))

    def day(self, day: date, *, month: bool = False) -> str:
        """``25日（火）``, ``Tue 25``; with ``month`` ``11月25日（火）``, ``Tue 25 Nov``."""
        return self.text(
            "date.month_day" if month else "date.day",
            day=day.day,
            month=self.text(f"month.{day.month}"),
            weekday=self.text(f"weekday.{day.weekday()}"),
        )

    def time(self, moment: datetime) -> str:
        """``9:00``."""
        return f"{moment.hour}:{moment.minute:02}"

    def moment(self, moment: datetime, now: datetime) -> str:
        """``25日（火） 9:00``, ``Tue 25, 9:00``; the month is named when it is not the month of ``now``."""
        another_month = (moment.year, moment.month) != (now.year, now.month)
        return self.text("moment", date=self.day(moment.date(), month=another_month), time=self.time(moment))

    def opens(self, moment: datetime, now: datetime) -> str:
        """``25日（火） 9:00 から``, ``Opens Tue 25, 9:00``."""
        return self.text("opens_at", moment=self.moment(moment, now))

    def hours(self, opens: str, closes: str, *, weekdays_only: bool) -> str:
        """``平日 9:00～17:00``, ``Weekdays 9:00–17:00`` from times written ``09:00``."""
        return self.text(
            "hours.weekdays" if weekdays_only else "hours.daily",
            opens=opens.removeprefix("0"),
            closes=closes.removeprefix("0"),
        )

    def fiscal_year(self, year: int) -> str:
        """``令和7年度``, ``FY2025`` for the fiscal year that begins in April of ``year``."""
        return self.text("fiscal_year", era=era_fiscal_year(year), year=year)

    def calendar_year(self, year: int) -> str:
        """``令和6年``, ``2024``."""
        return self.text("calendar_year", era=era_year(year), year=year)

    def birth_year(self, year: int) -> str:
        """``昭和60年生まれ``, ``born in 1985``."""
        return self.text("birth_year", era=era_year(year), year=year)

    def listing(self, entries: Iterable[str]) -> str:
        """``本人・さくら``, ``Me, Sakura``."""
        return self.text("list.separator").join(entries)

    def _yen_digits(self, amount: int) -> str:
        return self.text("amount.digits", number=f"{amount:,}")
