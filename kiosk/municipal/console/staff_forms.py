"""What an administrator says of a member of the staff."""

from __future__ import annotations

from typing import cast

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kiosk.municipal.console.rights import Role

_NAME = r"^[\w.@+-]{2,150}$"


class RolesForm(forms.Form):
    """What somebody is in the municipality."""

    roles = forms.MultipleChoiceField(
        label=_("権限"),
        required=False,
        choices=lambda: [
            (role.value, format_html("<span><b>{}</b>{}</span>", role.words, role.explanation))
            for role in Role
        ],
        widget=forms.CheckboxSelectMultiple,
    )

    def chosen(self) -> list[Role]:
        """The roles that were ticked."""
        return [Role(role) for role in cast("list[str]", self.cleaned_data["roles"])]


class NewStaffForm(RolesForm):
    """Somebody new."""

    name = forms.RegexField(
        _NAME,
        label=_("ユーザー名"),
        max_length=150,
        help_text=_("半角の英数字と . @ + - _"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        error_messages={
            "required": _("ユーザー名を入れてください。"),
            "invalid": _("ユーザー名に使えない文字があります。"),
        },
    )
    field_order = ("name", "roles")
