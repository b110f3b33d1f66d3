"""Pages by key: rows in order of due time, from where the last page ended, however far that is."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid

PAGE: Final = 50

Row = TypeVar("Row", bound=Model)


def walk(rows: QuerySet[Row], key: str, after: str = "", before: str = "") -> tuple[list[Row], str, str]:
    """A page of rows by due time and `key`.

    Parameters
    ----------
    after, before : str
        Key of the last row of the page before, or of the first of the page after.

    Returns
    -------
    tuple
        The rows, the key to go on from and the key to go back from; empty where there is nothing more.

    Raises
    ------
    Invalid
        ``page.key``: that is no key.
    """
    if before:
        found = list(rows.filter(_beyond("lt", key, before)).order_by("-due_at", f"-{key}")[: PAGE + 1])
        more, found = len(found) > PAGE, found[:PAGE][::-1]
        return found, _name(found[-1], key) if found else "", _name(found[0], key) if more else ""
    if after:
        rows = rows.filter(_beyond("gt", key, after))
    found = list(rows.order_by("due_at", key)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    return found, _name(found[-1], key) if more else "", _name(found[0], key) if after and found else ""


def _beyond(side: str, key: str, name: str) -> Q:
    due, id_ = _read(name)
    # The first condition says the same once more, for the index: it bounds the walk, the second one ends ties.
    return Q(**{f"due_at__{side}e": due}) & (Q(**{f"due_at__{side}": due}) | Q(**{f"{key}__{side}": id_}))


def _name(row: Any, key: str) -> str:
    return f"{row.due_at.isoformat()}_{getattr(row, key)}"


def _read(name: str) -> tuple[datetime, UUID]:
    due, _underscore, id_ = name.partition("_")
    try:
        # In an address a plus may arrive as a blank.
        moment = datetime.fromisoformat(due.replace(" ", "+"))
        if moment.utcoffset() is None:
            raise ValueError(due)
        return moment, UUID(id_)
    except ValueError:
        raise Invalid(
            "page.key",
            _("“%(key)s” is no page of this list."),
            remedy=_("Start again from the first page."),
            key=name,
        ) from None
