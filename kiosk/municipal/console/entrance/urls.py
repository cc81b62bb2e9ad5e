"""The pages of signing in. allauth knows them by these names; what it has besides – signing up, e-mail,
forgotten passwords – is not here: an administrator does that."""

from __future__ import annotations

from allauth.account.views import (
    AccountInactiveView,
    LoginView,
    LogoutView,
    PasswordChangeView,
    ReauthenticateView,
)
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.urls import URLPattern, path, reverse_lazy
from django.views.generic import View

from kiosk.municipal.console.doors import Open, door
from kiosk.municipal.console.entrance import views

_OVERVIEW = reverse_lazy("mfa_index")


def _page(
    route: str, view: type[View], name: str, kind: Open, template: str, **options: object
) -> URLPattern:
    shown = view.as_view(template_name=f"console/entrance/{template}.html", **options)
    return path(route, door(kind)(shown), name=name)


urlpatterns = [
    path("script/<slug:name>.js", views.script, name="script"),
    path("login/passkey", views.sign_in_by_passkey, name="mfa_login_webauthn"),
    _page("login", LoginView, "account_login", Open.EVERYBODY, "sign_in"),
    _page("login/second-factor", AuthenticateView, "mfa_authenticate", Open.EVERYBODY, "second_factor"),
    _page("login/inactive", AccountInactiveView, "account_inactive", Open.EVERYBODY, "inactive"),
    _page("logout", LogoutView, "account_logout", Open.EVERYBODY, "sign_out"),
    _page("password", PasswordChangeView, "account_change_password", Open.SIGNING_IN, "password"),
    _page("again", ReauthenticateView, "account_reauthenticate", Open.SIGNING_IN, "again"),
    _page("again/code", ReauthenticateByCodeView, "mfa_reauthenticate", Open.SIGNING_IN, "again"),
    _page(
        "again/passkey",
        ReauthenticateWebAuthnView,
        "mfa_reauthenticate_webauthn",
        Open.SIGNING_IN,
        "again_by_passkey",
    ),
    _page("second-factor", IndexView, "mfa_index", Open.SIGNING_IN, "overview"),
    _page("second-factor/app", ActivateTOTPView, "mfa_activate_totp", Open.SIGNING_IN, "app"),
    _page(
        "second-factor/app/remove", DeactivateTOTPView, "mfa_deactivate_totp", Open.SIGNING_IN, "remove_app"
    ),
    _page("second-factor/passkey", AddWebAuthnView, "mfa_add_webauthn", Open.SIGNING_IN, "passkey"),
    _page(
        "second-factor/passkey/<int:pk>/remove",
        RemoveWebAuthnView,
        "mfa_remove_webauthn",
        Open.SIGNING_IN,
        "remove_passkey",
        success_url=_OVERVIEW,
    ),
    _page(
        "second-factor/recovery",
        ViewRecoveryCodesView,
        "mfa_view_recovery_codes",
        Open.SIGNING_IN,
        "recovery",
    ),
    _page(
        "second-factor/recovery/new",
        GenerateRecoveryCodesView,
        "mfa_generate_recovery_codes",
        Open.SIGNING_IN,
        "new_recovery",
    ),
]
