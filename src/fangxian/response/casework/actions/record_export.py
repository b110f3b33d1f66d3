"""Note that a list leaves the system: who took how much of it, and what for."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record

SHORTEST_PURPOSE = 4
"""Characters; fewer say nothing that a supervisor could judge."""


@transaction.atomic
def record_export(*, purpose: str, rows: int, by: Post | None = None, note: str = "") -> None:
    """Record an export before its first byte leaves.

    Parameters
    ----------
    rows : int
        How many rows it holds, as far as they were counted.
    note : str
        What is in it, where that is worth saying: kinds of rows, format, identities.

    Raises
    ------
    NotAllowed
        The post may not export lists.
    Invalid
        No purpose is stated.
    """
    if by is not None:
        require(by, "case.export", by.area)
    purpose = " ".join(purpose.split())
    if len(purpose) < SHORTEST_PURPOSE:
        raise Invalid(
            "export.purpose",
            _("An export needs a purpose."),
            remedy=_("Say in a few words what the file is for; the export and its purpose are recorded."),
            field="purpose",
        )
    record(
        [
            Entry(
                kind="export.made",
                subject=f"export:{uuid4()}",
                at=clock.now(),
                area=by.area if by is not None else clock.workspace().home,
                attributes={"purpose": purpose, "rows": rows, "actor": context.actor()}
                | ({"note": note} if note else {}),
            )
        ]
    )
