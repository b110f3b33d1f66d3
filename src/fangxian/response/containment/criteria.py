"""Whether a zone may be lifted: the conditions of its kind, each with its truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fangxian.protocol.schema.condition import Condition, Value
from fangxian.response.containment.history import CLEAN_DAYS, clean_days, last_infection, local_date
from fangxian.response.containment.models import Zone
from fangxian.response.containment.rulebook import kinds_in_force
from fangxian.response.ledger import clock
from fangxian.response.ledger.queries.facts import facts_of


@dataclass(frozen=True, slots=True)
class Criteria:
    """The conditions to lift one zone, as of a moment.

    Attributes
    ----------
    conditions : tuple
        Each condition of the rulebook with its truth; None where a figure is not known.
    met : bool or None
        Whether all hold.
    earliest : date or None
        The first local day on which the days without a new infection suffice, if none is found until then.
    """

    conditions: tuple[tuple[Condition, bool | None], ...]
    met: bool | None
    earliest: date | None


def criteria_to_lift(zone: Zone, at: datetime) -> Criteria:
    """Weigh the conditions of the zone's kind, in the pack in force at `at`, on what the ledger holds."""
    kind = kinds_in_force(zone.incident_id, at).get(zone.kind)
    if kind is None:
        return Criteria((), None, None)
    last = last_infection(facts_of(zone.incident_id, [zone.subject]).get(zone.subject, []))
    figures: dict[str, Value | None] = {CLEAN_DAYS: clean_days(last, at, clock.zone())}
    truths = tuple((condition, condition.truth(figures)) for condition in kind.lift)
    wanted = [int(condition.value) for condition in kind.lift if condition.figure == CLEAN_DAYS]
    earliest = local_date(last, clock.zone()) + timedelta(days=max(wanted)) if last and wanted else None
    return Criteria(truths, kind.may_lift(figures), earliest)
