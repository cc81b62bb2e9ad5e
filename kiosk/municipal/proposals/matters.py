"""What a matter that takes four eyes must know about itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise

from kiosk.municipal.proposals.models import Proposal


class ProposalRefused(Exception):
    """The change can't be made; the message says why, in the staff's language."""


@dataclass(frozen=True)
class Change:
    """One thing that a proposal changes, in the staff's words."""

    what: str | Promise
    before: str
    after: str


@dataclass(frozen=True)
class Rule:
    """How one matter is checked, shown and put in force.

    ``ahead``: an approved change is written down at once, because it bears its own first day.
    """

    check: Checks
    changes: Shows
    put_in_force: Acts
    ahead: bool = False


class Checks(Protocol):
    """Whether the change can be made, at a moment."""

    def __call__(self, proposal: Proposal, now: datetime) -> None:
        """Raises ProposalRefused."""
        ...


class Shows(Protocol):
    """What the change would change, as things are now."""

    def __call__(self, proposal: Proposal) -> Sequence[Change]:
        """Before and after."""
        ...


class Acts(Protocol):
    """Makes the change; doing it twice does it once."""

    def __call__(self, proposal: Proposal) -> None:
        """Raises ProposalRefused."""
        ...
