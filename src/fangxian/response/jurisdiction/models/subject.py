"""Subjects of things that have a number, not a UUID of their own."""

from __future__ import annotations

from uuid import UUID


def numbered(kind: str, number: int) -> str:
    """The subject of a numbered thing: the number written as a UUID, so that it reads back.

    >>> numbered("office", 12)
    'office:00000000-0000-0000-0000-00000000000c'
    """
    return f"{kind}:{UUID(int=number)}"


def number_of(subject: str) -> int:
    """The number in a subject that :func:`numbered` wrote.

    Raises
    ------
    ValueError
        The subject holds no UUID.
    """
    return UUID(subject.partition(":")[2]).int
