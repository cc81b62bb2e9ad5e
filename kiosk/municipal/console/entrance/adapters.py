"""What of signing in is the city hall's own: nobody signs up, words, and the secrets at rest."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from kiosk.municipal.console.entrance.second_factor import is_lately_proven


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators and have no e-mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("ユーザー名かパスワードがちがいます。"),
        "incorrect_password": gettext_lazy("パスワードがちがいます。"),
        "enter_current_password": gettext_lazy("パスワードがちがいます。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not of whoever has just signed in."""
        return not is_lately_proven(context.request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the work."""
        return str(self.get_login_redirect_url(request))


class StaffSecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keys of authenticator apps are encrypted with the installation's secret: the database alone opens
    nothing."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("確認コードがちがいます。"),
    }

    def get_totp_issuer(self) -> str:
        """Whose code it is, in the staff's app."""
        return f"{gettext('証明書交付の管理')} ({self._get_site_name()})"

    def encrypt(self, text: str) -> str:
        """As it is stored."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As it is used."""
        return _vault().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """A name until somebody gives it another."""
        already = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("パスキー %(number)d") % {"number": already + 1}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """The user as a browser shows it."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.get_username()}


def passkeys_are_possible() -> bool:
    """Whether the console was reached by a name: for an address there are none (WebAuthn §5.1.2)."""
    host = context.request.get_host()
    name = host.rpartition(":")[0] or host
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return True
    return False


def _vault() -> Fernet:
    key = hashlib.sha256(b"keys of authenticator apps: " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
