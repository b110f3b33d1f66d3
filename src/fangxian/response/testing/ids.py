"""Ids that follow from what they stand for."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from fangxian.response.casework.ids import derived


@lru_cache(maxsize=65_536)
def tube_id(serial: int, code: str) -> UUID:
    """Id of a tube of a round, always the same."""
    return derived("tube", serial, code)


def roll_id(serial: int, index: bytes) -> UUID:
    """Id of a person's entry on a round's roll, always the same."""
    return derived("roll", serial, index.hex())
