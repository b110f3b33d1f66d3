"""Ids that follow from what they stand for, so that a request sent twice records once."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

_NAMESPACE: Final = UUID("6f1c9a52-4b55-5d0e-9c3b-0f0a3a7d7e11")


def derived(*parts: object) -> UUID:
    """The UUID (version 5) that belongs to these parts, always the same."""
    return uuid5(_NAMESPACE, "|".join(str(part) for part in parts))
