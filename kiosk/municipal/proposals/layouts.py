"""様式: a municipality's own layout of a kind."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext

from kiosk.certificates.kinds import RULES, Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.availability.models import Revision
from kiosk.municipal.forms.layouts import layout_in_force, own_layout, write_own_layout
from kiosk.municipal.proposals.matters import Change, ProposalRefused, Rule
from kiosk.municipal.proposals.models import Proposal
from kiosk.rendering.errors import LayoutError
from kiosk.rendering.layouts.layout import Layout

MOST_BYTES = 200_000
_CONTEXT_LINES = 2


def content_of(kind: Kind) -> dict[str, object]:
    """What a proposal of a layout holds beside the file."""
    return {"kind": kind.value}


def layout_of(proposal: Proposal) -> Layout:
    """The proposed layout, whole. Raises ProposalRefused naming box and key."""
    try:
        return own_layout(bytes(proposal.attachment or b""), _code(proposal), _kind(proposal))
    except LayoutError as error:
        raise ProposalRefused(gettext("様式に誤りがあります: %(error)s") % {"error": error}) from None


def _kind(proposal: Proposal) -> Kind:
    return Kind(proposal.content["kind"])


def _code(proposal: Proposal) -> MunicipalityCode:
    return MunicipalityCode(proposal.municipality_id)


def _check(proposal: Proposal, now: datetime) -> None:
    """By all samples of the kind, as ``kiosk layout check`` does."""
    from kiosk.rendering.inspection import inspect_form

    if len(proposal.attachment or b"") > MOST_BYTES:
        raise ProposalRefused(gettext("ファイルが大きすぎます。"))
    try:
        inspect_form(layout_of(proposal), _kind(proposal))
    except LayoutError as error:
        raise ProposalRefused(gettext("様式に誤りがあります: %(error)s") % {"error": error}) from None


def _changes(proposal: Proposal) -> Sequence[Change]:
    before, after = layout_in_force(_code(proposal), _kind(proposal)), layout_of(proposal)
    title = gettext(RULES[_kind(proposal)].title)
    differing = sum(line.startswith(("+", "-")) for line in changed_lines(proposal))
    words = gettext("ちがう行 %(lines)d") % {"lines": differing}
    return (
        Change(gettext("%(title)sの様式") % {"title": title}, "", words),
        Change("SHA-256", before.sha256, after.sha256),
    )


def changed_lines(proposal: Proposal) -> list[str]:
    """What differs between the whole forms, box by box, as a unified difference."""
    before = _lines(layout_in_force(_code(proposal), _kind(proposal)))
    lines = difflib.unified_diff(before, _lines(layout_of(proposal)), n=_CONTEXT_LINES, lineterm="")
    return list(lines)[2:]


def _lines(layout: Layout) -> list[str]:
    return json.dumps(json.loads(layout.form), indent=1, ensure_ascii=False).splitlines()


def _put_in_force(proposal: Proposal) -> None:
    layout_of(proposal)
    text = bytes(proposal.attachment or b"")
    write_own_layout(settings.CITY_HALL.forms, _code(proposal), _kind(proposal), text)
    Revision.raise_for(proposal.municipality_id)


LAYOUTS = Rule(_check, _changes, _put_in_force)
