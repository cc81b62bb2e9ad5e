"""How the rooms that terminals speak to say no."""

from __future__ import annotations

from kiosk.certificates.failures import Failure


class Refused(Exception):
    """The visit or order stops here; ``failure`` is all that the terminal is told."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure
