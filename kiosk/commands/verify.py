"""``kiosk verify``: is this paper genuine? Needs no line, only the published trust list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, NoReturn, assert_never

import platformdirs
import typer
from pydantic import ValidationError

from kiosk.certificates.kinds import RULES
from kiosk.certificates.order_number import order_number
from kiosk.certificates.two_d_seal.lines import lines_of
from kiosk.certificates.two_d_seal.trust import TrustList
from kiosk.certificates.two_d_seal.verdict import (
    Fault,
    Genuine,
    NotGenuine,
    Obstacle,
    OpenedSeal,
    Unreadable,
    Verdict,
    Withdrawn,
    judge,
)

_GENUINE, _NOT_GENUINE, _BAD_INPUT, _UNREADABLE, _WITHDRAWN = range(5)

_WHY = {
    Fault.CONTRADICTORY: "its 2D seal contradicts itself",
    Fault.KEY_UNKNOWN: "no key of the trust list signed its 2D seal: it is forged, or another city hall's",
    Fault.SIGNATURE_WRONG: "its 2D seal is not signed by the key that it names",
    Fault.OUTSIDE_PERIOD: "its 2D seal is dated on a day on which its key was not in use",
    Fault.OTHER_MUNICIPALITY: "its 2D seal speaks for a municipality whose key did not sign it",
    Obstacle.NO_SEAL: "no 2D seal was found; take a sharp photo from straight above, with all codes on it",
    Obstacle.INCOMPLETE: "some codes of its 2D seal were not found; take a sharp photo with all of them",
    Obstacle.SEVERAL_PAPERS: "there are several certificates; ask about each on its own",
    Obstacle.NEWER: "its 2D seal is of a newer program",
}


def _own_trust_file() -> Path:
    return platformdirs.user_config_path("kiosk", appauthor=False) / "verification.json"


def verify(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="The paper: PDF, photo or scan.")],
    trust: Annotated[
        Path | None,
        typer.Option(
            envvar="KIOSK_TRUST",
            help="The trust list: what GET /verify/keys.json of the city hall gives, or `kiosk municipal "
            "verification export` writes; verification.json in the user's configuration otherwise.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Say whether a certificate is genuine, and show the signed words, to be compared with the paper by eye.

    Several files are pages of one certificate. Exit status: 0 genuine, 1 not genuine, 2 bad input, 3 can't be
    read, 4 withdrawn.

    Example: kiosk verify --trust verification.json photo.jpg
    """
    from kiosk.rendering.scans.apart import read_symbols
    from kiosk.rendering.scans.files import ScanRefused

    trusted = _trust(trust or _own_trust_file())
    texts: list[str] = []
    for file in files:
        try:
            texts += read_symbols(file.read_bytes())
        except OSError as error:
            _stop(f"{file}: {error.strerror}")
        except ScanRefused as refused:
            _stop(f"{file}: {_REFUSED[refused.refusal.value]}")
    verdict = judge(texts, trusted)
    if as_json:
        typer.echo(json.dumps(_facts(verdict, trusted), ensure_ascii=False))
    else:
        _show(verdict, trusted)
    raise typer.Exit(_exit_status(verdict))


_REFUSED = {
    "unknown-format": "neither a PDF nor a picture (JPEG, PNG, WebP, TIFF, BMP, GIF)",
    "damaged": "damaged; it can't be opened",
    "too-large": "more than 20 MB, or than 80 million pixels",
    "too-many-pages": "more than 12 pages",
    "too-slow": "took too long to read",
}


def _trust(file: Path) -> TrustList:
    try:
        return TrustList.model_validate_json(file.read_bytes())
    except OSError as error:
        _stop(f"trust list {file}: {error.strerror}; get it from the city hall, GET /verify/keys.json")
    except ValidationError as error:
        first = error.errors()[0]
        _stop(f"trust list {file}: {'.'.join(map(str, first['loc'])) or 'file'}: {first['msg']}")


def _exit_status(verdict: Verdict) -> int:
    match verdict:
        case Genuine():
            return _GENUINE
        case NotGenuine():
            return _NOT_GENUINE
        case Unreadable():
            return _UNREADABLE
        case Withdrawn():
            return _WITHDRAWN
        case _:
            assert_never(verdict)


def _show(verdict: Verdict, trust: TrustList) -> None:
    match verdict:
        case Genuine(seals):
            typer.echo(f"genuine: signed by {seals[0].municipality.name.ja}")
            _show_seals(seals)
            for page in verdict.missing_pages:
                typer.echo(f"page {page} of {seals[0].content.pages} was not shown")
            typer.echo(f"not withdrawn as of {trust.published_at:%Y-%m-%d %H:%M %Z}".rstrip())
        case Withdrawn(seals, since):
            typer.echo(f"withdrawn on {since}: {seals[0].municipality.name.ja} declared it no longer good")
            _show_seals(seals)
        case NotGenuine(fault):
            typer.echo(f"not genuine: {_WHY[fault]}")
        case Unreadable(obstacle):
            typer.echo(f"can't be read: {_WHY[obstacle]}")
        case _:
            assert_never(verdict)


def _show_seals(seals: tuple[OpenedSeal, ...]) -> None:
    first = seals[0].content
    title, number = RULES[first.kind].title, order_number(first.order_id)
    typer.echo(f"{title}, number {number}, issued on {first.issue_date}")
    for seal in seals:
        typer.echo(
            f"\npage {seal.content.page} of {first.pages}; signed words, to be compared with the paper:"
        )
        for line in lines_of(seal.content):
            person = f"{line.person} " if line.person is not None else ""
            typer.echo(f"  {person}{line.label}: {line.text}")
    typer.echo()


def _facts(verdict: Verdict, trust: TrustList) -> dict[str, Any]:
    known: dict[str, Any] = {"trust_published_at": trust.published_at.isoformat()}
    match verdict:
        case Genuine(seals):
            return {"verdict": "genuine", **_of_paper(seals), "missing_pages": verdict.missing_pages, **known}
        case Withdrawn(seals, since):
            return {"verdict": "withdrawn", "withdrawn_on": since.isoformat(), **_of_paper(seals), **known}
        case NotGenuine(fault):
            return {"verdict": "not-genuine", "reason": fault.value, **known}
        case Unreadable(obstacle):
            return {"verdict": "unreadable", "reason": obstacle.value, **known}
        case _:
            assert_never(verdict)


def _of_paper(seals: tuple[OpenedSeal, ...]) -> dict[str, Any]:
    first, municipality = seals[0].content, seals[0].municipality
    return {
        "municipality": municipality.code,
        "municipality_name": municipality.name.ja,
        "kind": first.kind.value,
        "number": order_number(first.order_id),
        "order_id": first.order_id,
        "issue_date": first.issue_date.isoformat(),
        "layout_sha256": seals[0].layout and seals[0].layout.sha256,
        "pages": first.pages,
        "seals": [
            {
                "page": seal.content.page,
                "words": [
                    {"person": line.person, "label": line.label, "text": line.text}
                    for line in lines_of(seal.content)
                ],
            }
            for seal in seals
        ],
    }


def _stop(problem: str) -> NoReturn:
    typer.echo(f"kiosk verify: {problem}", err=True)
    raise typer.Exit(_BAD_INPUT)
