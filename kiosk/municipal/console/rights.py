"""What may be done in the console, and who may: the one list. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy


class Right(StrEnum):
    """One thing that may be done for a municipality; every page names the one that it needs."""

    SEE = "see"
    """Look at what is on, at claims, alarms and proposals: no page of these names a resident."""
    SWITCH = "switch"
    SETTLE = "settle"
    """Close claims, acknowledge alarms."""
    PROPOSE = "propose"
    """Draft a change of fees, layouts, the official seal or the trust anchors."""
    APPROVE = "approve"
    """Put somebody else's draft in force, or refuse it."""
    SUSPEND_CARDS = "suspend-cards"
    SEE_STAFF = "see-staff"
    MANAGE_STAFF = "manage-staff"


class Role(StrEnum):
    """What somebody is for one municipality; a person may be several."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    APPROVER = "approver"
    CARD_DESK = "card-desk"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def words(self) -> str | Promise:
        """In the staff's language."""
        return _WORDS[self]

    @property
    def explanation(self) -> str | Promise:
        """What it is for."""
        return _EXPLANATIONS[self]


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.SEE}),
    Role.OPERATOR: frozenset({Right.SEE, Right.SWITCH, Right.SETTLE, Right.PROPOSE}),
    Role.APPROVER: frozenset({Right.SEE, Right.APPROVE}),
    Role.CARD_DESK: frozenset({Right.SEE, Right.SUSPEND_CARDS}),
    Role.AUDITOR: frozenset({Right.SEE, Right.SEE_STAFF}),
    Role.ADMINISTRATOR: frozenset({Right.SEE, Right.SEE_STAFF, Right.MANAGE_STAFF}),
}

_WORDS: dict[Role, str | Promise] = {
    Role.VIEWER: pgettext_lazy("role", "閲覧"),
    Role.OPERATOR: pgettext_lazy("role", "運用"),
    Role.APPROVER: pgettext_lazy("role", "承認"),
    Role.CARD_DESK: pgettext_lazy("role", "カード受付"),
    Role.AUDITOR: pgettext_lazy("role", "監査"),
    Role.ADMINISTRATOR: pgettext_lazy("role", "職員の管理"),
}
_EXPLANATIONS: dict[Role, str | Promise] = {
    Role.VIEWER: gettext_lazy("受付の状態、未精算、警報、変更の案を見る。"),
    Role.OPERATOR: gettext_lazy("受付を切り替え、未精算と警報を処理し、変更の案を作る。"),
    Role.APPROVER: gettext_lazy("ほかの職員が作った変更の案を、承認する。"),
    Role.CARD_DESK: gettext_lazy("カードの一時停止を、いつでも受け付ける。"),
    Role.AUDITOR: gettext_lazy("職員と権限も、あわせて見る。"),
    Role.ADMINISTRATOR: gettext_lazy("職員を登録し、権限を決め、ログインを作り直す。"),
}


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """Everything that one of the roles may do."""
    return frozenset(right for role in roles for right in RIGHTS[role])
