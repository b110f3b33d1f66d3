"""Keys of devices: signed, so that the lane needs no query to know that one is genuine."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.conf import settings

PREFIX: Final = "fxd_"
"""Begins every key of a device."""

_SIGNATURE: Final = 16  # bytes of the HMAC-SHA256 that are kept


def issue(device: UUID, until: datetime) -> str:
    """A key that says which device it is and until when it holds."""
    said = device.bytes + int(until.timestamp()).to_bytes(6, "big")
    return PREFIX + urlsafe_b64encode(said + _sign(said)).decode().rstrip("=")


@lru_cache(maxsize=8192)
def read(key: str) -> tuple[UUID, datetime] | None:
    """The device and the end of a key; None for one that we did not sign."""
    if not key.startswith(PREFIX):
        return None
    text = key[len(PREFIX) :]
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (NotBase64, ValueError):
        return None
    said, signature = data[:22], data[22:]
    if len(said) != 22 or not hmac.compare_digest(signature, _sign(said)):
        return None
    return UUID(bytes=said[:16]), datetime.fromtimestamp(int.from_bytes(said[16:], "big"), UTC)


def seal_key(device: UUID) -> bytes:
    """The key under which a device keeps who it registered, and with which its exported outbox is opened: 32 bytes."""
    return _keyed(b"testing outbox ", device.bytes)


def _sign(said: bytes) -> bytes:
    return _keyed(b"testing device ", said)[:_SIGNATURE]


def _keyed(purpose: bytes, said: bytes) -> bytes:
    key = hashlib.sha256(purpose + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, said, hashlib.sha256).digest()
