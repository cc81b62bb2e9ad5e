"""What staff must say when they switch a service, close a claim or acknowledge an alarm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kiosk.municipal import clock

_REASON_LENGTH = 200


class SwitchOnForm(forms.Form):
    """Why a service is switched on again."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=_REASON_LENGTH,
        error_messages={"required": _("理由を入れてください。")},
    )


class SwitchOffForm(SwitchOnForm):
    """Why a service is switched off, and until when."""

    until = forms.DateTimeField(
        label=_("いつまで"),
        required=False,
        help_text=_("空けておくと、もう一度切り替えるまで休止します。"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    field_order = ("until", "reason")

    def clean_until(self) -> datetime | None:
        """A moment in the future, or none."""
        until: datetime | None = self.cleaned_data["until"]
        if until is not None and until <= clock.now():
            raise forms.ValidationError(_("いまより後の日時を入れてください。"))
        return until


class ReasonForm(forms.Form):
    """Why a claim is closed."""

    note = forms.CharField(
        label=_("理由"),
        max_length=_REASON_LENGTH,
        help_text=_("名前や住所などは、書かないでください。"),
        error_messages={"required": _("理由を入れてください。")},
    )


class SettleForm(ReasonForm):
    """How much was handed over, and why; no more than the terminal kept."""

    returned = forms.IntegerField(
        label=_("返した金額（円）"),
        min_value=0,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("返した金額を入れてください。"),
            "invalid": _("返した金額を入れてください。"),
            "min_value": _("返した金額を入れてください。"),
        },
    )
    field_order = ("returned", "note")

    def __init__(self, *args: Any, owed: int, kept: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept = kept
        self.fields["returned"].initial = owed or kept
        self.fields["returned"].help_text = _("%(kept)s円まで返せます。") % {"kept": kept}

    def clean_returned(self) -> int:
        """What can have been handed over."""
        returned: int = self.cleaned_data["returned"]
        if returned > self._kept:
            raise forms.ValidationError(_("端末に残っている金額より、多くは返せません。"))
        return returned


class AcknowledgeForm(ReasonForm):
    """What an alarm turned out to be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = _("対応の内容")
        self.fields["note"].error_messages["required"] = _("対応の内容を入れてください。")
