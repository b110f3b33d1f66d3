"""From what the rows of a list say of each other to links between cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fangxian.response.casework.linelist.rows import Row
from fangxian.response.casework.linelist.sources import References, Register

Link = tuple[str, str]
"""Numbers of the source and of the case that it may have infected."""

_DIRECTED: Final = (("source_cases", True), ("source", False), ("cluster", False))

LINKING: Final = ("source_cases", "source", "cluster", "related_cases")
"""Fields whose text can state a link."""


def links_of(
    said: Mapping[str, str], number: str, register: Register, before: Mapping[str, tuple[str, ...]]
) -> set[Link]:
    """The links that a row states.

    Parameters
    ----------
    said : Mapping[str, str]
        What the row says, by field.
    before : Mapping[str, tuple]
        By case number, what orders cases in time; a case that is merely *related* is taken to be the source of
        the later of the two.
    """
    links: set[Link] = set()
    for name, only_numbers in _DIRECTED:
        found = register.read(said.get(name, ""), number, only_numbers=only_numbers)
        links |= {(source, number) for source in found.numbers}
    for other in register.read(said.get("related_cases", ""), number, only_numbers=True).numbers:
        first, second = sorted((number, other), key=lambda one: (*before.get(one, ("9999",)), one))
        links.add((first, second))
    return links


def note_unread(row: Row, said: Mapping[str, str], register: Register) -> None:
    """List references that lead nowhere."""
    for name, only_numbers in (*_DIRECTED, ("related_cases", True)):
        found: References = register.read(said.get(name, ""), row.number, only_numbers=only_numbers)
        for word in found.unknown:
            row.note("link.unknown", name, word)
        if found.itself:
            row.note("link.itself", name, row.number)
