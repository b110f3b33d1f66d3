"""The secret of a report link: the id of its row, signed. Nothing in it says whose it is."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Final
from uuid import UUID

from django.conf import settings

_SIGNATURE: Final = 16
"""Bytes of the HMAC-SHA256 that are kept: 128 bits, so that guessing is hopeless at any rate of asking."""


def secret_of(link: UUID) -> str:
    """The last part of the address of a link: 43 characters."""
    return urlsafe_b64encode(link.bytes + _sign(link.bytes)).decode().rstrip("=")


def read(secret: str) -> UUID | None:
    """The id of a link, from its secret; None for one that we did not sign. Asks no database."""
    try:
        data = urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    except (NotBase64, ValueError):
        return None
    if len(data) != 16 + _SIGNATURE:
        return None
    link = UUID(bytes=data[:16])  # letter by letter, for there are other ways to write the same bytes
    return link if hmac.compare_digest(secret_of(link).encode(), secret.encode()) else None


def _sign(said: bytes) -> bytes:
    key = hashlib.sha256(b"home report link " + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, said, hashlib.sha256).digest()[:_SIGNATURE]
