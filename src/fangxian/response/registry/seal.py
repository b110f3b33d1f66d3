"""Sealing identities (AES-256-GCM), and the keyed hashes by which a sealed one is found again.

Both keys come from one installation secret by HKDF-SHA256 (RFC 5869). Each seal has its own random nonce and
is bound to its person: moved to another row it does not open.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from typing import Final
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fangxian.errors import FangxianError
from fangxian.response.registry.identity import IdentityCard

VERSION: Final = b"\x01"
"""First byte of every seal; another scheme will take another."""

_NONCE: Final = 12  # bytes; NIST SP 800-38D recommends 96 bits for GCM


class SealBroken(FangxianError):
    """A sealed identity does not open: another key, or altered bytes."""

    status = 500


def seal(person: UUID, card: IdentityCard) -> bytes:
    """Seal who a person is.

    Returns
    -------
    bytes
        Version, nonce, then ciphertext with its tag.
    """
    return seal_bytes(person, msgspec.json.encode(card))


def unseal(person: UUID, sealed: bytes) -> IdentityCard:
    """Open a seal.

    Raises
    ------
    SealBroken
        The key is another one, the bytes were altered, or the seal belongs to another person.
    """
    return msgspec.json.decode(unseal_bytes(person, sealed), type=IdentityCard)


def seal_bytes(owner: UUID, plain: bytes) -> bytes:
    """Seal any bytes that tell who somebody is; `owner` is the id of the row that keeps them."""
    return Sealer(1).seal(owner, plain)


def unseal_bytes(owner: UUID, sealed: bytes) -> bytes:
    """Open what :func:`seal_bytes` sealed.

    Raises
    ------
    SealBroken
        As :func:`unseal`.
    """
    data = bytes(sealed)
    version, nonce, body = data[:1], data[1 : 1 + _NONCE], data[1 + _NONCE :]
    try:
        if version != VERSION:
            raise InvalidTag
        return _sealer(_secret()).decrypt(nonce, body, version + owner.bytes)
    except InvalidTag as error:
        raise SealBroken(
            "identity.seal",
            _("What was sealed does not open with this installation's key."),
            remedy=_("Restore the identity key that was in use when it was written (keys/identity)."),
        ) from error


def blind_index(kind: str, value: str) -> bytes:
    """The keyed hash (BLAKE2b, 16 bytes) of an identifying value, equal for equal values and telling nothing else.

    Parameters
    ----------
    kind : str
        What the value is (``phone``, ``resident_id`` …), so that equal texts of two kinds never meet.
    value : str
        Already in its normal form.
    """
    return Sealer().index(kind, value)


class Sealer:
    """Seals and indexes many at once: the keys are looked up once, the random numbers of `seals` seals drawn together.

    Says what :func:`seal_bytes` and :func:`blind_index` say.
    """

    __slots__ = ("_encrypt", "_keyed", "_nonces")

    def __init__(self, seals: int = 0) -> None:
        secret = _secret()
        self._encrypt = _sealer(secret).encrypt
        self._keyed = _keyed(secret)
        drawn = os.urandom(_NONCE * seals)
        self._nonces = [drawn[at : at + _NONCE] for at in range(0, len(drawn), _NONCE)]

    def seal(self, owner: UUID, plain: bytes) -> bytes:
        """Seal any bytes; raises `IndexError` beyond the number that was asked for: no nonce serves twice."""
        nonce = self._nonces.pop()
        return VERSION + nonce + self._encrypt(nonce, plain, VERSION + owner.bytes)

    def index(self, kind: str, value: str) -> bytes:
        """The keyed hash of an identifying value."""
        digest = self._keyed.copy()
        digest.update(f"{kind}\x00{value}".encode())
        return digest.digest()


def _secret() -> str:
    secret: str = settings.FANGXIAN_IDENTITY_KEY
    return secret


@lru_cache(maxsize=4)
def _sealer(secret: str) -> AESGCM:
    return AESGCM(_derive(secret, b"fangxian identity seal"))


@lru_cache(maxsize=4)
def _keyed(secret: str) -> hashlib.blake2b:
    return hashlib.blake2b(key=_derive(secret, b"fangxian identity index"), digest_size=16)


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
