"""How wide the columns of a table are, by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

NARROWEST: Final = 7
WIDEST: Final = 34
"""Bounds of what a column asks for, in letters, so that no column takes all."""

LINE: Final = 72
"""Letters side by side on a page, less what stands between columns."""

_MARGIN: Final = 1
"""Letters left free beside a word."""

_WORD: Final = re.compile(r"[!-~]+")
"""What is never broken: a date, a number, a word in Latin letters."""


def wide(text: str) -> int:
    """Letters that a text is wide; a Chinese character counts for two."""
    return sum(2 if ord(letter) >= 0x2E80 else 1 for letter in text)


def weights(rows: Sequence[Sequence[str]]) -> list[int]:
    """A weight for each column of a table: the width of its longest cell, within bounds.

    Where the columns ask for more than fits on a line, each keeps what its longest word takes, so that a date stays
    in its column, and what is left is shared by what the others ask for beyond that.
    """
    columns = list(zip_longest(*rows, fillvalue=""))
    asked = [min(max(NARROWEST, *map(wide, column)), WIDEST) for column in columns]
    words = [max((len(word) for cell in column for word in _WORD.findall(cell)), default=0) for column in columns]
    least = [min(max(NARROWEST, word + _MARGIN), ask) for word, ask in zip(words, asked, strict=True)]
    beyond, spare = sum(asked) - sum(least), LINE - sum(least)
    if sum(asked) <= LINE or spare <= 0:
        return asked
    return [few + round((ask - few) * spare / beyond) for ask, few in zip(asked, least, strict=True)]
