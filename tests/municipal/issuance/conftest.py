"""The authority and the card of the small town."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.municipal.identity.authorities import Root


@pytest.fixture(scope="module")
def root() -> Root:
    return Root.create()


@pytest.fixture(scope="module")
def card() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)
