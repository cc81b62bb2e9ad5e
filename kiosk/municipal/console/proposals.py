"""What the pages of changes show. Pure but for queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from kiosk.municipal import clock
from kiosk.municipal.proposals.decisions import changes_of, fingerprint
from kiosk.municipal.proposals.layouts import changed_lines
from kiosk.municipal.proposals.matters import Change, ProposalRefused
from kiosk.municipal.proposals.models import Decision, Matter, Proposal

MATTERS: Mapping[Matter, str | Promise] = {
    Matter.FEE: gettext_lazy("手数料"),
    Matter.LAYOUT: gettext_lazy("様式"),
    Matter.SEAL: gettext_lazy("職印"),
    Matter.TRUST: gettext_lazy("信頼する認証局"),
}
_STATES: Mapping[str, str | Promise] = {
    "": gettext_lazy("承認待ち"),
    Decision.APPROVED: gettext_lazy("承認ずみ"),
    Decision.REFUSED: pgettext_lazy("draft", "差しもどし"),
    Decision.WITHDRAWN: pgettext_lazy("draft", "取り下げ"),
}
_PICTURED = {Matter.SEAL, Matter.LAYOUT}


@dataclass(frozen=True)
class Line:
    """A line of a file: taken away, put in, or around these."""

    text: str

    @property
    def kind(self) -> str:
        """How it is shown."""
        return {"+": "after", "-": "before", "@": "place"}.get(self.text[:1], "same")


@dataclass(frozen=True)
class ProposalShown:
    """A proposal as the staff see it."""

    proposal: Proposal

    @property
    def matter(self) -> str | Promise:
        """What it is about."""
        return MATTERS[Matter(self.proposal.matter)]

    @property
    def state(self) -> str | Promise:
        """How far it has come."""
        if self.proposal.fault:
            return gettext_lazy("実施できません")
        if self.is_in_force:
            return gettext_lazy("実施ずみ")
        return _STATES[self.proposal.decision]

    @property
    def chip(self) -> str:
        """The state's colour."""
        if self.proposal.fault:
            return "faulty"
        if self.proposal.decision == Decision.APPROVED:
            return "settled" if self.is_in_force else "granted"
        return "open" if self.is_open else "ended"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return not self.proposal.decision

    @property
    def is_in_force(self) -> bool:
        """Whether its moment has come and the change is made."""
        due = self.begins is None or self.begins <= clock.now()
        return due and self.proposal.in_force_since is not None

    @property
    def begins(self) -> datetime | None:
        """From when it is in force; None: from its approval on."""
        return self.proposal.begins

    @cached_property
    def changes(self) -> list[Change]:
        """Before and after; why there are none, where the change can't be made any more."""
        try:
            return changes_of(self.proposal)
        except ProposalRefused as refused:
            return [Change(gettext("この案は、いまは実施できません。"), "", str(refused))]

    @property
    def summary(self) -> str:
        """The first change in one line."""
        first = self.changes[0]
        change = f"{first.before} → {first.after}" if first.before else first.after
        return f"{first.what}　{change}"

    @property
    def seen(self) -> str:
        """What an approval of just these changes names."""
        return fingerprint(self.changes)

    @property
    def has_pictures(self) -> bool:
        """Whether before and after can be looked at while the draft is open."""
        return self.is_open and self.proposal.matter in _PICTURED

    @property
    def lines(self) -> list[Line]:
        """Of a layout, the file's lines that differ."""
        if not self.is_open or self.proposal.matter != Matter.LAYOUT:
            return []
        return [Line(text) for text in changed_lines(self.proposal)]
