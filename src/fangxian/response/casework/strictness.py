"""Which of several kinds of contact a person is kept under: the strictest 从严."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fangxian.protocol.pack import Pack

PLAIN: Final = ("general", "venue", "companion", "secondary", "close")
"""Kinds from the mildest to the strictest, where no rulebook ranks them."""


def strictest(kinds: Iterable[str], rulebook: Pack | None = None) -> str:
    """The strictest of some kinds of contact, in whatever order they come.

    The rulebook's ranks decide where it knows every kind; otherwise the plain order, in which an unknown kind
    is the mildest. Of equal rank, the first by name.

    Raises
    ------
    ValueError
        There is none.
    """
    found = sorted(set(kinds))
    if not found:
        raise ValueError("no kind of contact")
    ranks = {row.id: row.rank for row in rulebook.contact_kinds} if rulebook is not None else {}
    if all(kind in ranks for kind in found):
        return max(found, key=lambda kind: ranks[kind])
    return max(found, key=lambda kind: PLAIN.index(kind) if kind in PLAIN else -1)


def known_kinds(rulebook: Pack | None = None) -> list[str]:
    """Every kind that may be recorded: the plain ones and those of the rulebook."""
    own = [row.id for row in rulebook.contact_kinds] if rulebook is not None else []
    return list(dict.fromkeys([*PLAIN[::-1], *own]))
