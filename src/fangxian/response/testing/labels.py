"""Codes of tubes that we print ourselves: ``12-K7QM2X-01`` is the first of a sheet of the round with the serial 12."""

from __future__ import annotations

import secrets
from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: nothing that is read as something else."""


def new_codes(serial: int, count: int) -> list[str]:
    """Codes that nobody else has: a sheet's six characters are one of a thousand million."""
    sheet = "".join(secrets.choice(_LETTERS) for _place in range(6))
    return [f"{serial}-{sheet}-{place + 1:02}" for place in range(count)]
