"""Reading case numbers out of what a list says about the source of an infection.

The rule, in the order in which it is applied to a text such as ``contact with TJ5; family`` or
``related to cases 3 and 7`` or ``病例3、5的家属``:

1. **Whole numbers.** A word made of letters and digits that is the number of a known case, in small or capital
   letters, with or without a blank or hyphen between the two (``TJ5``, ``tj-5``, ``TJ 5``).
2. **Counted cases.** After the word *case(s)*, *patient(s)*, *病例*, *患者*, *感染者* or *No.*, every figure of the
   list that follows, joined by commas, slashes, *and*, *和*, *及*, *与*, *、*: the known case whose number ends in
   that figure, if there is only one.
3. In a column that holds nothing but case numbers, bare figures count as in 2; where several series have the figure,
   the series of the row's own number is meant, as a list counts its own cases.

What is read so is a link of certainty *probable*: the list says that the two are connected, not how it was
established. A case's own number is no source. A figure that no known case bears is reported, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,12})[ \-_]?(\d{1,9}(?:[-_]\d+)*)(?![A-Za-z0-9])")
_JOIN: Final = r"\s*(?:(?:,|，|、|;|；|/|&|\+|and|和|及|与)\s*)+"
_COUNTED: Final = re.compile(
    rf"(?:cases?|patients?|病例|患者|感染者|no\.?)\s*[:：#]?\s*((?<![A-Za-z])\d{{1,9}}(?:{_JOIN}\d{{1,9}}(?![A-Za-z0-9]))*)",
    re.IGNORECASE,
)
_ENDING: Final = re.compile(r"\d{1,9}$")
_FIGURE: Final = re.compile(r"(?<![A-Za-z0-9])\d{1,9}(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class References:
    """What a text refers to.

    Attributes
    ----------
    numbers : tuple of str
        Numbers of known cases, in the order of the text, each once.
    unknown : tuple of str
        What reads like a case number of this list and is none.
    itself : bool
        Whether the case names itself.
    """

    numbers: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    itself: bool = False


class Register:
    """The case numbers of an incident, found by how people write them.

    Parameters
    ----------
    numbers : iterable of str
        Every case number.
    """

    def __init__(self, numbers: Iterable[str]) -> None:
        self._by_word: dict[str, str] = {}
        self._by_figure: dict[int, str | None] = {}
        self._series: set[str] = set()
        for number in numbers:
            self._by_word[_squeezed(number)] = number
            found = _ENDING.search(number)
            if found:
                figure = int(found.group())
                self._by_figure[figure] = None if figure in self._by_figure else number
                self._series.add(_squeezed(number[: found.start()]))

    def read(self, text: str, own: str, *, only_numbers: bool = False) -> References:
        """The cases that a text refers to.

        Parameters
        ----------
        own : str
            Number of the case that the text is about.
        only_numbers : bool
            True for a column that holds nothing but case numbers.
        """
        found: dict[int, str | None] = {}
        unknown: dict[int, str] = {}
        for match in _WORD.finditer(text):
            number = self._by_word.get(_squeezed(match.group()))
            if number is not None:
                found[match.start()] = number
            elif match.group(1).casefold() in self._series:
                unknown[match.start()] = match.group()
        series = _ENDING.sub("", own) if only_numbers else ""
        counted = [(0, text)] if only_numbers else [(m.start(1), m.group(1)) for m in _COUNTED.finditer(text)]
        for offset, part in counted:
            for match in _FIGURE.finditer(part):
                figure = match.group()
                number = self._by_word.get(_squeezed(series + figure)) or self._by_figure.get(int(figure))
                if number is not None:
                    found.setdefault(offset + match.start(), number)
                else:
                    unknown.setdefault(offset + match.start(), match.group())
        in_order = [number for _place, number in sorted(found.items()) if number is not None]
        distinct = list(dict.fromkeys(in_order))
        return References(
            numbers=tuple(number for number in distinct if number != own),
            unknown=tuple(dict.fromkeys(word for _place, word in sorted(unknown.items()))),
            itself=own in distinct,
        )


def _squeezed(number: str) -> str:
    return re.sub(r"[\s\-_]", "", number).casefold()
