"""Keyed pseudonyms: an id that only the holder of a key can tie to a phone number.

HMAC-SHA-256 (RFC 2104, FIPS 198-1), cut to 128 bits: with 10⁸ ids the chance that any two meet is below 10⁻²². The
key stays with whoever delivers the stays; who has the pseudonyms and no key cannot try all phone numbers.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from fangxian.science.tracing.errors import TracingError

LEAST_KEY_BYTES = 16


def pseudonyms(ids: Iterable[str], key: bytes) -> list[str]:
    """Return the pseudonym of each id: 32 hexadecimal digits.

    Raises
    ------
    TracingError
        ``search.warrant_missing`` if the key is shorter than 16 bytes.
    """
    if len(key) < LEAST_KEY_BYTES:
        raise TracingError("search.warrant_missing", field="key", why=f"at least {LEAST_KEY_BYTES} bytes")
    return [hmac.digest(key, text.encode(), "sha256")[:16].hex() for text in ids]
