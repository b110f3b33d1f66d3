"""What every way to export shares: the parts of the file, and what the file says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from fangxian.response.casework.queries.export import watermark
from fangxian.response.interchange import rows
from fangxian.response.interchange.choice import Choice
from fangxian.response.interchange.columns import chosen
from fangxian.response.interchange.writers import Chunk, Origin, Part
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either

Told = Callable[[int], None]
"""Hears how many rows have been written, after each chunk."""


def parts(
    kinds: Sequence[str],
    columns: Mapping[str, list[str]],
    choice: Choice,
    *,
    identities: bool,
    told: Told,
) -> list[Part]:
    """The parts of a file, in order; their rows are read as they are written."""
    count = 0

    def counted(chunks: Iterator[list[dict[str, object]]]) -> Iterator[Chunk]:
        nonlocal count
        for chunk in chunks:
            yield chunk
            count += len(chunk)
            told(count)

    return [
        Part(
            kind,
            chosen(kind, columns.get(kind), identities=identities),
            counted(rows.rows(kind, choice, identities=identities)),
        )
        for kind in kinds
    ]


def origin(who: str, purpose: str) -> Origin:
    """Where a file comes from, that is made now."""
    workspace = clock.workspace()
    title = either(workspace.title_zh, workspace.title_en)
    return Origin(watermark(), title, who, clock.now().astimezone(clock.zone()), purpose)


def described(kinds: Sequence[str], format: str, *, identities: bool) -> str:
    """What the record says was in it."""
    return " · ".join([*kinds, format, *(["identities"] if identities else [])])
