"""Which injects are due: their moment has come, or what they wait for is on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from fangxian.drill.room.models import Inject
from fangxian.drill.scenario.script import moments
from fangxian.protocol.clause import Where

_WHERE: TypeAdapter[Where] = TypeAdapter(Where)


def due_injects(now: datetime) -> list[Inject]:
    """Injects to be delivered now, in the order of the list."""
    return [one for one in Inject.objects.filter(state=Inject.State.WAITING) if _is_due(one, now)]


def _is_due(inject: Inject, now: datetime) -> bool:
    if inject.after is None:
        return inject.due_at is not None and inject.due_at <= now
    anyway = inject.after["anyway"]
    if anyway is not None and datetime.fromisoformat(anyway) <= now:
        return True
    count = int(inject.after["count"])
    met = moments(inject.after["fact"], filters(inject.after["where"]), count)
    return len(met) >= count and met[count - 1] + timedelta(seconds=inject.after["delay"]) <= now


def followed(inject: Inject, expected: Mapping[str, Any]) -> datetime | None:
    """When what an inject asks for first happened after its delivery."""
    met = moments(expected["fact"], filters(expected["where"]), 1, since=inject.delivered_at)
    return met[0] if met else None


def filters(where: Mapping[str, Any]) -> Where:
    """A filter as the database keeps it, as a filter."""
    return _WHERE.validate_python({name: _said(test) for name, test in where.items()})


def _said(test: Any) -> Any:
    """A test without what it does not say: JSON writes the rest as null."""
    return {key: value for key, value in test.items() if value is not None} if isinstance(test, Mapping) else test
