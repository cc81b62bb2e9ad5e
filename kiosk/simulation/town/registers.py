"""The family registers of those whose 本籍 is in the town, out of who lives together with whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from kiosk.certificates.eras import register_date
from kiosk.simulation.town.names import given_name, surname
from kiosk.simulation.town.places import Place
from kiosk.simulation.town.places import domicile as any_domicile
from kiosk.simulation.town.records import Event, Home, Member, Person, Register, age_on

COMPUTERISED_ON = date(2004, 3, 6)
"""Since this day the town keeps its registers by computer; older ones were made anew (改製)."""

_REASON = "平成６年法務省令第５１号附則第２条第１項による改製"
_WIDOWED_FROM = 75
_OLDEST = 95
_YEAR = 365.25
_COUPLES = {
    "世帯主": ("妻", "夫"),
    "妻": ("世帯主",),
    "夫": ("世帯主",),
    "子": ("子の妻",),
    "父": ("母",),
}
_RANKS = ("長", "二", "三", "四", "五", "六", "七", "八", "九")


@dataclass(frozen=True)
class _Lives:
    """A person and where they live."""

    person: Person
    home: Home

    @property
    def family(self) -> str:
        return self.person.name.split("　")[0]

    @property
    def given(self) -> str:
        return self.person.name.split("　")[-1]

    @property
    def read(self) -> str:
        return self.person.furigana.split("　")[-1]


def registers_of(
    place: Place, homes: Sequence[Home], seed: str, today: date, in_process: frozenset[str]
) -> Iterator[Register]:
    """A register for each 本籍 in the town and its 筆頭者; ``in_process`` are people (宛名番号) about whose
    register a notification was filed."""
    here = f"{place.prefecture}{place.name_ja}"
    together: dict[tuple[str, str], list[_Lives]] = {}
    for home in homes:
        for person in home.people:
            if person.domicile.startswith(here):
                key = (person.domicile, person.head_of_register)
                together.setdefault(key, []).append(_Lives(person, home))
    for number, ((domicile, head), lives) in enumerate(together.items(), start=1):
        random = Random(f"{seed}/register/{domicile}/{head}")
        register = _Making(random, place, today, head, lives).register(f"{number:08d}", domicile)
        processed = any(one.person.number in in_process for one in lives)
        yield replace(register, being_processed=processed)


class _Making:
    """One register from those of it who live here."""

    def __init__(self, random: Random, place: Place, today: date, head: str, lives: Sequence[_Lives]) -> None:
        self._random = random
        self._place = place
        self._birthplace = f"{place.prefecture}{place.name_ja}"
        self._today = today
        self._head = head
        self._lives = lives

    def register(self, number: str, domicile: str) -> Register:
        head = next((one for one in self._lives if one.person.name == self._head), None)
        spouse = self._spouse_of(head)
        children = [one for one in self._lives if one not in (head, spouse)]
        born = [one.person.birth_date for one in (head, spouse) if one is not None]
        if head is None:
            born = [children[0].person.birth_date - timedelta(days=int(30 * _YEAR))]
        began = self._began(born, children)
        couple = [one for one in (head, spouse) if one is not None]
        members = [self._parent(one, couple, began, domicile) for one in couple]
        if head is None:
            members = [self._gone(self._head, "男", children[0].person.birth_date, 30, began)]
        elif spouse is None and age_on(self._today, head.person.birth_date) >= _WIDOWED_FROM:
            members.append(self._late_spouse(head, began))
        members += self._children(children, members)
        return Register(
            number=number, domicile=domicile, head=self._head, events=self._own(began), members=tuple(members)
        )

    def _spouse_of(self, head: _Lives | None) -> _Lives | None:
        if head is None:
            return None
        wanted = _COUPLES.get(head.person.relationship, ())
        return next(
            (
                one
                for one in self._lives
                if one.home is head.home
                and one.person.relationship in wanted
                and one.person.sex != head.person.sex
            ),
            None,
        )

    def _began(self, born: Sequence[date], children: Sequence[_Lives]) -> date:
        """The day of the marriage, or of leaving the parents' register: before the first child."""
        youngest = max(born)
        grown = youngest + timedelta(days=int(self._random.uniform(20, 27) * _YEAR))
        first_child = min((one.person.birth_date for one in children), default=self._today)
        latest = min(first_child, self._today) - timedelta(days=self._random.randrange(40, 400))
        return max(min(grown, latest), youngest + timedelta(days=int(16 * _YEAR)))

    def _own(self, began: date) -> tuple[Event, ...]:
        if began >= COMPUTERISED_ON:
            return (Event("戸籍編製", (("編製日", register_date(began)),)),)
        return (Event("戸籍改製", (("改製日", register_date(COMPUTERISED_ON)), ("改製事由", _REASON))),)

    def _parent(self, one: _Lives, couple: Sequence[_Lives], began: date, domicile: str) -> Member:
        person = one.person
        family = self._family_before(one, couple)
        father, mother = (self._given(sex, person.birth_date.year - 28) for sex in ("男", "女"))
        events = [self._birth(person.birth_date, "父")]
        came_in = person.name != self._head
        former = f"{any_domicile(self._random, self._place) if came_in else domicile}　{family}{father}"
        if len(couple) > 1:
            partner = next(other for other in couple if other is not one)
            before = self._family_before(partner, couple)
            events.append(
                Event(
                    "婚姻",
                    (
                        ("婚姻日", register_date(began)),
                        ("配偶者氏名", f"{before}{partner.given}"),
                        ("従前戸籍", former),
                    ),
                )
            )
        else:
            events.append(Event("分籍", (("分籍日", register_date(began)), ("従前戸籍", former))))
        return self._member(
            one,
            spouse=("夫" if person.sex == "男" else "妻") if len(couple) > 1 else "",
            father=f"{family}{father}",
            mother=f"{family}{mother}",
            relationship=self._rank(person.sex, self._random.choice((0, 0, 0, 1, 1, 2))),
            events=tuple(events),
        )

    def _family_before(self, one: _Lives, couple: Sequence[_Lives]) -> str:
        """Surname before the marriage: the head's stays, the other's is the registered old one or any."""
        if one.person.name == self._head or len(couple) < 2:
            return one.family
        own = Random(f"{one.person.number}/before marriage")
        return one.person.old_name or surname(own).written

    def _children(self, children: Sequence[_Lives], parents: Sequence[Member]) -> Iterator[Member]:
        family = self._head.split("　")[0]
        father, mother = (
            next((f"{family}{parent.name}" for parent in parents if parent.sex == sex), "")
            for sex in ("男", "女")
        )
        ranks = {"男": 0, "女": 0}
        for one in sorted(children, key=lambda child: child.person.birth_date):
            sex = one.person.sex
            yield self._member(
                one,
                father=father,
                mother=mother,
                relationship=self._rank(sex, ranks[sex]),
                events=(self._birth(one.person.birth_date, "父" if father else "母"),),
            )
            ranks[sex] += 1

    def _late_spouse(self, head: _Lives, began: date) -> Member:
        sex = "男" if head.person.sex == "女" else "女"
        older = 13 if age_on(self._today, head.person.birth_date) >= _OLDEST else 3
        return self._gone(head.family, sex, head.person.birth_date, older, began)

    def _gone(self, name: str, sex: str, other_born: date, older: int, began: date) -> Member:
        """Somebody who has died: removed, but still on the whole register."""
        born = other_born - timedelta(days=int(older * _YEAR))
        died = max(began, self._today - timedelta(days=self._random.randrange(400, 4000)))
        given = name.rsplit("　", maxsplit=1)[-1] if "　" in name else self._given(sex, born.year)
        return Member(
            person=None,
            name=given,
            birth_date=born,
            sex=sex,
            relationship=self._rank(sex, 0),
            removed=True,
            events=(
                self._birth(born, "父"),
                Event(
                    "死亡",
                    (
                        ("死亡日", register_date(died)),
                        ("死亡地", self._birthplace),
                        ("届出日", register_date(min(died + timedelta(days=3), self._today))),
                        ("届出人", "親族"),
                    ),
                ),
            ),
        )

    def _member(
        self,
        one: _Lives,
        *,
        father: str,
        mother: str,
        relationship: str,
        events: tuple[Event, ...],
        spouse: str = "",
    ) -> Member:
        return Member(
            person=one.person.number,
            name=one.given,
            furigana=one.read,
            birth_date=one.person.birth_date,
            sex=one.person.sex,
            spouse=spouse,
            father=father,
            mother=mother,
            relationship=relationship,
            events=events,
            addresses=tuple(_addresses(one)),
        )

    def _birth(self, born: date, by: str) -> Event:
        notified = born + timedelta(days=self._random.randrange(3, 14))
        return Event(
            "出生",
            (
                ("出生日", register_date(born)),
                ("出生地", self._birthplace),
                ("届出日", register_date(min(notified, self._today))),
                ("届出人", by),
            ),
        )

    def _given(self, sex: str, year: int) -> str:
        return given_name(self._random, sex, year).written

    def _rank(self, sex: str, place: int) -> str:
        return f"{_RANKS[place]}{sex}"


def _addresses(one: _Lives) -> Iterator[tuple[str, date]]:
    """Where they lived before, if elsewhere, and where they live."""
    person = one.person
    if person.previous_address:
        yield (
            person.previous_address,
            max(person.birth_date, person.became_resident_on - timedelta(days=1500)),
        )
    yield one.home.address, person.address_since or person.became_resident_on
