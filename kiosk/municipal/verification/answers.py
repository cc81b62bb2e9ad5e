"""The answer in words: what was found, what it rests on, what to do. Python's side of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.utils.translation import get_language, gettext

from kiosk.certificates.eras import era_date
from kiosk.certificates.kinds import RULES
from kiosk.certificates.order_number import order_number
from kiosk.certificates.two_d_seal.lines import SignedLine, lines_of
from kiosk.certificates.two_d_seal.trust import TrustedMunicipality, TrustList
from kiosk.certificates.two_d_seal.verdict import (
    Fault,
    Genuine,
    NotGenuine,
    Obstacle,
    OpenedSeal,
    Unreadable,
    Verdict,
    Withdrawn,
)
from kiosk.rendering.scans.files import Refusal

_MOST_DESKS = 4
"""Telephone numbers that are a help; of more, the right one is found on the paper sooner."""


@dataclass(frozen=True)
class SignedPart:
    """Signed lines that belong together: of a page, of a person on it."""

    heading: str
    lines: Sequence[SignedLine] = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """One of four: ``genuine``, ``withdrawn``, ``not-genuine``, ``unreadable``. ``checked`` are findings,
    each with whether it is good; ``reason`` is why nothing could be; ``desks`` are whom to ask."""

    verdict: str
    headline: str
    below: str
    town: str = ""
    reason: str = ""
    facts: Sequence[tuple[str, str]] = field(default=(), repr=False)
    checked: Sequence[tuple[bool, str]] = ()
    parts: Sequence[SignedPart] = field(default=(), repr=False)
    steps: Sequence[str] = ()
    missing_pages: Sequence[int] = ()
    desks: Sequence[TrustedMunicipality] = ()


def answer_of(verdict: Verdict, trust: TrustList) -> Answer:
    """The page's words for a verdict."""
    match verdict:
        case Genuine(seals):
            return _genuine(seals, verdict.missing_pages)
        case Withdrawn(seals, since):
            return _withdrawn(seals, since)
        case NotGenuine(fault):
            return _not_genuine(fault, trust)
        case Unreadable(obstacle):
            return _unreadable(_OBSTACLES[obstacle])


def refused(refusal: Refusal) -> Answer:
    """The page's words for a file that can't be looked at."""
    return _unreadable(_REFUSALS[refusal])


def unread(words: str) -> Answer:
    """The page's words where nothing was looked at; ``words`` is one of its texts in Japanese."""
    return _unreadable(words)


def _genuine(seals: tuple[OpenedSeal, ...], missing: tuple[int, ...]) -> Answer:
    town = _name(seals[0].municipality)
    return Answer(
        "genuine",
        gettext("本物の証明書です"),
        gettext("%(town)sが発行しました。署名は本物です") % {"town": town},
        town,
        facts=tuple(_facts(seals)),
        checked=(
            (True, gettext("%(town)sの電子署名") % {"town": town}),
            (True, gettext("取り消されていない")),
        ),
        parts=tuple(_parts(seals)),
        missing_pages=missing,
    )


def _withdrawn(seals: tuple[OpenedSeal, ...], since: date) -> Answer:
    town = seals[0].municipality
    return Answer(
        "withdrawn",
        gettext("取り消された証明書です"),
        gettext("この紙を、受け取らないでください"),
        _name(town),
        facts=tuple(_facts(seals)),
        checked=(
            (True, gettext("%(town)sの電子署名") % {"town": _name(town)}),
            (False, gettext("%(day)sに取り消された") % {"day": _day(since)}),
        ),
        parts=tuple(_parts(seals)),
        steps=(gettext("くわしいことは、市区町村にお電話ください"),),
        desks=(town,),
    )


def _not_genuine(fault: Fault, trust: TrustList) -> Answer:
    steps = [gettext("明るい場所で、もう一度とる"), gettext("それでも同じなら、市区町村にお電話ください")]
    if fault is Fault.KEY_UNKNOWN:
        steps.append(gettext("ほかの市区町村の証明書は、その市区町村のページで確かめてください"))
    return Answer(
        "not-genuine",
        gettext("本物と確認できません"),
        gettext("この紙を、受け取らないでください"),
        checked=((False, gettext(_FAULTS[fault])),),
        steps=steps,
        desks=trust.municipalities if len(trust.municipalities) <= _MOST_DESKS else (),
    )


def _unreadable(words: str) -> Answer:
    return Answer(
        "unreadable",
        gettext("写真を読み取れません"),
        gettext("本物かどうかは、まだわかりません"),
        reason=gettext(words),
        steps=(
            gettext("紙を平らに置き、真上から、二次元コードが全部入るように、はっきりとる"),
            gettext("写真でだめなら、スキャナーで読み取る"),
        ),
    )


def _facts(seals: tuple[OpenedSeal, ...]) -> Iterator[tuple[str, str]]:
    first = seals[0].content
    shown = "・".join(str(seal.content.page) for seal in seals)
    yield gettext("証明書"), RULES[first.kind].title
    yield gettext("発行日"), _day(first.issue_date)
    yield (
        gettext("枚数"),
        gettext("%(all)sページのうち %(shown)sページ目") % {"all": first.pages, "shown": shown},
    )
    yield gettext("発行番号"), order_number(first.order_id)


def _parts(seals: tuple[OpenedSeal, ...]) -> Iterator[SignedPart]:
    for seal in seals:
        content = seal.content
        page = gettext("%(number)sページ目") % {"number": content.page} if content.pages > 1 else ""
        for person, lines in groupby(lines_of(content), key=lambda line: line.person):
            who = gettext("%(number)s人目") % {"number": person} if person is not None else ""
            yield SignedPart("　".join(filter(None, (page, who))), tuple(lines))


def _name(municipality: TrustedMunicipality) -> str:
    return municipality.name.in_language((get_language() or "ja")[:2])


def _day(day: date) -> str:
    return era_date(day) if (get_language() or "ja").startswith("ja") else day.isoformat()


_FAULTS = {
    Fault.CONTRADICTORY: "二次元コードの中身が、食いちがっている",
    Fault.KEY_UNKNOWN: "ここで確かめられる市区町村の電子署名ではない",
    Fault.SIGNATURE_WRONG: "電子署名が、正しくない",
    Fault.OUTSIDE_PERIOD: "電子署名が、使われていない日のもの",
    Fault.OTHER_MUNICIPALITY: "ほかの市区町村の名で、署名されている",
}
_OBSTACLES = {
    Obstacle.NO_SEAL: "二次元コードが、写っていないか、ぼやけています",
    Obstacle.INCOMPLETE: "二次元コードの一部が、写っていないか、ぼやけています",
    Obstacle.SEVERAL_PAPERS: "いくつかの証明書が写っています。1通ずつ確かめてください",
    Obstacle.NEWER: "新しい種類の二次元コードです。市区町村にお電話ください",
}
_REFUSALS = {
    Refusal.UNKNOWN_FORMAT: "写真（JPEG・PNG など）か PDF を選んでください",
    Refusal.DAMAGED: "ファイルがこわれていて、開けません",
    Refusal.TOO_LARGE: "写真が大きすぎます。20MBまで、8000万画素までです",
    Refusal.TOO_MANY_PAGES: "ページが多すぎます。12ページまでです",
    Refusal.TOO_SLOW: "時間がかかりすぎるため、読み取りをやめました",
}
