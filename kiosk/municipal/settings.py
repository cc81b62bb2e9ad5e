"""Django's settings, taken from the ``city-hall.toml`` that KIOSK_CITY_HALL names.

Without that variable they describe an empty city hall in memory, or in the database that
KIOSK_CITY_HALL_DATABASE names, which is what type checks, migrations in the making and tests of single
functions need; ``kiosk municipal`` always names a file.
"""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy

from kiosk.municipal.catalogues import compiled_catalogues
from kiosk.municipal.configuration import DATABASE_VARIABLE, Configuration, load
from kiosk.municipal.databases import database_settings

_FILE = os.environ.get("KIOSK_CITY_HALL")

CITY_HALL = (
    load(Path(_FILE))
    if _FILE
    else Configuration(directory=Path(os.devnull), database=os.environ.get(DATABASE_VARIABLE, ":memory:"))
)

SECRET_KEY = CITY_HALL.secret_key_file.read_text() if _FILE else secrets.token_hex(32)
DEBUG = False
ALLOWED_HOSTS = [f"[{host}]" if ":" in host else host for host in CITY_HALL.hosts]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "kiosk.municipal.registry",
    "kiosk.municipal.availability",
    "kiosk.municipal.identity",
    "kiosk.municipal.fleet",
    "kiosk.municipal.issuance",
    "kiosk.municipal.verification",
    "kiosk.municipal.proposals",
    "kiosk.municipal.console",
    "kiosk.municipal.operation",
]
MIDDLEWARE = [
    "kiosk.municipal.log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kiosk.municipal.console.security.ContentSecurityPolicyMiddleware",
    "kiosk.municipal.outage.DatabaseOutageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "kiosk.municipal.console.doors.DoorMiddleware",
]
ROOT_URLCONF = "kiosk.municipal.urls"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]
DATABASES = {"default": database_settings(CITY_HALL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Which codes of authenticator apps are used up must be known to every process; who asks the public page how
# often is nothing to write down.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "console_cache"},
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", gettext_lazy("Japanese")), ("en", gettext_lazy("English"))]
LOCALE_PATHS = [compiled_catalogues()]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "console:first_page"
LOGOUT_REDIRECT_URL = "account_login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "kiosk.municipal.console.membership.MembershipBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

ACCOUNT_ADAPTER = "kiosk.municipal.console.entrance.adapters.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Tries are counted by axes, in the database and for a user wherever they come from.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "kiosk.municipal.console.entrance.forms.SignInForm",
    "reauthenticate": "kiosk.municipal.console.entrance.forms.PasswordAgainForm",
    "change_password": "kiosk.municipal.console.entrance.forms.NewPasswordForm",
}
MFA_ADAPTER = "kiosk.municipal.console.entrance.adapters.StaffSecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# A telephone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "kiosk.municipal.console.entrance.forms.CodeForm",
    "reauthenticate": "kiosk.municipal.console.entrance.forms.CodeAgainForm",
    "activate_totp": "kiosk.municipal.console.entrance.forms.EnrolAppForm",
    "add_webauthn": "kiosk.municipal.console.entrance.forms.EnrolPasskeyForm",
}
AXES_FAILURE_LIMIT = CITY_HALL.sign_in.tries
AXES_COOLOFF_TIME = timedelta(seconds=CITY_HALL.sign_in.lock)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_LOCKOUT_CALLABLE = "kiosk.municipal.console.entrance.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
# Whoever keeps trying does not keep the rightful user out for longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["username", "login", "code", "oldpassword", "password1", "password2"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# It fears tries that are counted by agent or cookie; these are counted by user.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

SESSION_COOKIE_SECURE = True
SESSION_COOKIE_AGE = CITY_HALL.sign_in.longest
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING_CONFIG = None
