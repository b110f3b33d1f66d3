"""Count what a bulletin states: from the facts that were on record at its cut-off, whoever may see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from fangxian.protocol.bulletin import COUNTED_KINDS, counted
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import merges
from fangxian.response.ledger.models import FactRow, Incident

_COLUMNS = ("kind", "subject", "attributes")


class _Fact(NamedTuple):
    """A fact as :func:`~fangxian.protocol.bulletin.counted` reads it."""

    kind: str
    subject: str
    attributes: dict[str, Any]
    id: str
    corrects: str | None


def count(incident: Incident, as_of: datetime) -> dict[str, int]:
    """The figures of an incident, of everything recorded by `as_of`: what is learned later never changes them.

    People who were found to be one by then are counted once.
    """
    with access.everywhere():  # counts of a whole incident: some of its people may live elsewhere
        names = merges.roots(as_of)
        known = Q(incident=incident, kind__in=COUNTED_KINDS, recorded_at__lte=as_of)
        rows = FactRow.objects.filter(known).order_by("at", "kind", "id")
        columns = rows.values_list(*_COLUMNS, Cast("id", CharField()), Cast("corrects", CharField()))
        facts = [_Fact(*row) for row in columns]
    return counted(one._replace(subject=names.get(one.subject, one.subject)) for one in facts)
