"""How wide the columns of a table are, by what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

NARROWEST: Final = 7
WIDEST: Final = 34
"""Bounds of a column, in letters: so narrow that a date's digits stay together, so wide that no column takes all."""


def wide(text: str) -> int:
    """Letters that a text is wide; a Chinese character counts for two."""
    return sum(2 if ord(letter) >= 0x2E80 else 1 for letter in text)


def weights(rows: Sequence[Sequence[str]]) -> list[int]:
    """A weight for each column of a table: the width of its longest cell, within bounds."""
    columns = zip_longest(*rows, fillvalue="")
    return [min(max(NARROWEST, *map(wide, column)), WIDEST) for column in columns]
