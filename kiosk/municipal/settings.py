"""Django's settings, taken from the ``city-hall.toml`` that KIOSK_CITY_HALL names.

Without that variable they describe an empty city hall in memory, or in the database that
KIOSK_CITY_HALL_DATABASE names, which is what type checks, migrations in the making and tests of single
functions need; ``kiosk municipal`` always names a file.
"""

from __future__ import annotations

import os
import secrets
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
    "kiosk.municipal.registry",
    "kiosk.municipal.availability",
    "kiosk.municipal.identity",
    "kiosk.municipal.fleet",
    "kiosk.municipal.issuance",
    "kiosk.municipal.verification",
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

USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", gettext_lazy("Japanese")), ("en", gettext_lazy("English"))]
LOCALE_PATHS = [compiled_catalogues()]

LOGIN_URL = "console:login"
LOGIN_REDIRECT_URL = "console:first_page"
LOGOUT_REDIRECT_URL = "console:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

SESSION_COOKIE_SECURE = True
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING_CONFIG = None
