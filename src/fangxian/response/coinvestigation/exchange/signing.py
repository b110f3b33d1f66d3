"""Signatures (Ed25519, RFC 8032) over files, so that what was sent can be told from what was changed since.

Each workspace has a key of its own, drawn from a secret in the data directory. Its public half and fingerprint
are printed on every sheet; the other side compares them once, by telephone, and trusts them from then on.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.ledger import clock

ALGORITHM: Final = "Ed25519"


@dataclass(frozen=True, slots=True)
class Signed:
    """What a file says, and who signed it."""

    content: Mapping[str, Any]
    key: str
    """Public key, base64."""

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the key that signed."""
        return fingerprint(self.key)


def canonical(content: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: JSON with sorted keys and no blanks, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def public_key() -> str:
    """This workspace's public key, base64."""
    return base64.b64encode(_own().public_key().public_bytes_raw()).decode()


def fingerprint(key: str) -> str:
    """SHA-256 of a public key, 64 hexadecimal digits.

    Raises
    ------
    Invalid
        ``sheet.key``: this is no public key.
    """
    return hashlib.sha256(_read_key(key).public_bytes_raw()).hexdigest()


def grouped(text: str) -> str:
    """A fingerprint or code in groups of four, to be read aloud."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4)).upper()


def sign(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with this workspace's signature, ready to be written as JSON."""
    key = public_key()
    value = base64.b64encode(_own().sign(canonical(content))).decode()
    return {
        "content": content,
        "signature": {"algorithm": ALGORITHM, "key": key, "fingerprint": fingerprint(key), "value": value},
    }


def opened(document: Any) -> Signed:
    """What a signed document says, if its signature holds. Whether the key is trusted is another question.

    Raises
    ------
    Invalid
        ``sheet.file`` (no such document), ``sheet.key`` or ``sheet.signature``: the content was changed.
    """
    match document:
        case {"content": dict(content), "signature": {"algorithm": "Ed25519", "key": str(key), "value": str(value)}}:
            pass
        case _:
            raise unreadable()
    try:
        _read_key(key).verify(base64.b64decode(value, validate=True), canonical(content))
    except (InvalidSignature, ValueError):
        raise Invalid(
            "sheet.signature",
            _("The signature does not belong to what the file says: it was changed after it was signed."),
            remedy=_("Ask the sender for the file again, and take nothing from this one."),
            field="file",
        ) from None
    return Signed(content, key)


def unreadable() -> Invalid:
    """The refusal of a file that is none of ours."""
    return Invalid(
        "sheet.file",
        _("This is no file of a co-investigation sheet."),
        remedy=_("Choose the JSON or XLSX file as it was sent, not a copy saved in another format."),
        field="file",
    )


def _own() -> Ed25519PrivateKey:
    secret: str = settings.FANGXIAN_SHEET_KEY
    info = b"fangxian sheets " + clock.workspace().slug.encode()
    return Ed25519PrivateKey.from_private_bytes(
        HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())
    )


def _read_key(key: str) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(key.strip(), validate=True))
    except ValueError:
        raise Invalid(
            "sheet.key",
            _("This is no public key: it has 44 characters and ends with “=”."),
            remedy=_("Copy it from the sender's sheet."),
            field="key",
        ) from None
