"""Pages of a list by key, not by number: the tenth page costs what the first does, and rows are never all counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid

PAGE: Final = 50
"""Rows of a page."""

CAP: Final = 10_000
"""How far a list is counted; beyond, it says “more than”."""

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page.

    Attributes
    ----------
    rows : list
        In the list's order.
    after, before : str
        Keys of the pages that follow and precede; empty where there is none.
    """

    rows: list[Row]
    after: str
    before: str


def page(rows: QuerySet[Row], column: str, *, after: str = "", before: str = "", size: int = PAGE) -> Page[Row]:
    """A page of rows, newest first by a time column and, of equal times, by id.

    Parameters
    ----------
    rows : QuerySet
        Filtered, in any order.
    column : str
        Name of the time column; an index on it and ``id`` serves the page.
    after, before : str
        Key of the last row of the page before, or of the first of the page after; neither for the first page.

    Raises
    ------
    Invalid
        ``page.key``: the key was not made by this function.
    """
    if before:
        found = list(rows.filter(_beyond(column, "gt", before)).order_by(column, "-id")[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        return Page(found, _key(found[-1], column) if found else "", _key(found[0], column) if more else "")
    if after:
        rows = rows.filter(_beyond(column, "lt", after))
    found = list(rows.order_by(f"-{column}", "id")[: size + 1])
    more, found = len(found) > size, found[:size]
    return Page(
        found,
        _key(found[-1], column) if more else "",
        _key(found[0], column) if after and found else "",
    )


def count(rows: QuerySet[Any]) -> int:
    """How many rows there are, counted up to one more than :data:`CAP`."""
    return rows.order_by()[: CAP + 1].count()


def _beyond(column: str, side: str, key: str) -> Q:
    at, id_ = _read(key)
    other = "gt" if side == "lt" else "lt"
    # The first condition says the same more loosely, as one range of the index.
    return Q(**{f"{column}__{side}e": at}) & (Q(**{f"{column}__{side}": at}) | Q(**{f"id__{other}": id_}))


def _key(row: Model, column: str) -> str:
    return f"{getattr(row, column).isoformat()}_{row.pk}"


def _read(key: str) -> tuple[datetime, UUID]:
    at, _underscore, id_ = key.replace(" ", "+").rpartition("_")
    try:
        return datetime.fromisoformat(at), UUID(id_)
    except ValueError:
        raise Invalid(
            "page.key",
            _("“%(key)s” is no page of this list."),
            remedy=_("Begin at the first page."),
            field="after",
            key=key,
        ) from None
