"""The forms of signing in, in the console's words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter as get_second_factor_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from kiosk.municipal.console.entrance.lockout import count_wrong_code, is_locked_out
from kiosk.municipal.console.models import StaffProfile

_CODE = _("確認コード")


def _word(field: forms.Field, label: Any, **attributes: str) -> None:
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


def _word_code(form: forms.Form, label: Any = _CODE) -> None:
    _word(form.fields["code"], label, autocomplete="one-time-code", autofocus="", autocapitalize="none")


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["login"], _("ユーザー名"), autocapitalize="none", autofocus="")
        _word(self.fields["password"], _("パスワード"))


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """The second factor typed: an app's code, or one of the recovery codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_code(self, _("確認コード（または予備のコード）"))

    def clean_code(self) -> str:
        """The code, if it is right and there are tries left."""
        return _counted(self, super().clean_code)


class CodeAgainForm(ReauthenticateByCodeForm):  # type: ignore[misc]
    """The same before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_code(self)

    def clean_code(self) -> str:
        """The code, if it is right and there are tries left."""
        return _counted(self, super().clean_code)


def _counted(form: Any, checked: Any) -> str:
    if is_locked_out(context.request, form.user):
        raise get_second_factor_adapter().validation_error("incorrect_code")
    try:
        code = str(checked())
        if not _used_first(form.user, code):
            raise get_second_factor_adapter().validation_error("incorrect_code")
    except forms.ValidationError:
        count_wrong_code(context.request, form.user)
        raise
    return code


def _used_first(user: User, code: str) -> bool:
    """Whether nobody has used the code before. allauth keeps that for one period of a code, but a code is
    good for the periods beside its own, too."""
    seconds = (2 * settings.MFA_TOTP_TOLERANCE + 1) * app_settings.TOTP_PERIOD
    digits = "".join(filter(str.isdigit, code))
    return cache.add(f"console.code?user={user.pk}&code={digits}", "used", timeout=seconds)


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The password before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["password"], _("パスワード"), autofocus="")


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The old password, counted like a try to sign in, and twice the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["oldpassword"], _("いまのパスワード"), autofocus="")
        _word(self.fields["password1"], _("新しいパスワード"))
        _word(self.fields["password2"], _("新しいパスワード（もう一度）"))
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())

    def clean_oldpassword(self) -> str:
        """The password, if it is the user's."""
        old = str(self.cleaned_data["oldpassword"])
        if not get_adapter().reauthenticate(self.user, old):
            raise get_adapter().validation_error("enter_current_password")
        return old

    def save(self) -> None:
        """Store it; from now on nobody else knows it."""
        super().save()
        StaffProfile.objects.filter(user=self.user).update(password_is_provisional=False)

    def clean(self) -> dict[str, Any]:
        """A new password that is new, typed twice alike."""
        cleaned: dict[str, Any] = super().clean()
        if self.errors.get("password2"):
            self.errors["password2"] = self.error_class([_("2回のパスワードが、ちがいます。")])
        elif cleaned.get("password1") and cleaned.get("password1") == cleaned.get("oldpassword"):
            self.add_error("password1", _("いまとちがうパスワードを入れてください。"))
        return cleaned


class EnrolAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_code(self, _("アプリに出た6けたの数字"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class EnrolPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey, and what it is called. It opens the console by itself: it asks for a finger or a PIN."""

    passwordless = forms.BooleanField(initial=True, widget=forms.CheckboxInput(attrs={"hidden": ""}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["name"], _("この機器の呼び名"))
