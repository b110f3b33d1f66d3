"""Which kind of contact somebody is by where they sat: the transport rules of the rulebook, with what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fangxian.protocol.pack import Pack
from fangxian.protocol.schema.contact import ContactKind, TransportRule
from fangxian.response.ledger.language import say

BELOW = "general"
"""Kind of those on board whom no rule reaches 一般接触者, where the rulebook knows it."""


@dataclass(frozen=True, slots=True)
class Grade:
    """A kind of contact with the rule that gives it.

    Attributes
    ----------
    kind : str
        Empty where the rulebook names no kind for those below the threshold.
    rule : TransportRule
        The rule that was applied.
    of : ContactKind
        The kind whose rule it is, with its citation and mark.
    """

    kind: str
    rule: TransportRule
    of: ContactKind

    @property
    def mark(self) -> str:
        """How sure the rule is."""
        return self.of.marks.get("transport", self.of.mark)


def rules(pack: Pack | None) -> Iterator[tuple[ContactKind, TransportRule]]:
    """Every transport rule of a rulebook, of the strictest kind first."""
    for kind in sorted(pack.contact_kinds if pack is not None else (), key=lambda kind: -kind.rank):
        for rule in kind.transports:
            yield kind, rule


def grade(
    pack: Pack,
    vehicle: str,
    *,
    rows_apart: int | None = None,
    units_apart: int | None = None,
    crew: bool = False,
) -> Grade | None:
    """The kind of somebody on board of a vehicle with a case.

    Parameters
    ----------
    vehicle : str
        Key of a vehicle in the rulebook: ``aircraft``, ``train_sealed_seat`` …
    rows_apart : int or None
        Rows behind the case (positive) or in front (negative); decides where the rule counts rows.
    units_apart : int or None
        Carriages, cabins or bays away from the case's; 0 is the same. Decides where the rule counts those.
    crew : bool
        Whether the person was crew serving that part.

    Returns
    -------
    Grade or None
        None where the rulebook has no rule for the vehicle, or not enough is said to apply it.
    """
    below: Grade | None = None
    for kind, rule in rules(pack):
        if rule.vehicle != vehicle:
            continue
        reached = _reaches(rule, rows_apart, units_apart, crew)
        if reached is None:
            return None
        if reached:
            return Grade(kind.id, rule, kind)
        below = Grade(BELOW if pack.contact_kind(BELOW) is not None else "", rule, kind)
    return below


def _reaches(rule: TransportRule, rows_apart: int | None, units_apart: int | None, crew: bool) -> bool | None:
    if rule.same == "vehicle" or (crew and rule.crew):
        return True
    if rule.same == "row":
        return None if rows_apart is None else rule.covers_row(rows_apart)
    return None if units_apart is None else abs(units_apart) <= rule.adjacent


def in_words(rule: TransportRule) -> str:
    """Who counts by a rule, in a sentence."""
    units: dict[str, Any] = {
        "row": _("the row of the case"),
        "carriage": _("the carriage of the case"),
        "cabin": _("the cabin of the case"),
        "bay": _("the bay of the case"),
        "vehicle": _("everybody on board"),
    }
    parts = [units[rule.same]]
    if rule.rows_front or rule.rows_back:
        parts.append(_("%(front)s rows in front, %(back)s behind") % {"front": rule.rows_front, "back": rule.rows_back})
    if rule.adjacent:
        parts.append(_("%(count)s next to it on each side") % {"count": rule.adjacent})
    if rule.crew:
        parts.append(_("the crew serving there"))
    return "; ".join(str(part) for part in parts)


def table(pack: Pack | None) -> list[dict[str, Any]]:
    """The transport rules for a page: vehicle, who counts, kind, citation, mark."""
    return [
        {
            "vehicle": say(rule.title),
            "who": in_words(rule),
            "kind": say(kind.title),
            "cite": kind.cite,
            "mark": kind.marks.get("transport", kind.mark),
        }
        for kind, rule in rules(pack)
    ]
