"""Who may use the sample's city hall: two terminals, and two members of staff with their second factor."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

CITY_TERMINAL = "aoba-store"
"""Serves 青葉市 alone."""
SHARED_TERMINAL = "border-store"
"""Serves both places, so that residents choose."""

_DIGITS = 6
_PERIOD = 30


@dataclass(frozen=True)
class Login:
    """A member of the demo's staff, which guards nothing but made-up people: all of it is printed.

    ``key`` (Base32) is what an authenticator app would have been told; ``code`` stands in for the app.
    """

    name: str
    password: str = field(repr=False)
    key: str = field(repr=False)
    roles: tuple[str, ...]

    def code(self, at: float | None = None) -> str:
        """The six digits of a moment (seconds since 1970; None: now) by RFC 6238."""
        app = TOTP(base64.b32decode(self.key), _DIGITS, SHA1(), _PERIOD, enforce_key_length=False)  # noqa: S303
        return app.generate(int(time.time() if at is None else at)).decode()


OPERATOR = Login("sato", "tsukimino-2100", "KNAVITZNIFHUEQJNGIYTAMCUKNKUWSJN", ("operator", "administrator"))
APPROVER = Login("tanaka", "hashibami-2100", "IFHUEQJNKRAU4QKLIEWTEMJQGAWUQQKT", ("approver", "auditor"))
LOGINS = {login.name: login for login in (OPERATOR, APPROVER)}
