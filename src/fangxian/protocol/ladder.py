"""A pack's escalation ladder, as rungs for clauses that have none of their own."""

from __future__ import annotations

from fangxian.protocol.clause import Rung
from fangxian.protocol.schema.sections import PackSections


def ladder(pack: PackSections) -> tuple[Rung, ...]:
    """Return the rungs of a pack's ``[[escalation_step]]`` rows, in their order."""
    return tuple(Rung(before=step.before, after=step.after, to=step.to) for step in pack.escalation)
