"""The time line of a zone or a proposal in words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import pgettext_lazy

from fangxian.response.casework.queries import story
from fangxian.response.containment.actions.review_zone import DECISIONS
from fangxian.response.containment.models import Opinion, Permit, Proposal, ServicePoint, Zone
from fangxian.response.containment.models.zone import UNITS
from fangxian.response.containment.rulebook import kinds_in_force
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import say
from fangxian.ui.vocabulary import ZONE_LEVELS

_WORDS: Final[dict[str, dict[str, Any]]] = {
    "opinion": dict(Opinion.Verdict.choices),
    "unit": UNITS,
    "service": dict(ServicePoint.Kind.choices),
    "reason": dict(Permit.Reason.choices),
    "decision": DECISIONS,
    "direction": {"out": pgettext_lazy("gate", "out"), "in": pgettext_lazy("gate", "in")},
}


def timeline(held: Zone | Proposal) -> list[dict[str, Any]]:
    """What is on record, in the order it happened; kinds of zone as the rulebook in force calls them."""
    kinds = kinds_in_force(held.incident_id, clock.now())
    levels = {**ZONE_LEVELS, **{key: say(kind.title) for key, kind in kinds.items()}}
    return story.timeline(held.subject, {**_WORDS, "level": levels, "from": levels, "area": area_names([held.area])})
