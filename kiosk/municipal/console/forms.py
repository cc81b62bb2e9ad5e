"""What staff must say when they switch a service."""

from __future__ import annotations

from datetime import datetime

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
