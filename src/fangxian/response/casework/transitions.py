"""Which classification may become which: the pack in force decides, a plain table where it is silent."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.protocol.pack import Pack
from fangxian.response.casework.models import Classification
from fangxian.response.ledger.models import PackAdoption
from fangxian.response.ledger.packs import pack

PLAIN: Final[dict[str, frozenset[str]]] = {
    "suspect": frozenset({"probable", "confirmed", "asymptomatic", "excluded"}),
    "probable": frozenset({"confirmed", "asymptomatic", "excluded"}),
    "confirmed": frozenset({"asymptomatic", "excluded"}),
    "asymptomatic": frozenset({"suspect", "confirmed", "excluded"}),
    "excluded": frozenset({"suspect", "probable", "confirmed", "asymptomatic"}),
}
"""What may follow on what where no pack says: every step towards certainty, every exclusion, every re-opening.

A case is never silently downgraded from laboratory to clinical grounds; that is an exclusion and a new report.
"""


def pack_in_force(incident: UUID, at: datetime) -> Pack | None:
    """The pack that an incident is read under at a moment; None where none had been adopted."""
    adoption = PackAdoption.objects.filter(incident=incident, in_force_from__lte=at).order_by("-in_force_from").first()
    return pack(adoption.pack) if adoption else None


def may_become(rulebook: Pack | None, source: str, target: str) -> bool:
    """Whether a case of one classification may be put into another.

    A rulebook decides between the classes it lists transitions for; excluding and re-opening are always
    possible, because a record must be able to admit an error.
    """
    if source == target:
        return False
    if "excluded" in (source, target):
        return target in PLAIN.get(source, frozenset())
    rules = rulebook.cases if rulebook is not None else None
    if rules is not None and rules.transitions and {source, target} <= {item.id for item in rules.classes}:
        return rules.may_become(source, target)
    return target in PLAIN.get(source, frozenset())


def next_classes(rulebook: Pack | None, source: str) -> list[str]:
    """Every classification that may follow, in the order of the list of classifications."""
    return [target for target in Classification.values if may_become(rulebook, source, target)]


def require_transition(rulebook: Pack | None, source: str, target: str) -> None:
    """Raise unless the transition is allowed.

    Raises
    ------
    Conflict
        ``case.transition``; names both classes and what is possible.
    """
    if may_become(rulebook, source, target):
        return
    labels = dict(Classification.choices)
    raise Conflict(
        "case.transition",
        _("A case that is “%(source)s” cannot become “%(target)s”."),
        remedy=_("Possible are: %(possible)s."),
        source=labels.get(source, source),
        target=labels.get(target, target),
        possible=", ".join(str(labels[name]) for name in next_classes(rulebook, source)),
    )
