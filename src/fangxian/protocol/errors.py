"""Errors of the protocol room, in both languages and without Django.

A :class:`Problem` has a stable code, the field it is about, where it stands (file and line), and the values of
its sentence. The sentences stand side by side in :mod:`fangxian.protocol.messages`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it stands and why.

    Attributes
    ----------
    code : str
        Stable machine code, such as ``fact.kind_unknown``.
    field : str
        What it is about: an attribute, ``clause[3].clock.within``, or empty.
    params : Mapping[str, Any]
        Values of the sentence's placeholders.
    file, line : str or None, int or None
        Where it stands; lines count from 1.
    warning : bool
        True if it deserves a look but refuses nothing.
    """

    code: str
    field: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    file: str | None = None
    line: int | None = None
    warning: bool = False

    def text(self, language: Language = "en") -> str:
        """Return the sentence in one of the two languages."""
        from fangxian.protocol.messages import MESSAGES  # messages are long; facts are checked by the million

        english, chinese = MESSAGES.get(self.code, (self.code, self.code))
        template = chinese if language == "zh" else english
        return template.format_map(_Forgiving(self.params))

    def place(self) -> str:
        """Return ``file:line: field`` as far as it is known."""
        spot = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return ": ".join(part for part in (spot, self.field) if part)

    def at(self, file: str | None, line: int | None) -> Problem:
        """Return the same problem with its place."""
        return replace(self, file=file, line=line)

    def __str__(self) -> str:
        place = self.place()
        return f"{place}: {self.text()} [{self.code}]" if place else f"{self.text()} [{self.code}]"


class ProtocolError(Exception):
    """One or more problems that refuse a fact or a pack.

    Attributes
    ----------
    problems : tuple of Problem
        All of them, in the order of the file or of the fields.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(*self.problems)

    @property
    def code(self) -> str:
        """Code of the first problem."""
        return self.problems[0].code

    def text(self, language: Language = "en") -> str:
        """Return every problem's sentence in one of the two languages, one a line."""
        return "\n".join(problem.text(language) for problem in self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class _Forgiving(dict[str, Any]):
    """A sentence with a value missing still reads."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
