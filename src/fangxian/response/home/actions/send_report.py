"""A person at home reports how they are, by their own link."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID, uuid4

from fangxian.response.home.actions.record_report import Said, record_report
from fangxian.response.home.models import HomeStay, Report, Source
from fangxian.response.ledger.context import acting


def send_report(
    stay: HomeStay,
    *,
    well: bool,
    temperature: Decimal | None = None,
    symptoms: Sequence[str] = (),
    note: str = "",
    id: UUID | None = None,
) -> Report:
    """Record what somebody says of themselves; whoever calls has read the secret of their link.

    Raises
    ------
    Invalid
        A temperature cannot be right.
    Conflict
        ``home.over``: they stay at home no longer.
    """
    said = Said(
        source=Source.SELF,
        outcome=Report.Outcome.WELL if well and not symptoms else Report.Outcome.ILL,
        temperature=temperature,
        symptoms=tuple(symptoms),
        note=note,
        id=id or uuid4(),
    )
    with acting(f"home:{stay.id}"):
        return record_report(stay, said)
