"""Whether a closed place may open a step further: each condition of the stage with its truth and its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np
from django.db.models import Q
from django.utils.translation import gettext as _

from fangxian.protocol.fact import Fact, moment
from fangxian.protocol.schema.condition import Condition, Value
from fangxian.protocol.schema.reopening import ReopeningStage
from fangxian.response.casework.models import Contact
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.containment.criteria import Check
from fangxian.response.containment.models import Closure, Listed, Swab, Zone
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import within
from fangxian.response.ledger.language import say
from fangxian.response.ledger.queries.facts import facts_of
from fangxian.response.registry.models import Place
from fangxian.science.logistics.geometry import metres
from fangxian.ui import formats

NEAR: Final = 100.0
"""Metres within which a place is taken to stand in a building of a zone."""

NAMED: Final = 12
"""Labels that evidence names one by one."""


@dataclass(frozen=True, slots=True)
class StageCheck:
    """A stage of re-opening with its conditions, as of a moment.

    Attributes
    ----------
    reached : bool
        Whether the place is at this stage or beyond.
    next : bool
        Whether it is the one that may begin now.
    last : bool
        Whether it opens the place altogether.
    """

    stage: ReopeningStage
    checks: tuple[Check, ...]
    reached: bool
    next: bool
    last: bool

    @property
    def title(self) -> str:
        """The stage in the reader's language."""
        return say(self.stage.title)

    @property
    def met(self) -> bool:
        """Whether every condition is known to hold."""
        return all(check.truth is True for check in self.checks)


def stages(closure: Closure, at: datetime) -> list[StageCheck]:
    """The stages of the rulebook in force, each weighed; none where it has no such stages."""
    pack = pack_in_force(closure.incident_id, at)
    rows = pack.reopening if pack is not None else ()
    keys = [row.id for row in rows]
    reached = keys.index(closure.stage) if closure.stage in keys else -1
    figures = _Figures(closure, at)
    return [
        StageCheck(
            row, tuple(figures.check(condition) for condition in row.conditions), number <= reached,
            number == reached + 1 and closure.opened_at is None, number == len(rows) - 1,
        )
        for number, row in enumerate(rows)
    ]  # fmt: skip


def stage_titles(incidents: Iterable[UUID], at: datetime) -> dict[tuple[UUID, str], str]:
    """What the rulebooks in force call the stages, by incident and key."""
    found = {incident: pack_in_force(incident, at) for incident in set(incidents)}
    return {(incident, row.id): say(row.title) for incident, pack in found.items() if pack for row in pack.reopening}


class _Figures:
    """The figures of one closed place, each with what it rests on."""

    def __init__(self, closure: Closure, at: datetime) -> None:
        self.closure, self.at = closure, at
        self.values: dict[str, Value | None] = {}
        self.evidence: dict[str, str] = {}
        with access.everywhere():  # staff and visitors may be in the care of another district
            held = facts_of(closure.incident_id, [closure.subject]).get(closure.subject, [])
            facts = [fact for fact in held if fact.at <= at]
            done = self._disinfected(facts)
            self._samples(facts, done)
            self._people()
            self._goods()
            self._zones()

    def check(self, condition: Condition) -> Check:
        """One condition, weighed."""
        said = self.evidence.get(condition.figure, _("This figure is not computed here."))
        return Check(condition, condition.truth(self.values), said)

    def _disinfected(self, facts: Sequence[Fact]) -> datetime | None:
        """The disinfection that stands since the last exposure."""
        exposed = [
            moment(fact.attributes.get("to")) or moment(fact.attributes.get("from")) or fact.at
            for fact in facts
            if fact.kind == "place.exposed"
        ]
        since = max(exposed, default=None)
        done = [
            fact.at for fact in facts
            if fact.kind == "place.disinfected" and fact.attributes.get("work", "terminal") == "terminal"
            and (since is None or fact.at >= since)
        ]  # fmt: skip
        last = max(done, default=None)
        checks = [
            fact for fact in facts
            if fact.kind == "place.disinfection_checked" and last is not None and fact.at >= last
        ]  # fmt: skip
        passed = bool(checks) and bool(checks[-1].attributes.get("passed"))
        self.values["place_disinfected"] = passed
        if last is None:
            said = _("No terminal disinfection since the last exposure (%(at)s).")
            self.evidence["place_disinfected"] = said % {"at": formats.moment(since) if since else "–"}
        else:
            said = _("Disinfected %(at)s, checked and passed.") if passed else _("Disinfected %(at)s, not passed yet.")
            self.evidence["place_disinfected"] = said % {"at": formats.moment(last)}
        return last

    def _samples(self, facts: Sequence[Fact], done: datetime | None) -> None:
        name = "place_samples_negative"
        if done is None:
            self.values[name], self.evidence[name] = False, _("There is no disinfection to sample after.")
            return
        swabs = Swab.objects.filter(
            disinfection__place=self.closure.place_id, stage=Swab.When.AFTER, taken_at__gte=done, taken_at__lte=self.at
        )
        results = list(swabs.values_list("result", flat=True))
        results += [
            str(fact.attributes["result"]) for fact in facts
            if fact.kind == "environment.resulted" and fact.at >= done and not fact.attributes.get("sample")
        ]  # fmt: skip
        bad = sum(result == "positive" for result in results)
        waiting = sum(result not in ("positive", "negative") for result in results)
        self.values[name] = bool(results) and not bad and not waiting
        self.evidence[name] = _("Samples since: %(all)d, positive %(bad)d, without a result %(waiting)d.") % {
            "all": len(results), "bad": bad, "waiting": waiting,
        }  # fmt: skip

    def _people(self) -> None:
        rows = list(Listed.objects.filter(closure=self.closure).select_related("person"))
        facts = facts_of(self.closure.incident_id, [row.person.subject for row in rows])
        negative = {row.person_id for row in rows if self._negative(facts.get(row.person.subject, []))}
        traced = set(
            Contact.objects.filter(
                incident=self.closure.incident_id, person__in=[row.person_id for row in rows]
            ).values_list("person", flat=True)
        )
        staff = [row for row in rows if row.role == Listed.Role.STAFF]
        visitors = [row for row in rows if row.role == Listed.Role.VISITOR]
        untested = [row for row in staff if row.person_id not in negative]
        missing = [row for row in visitors if row.person_id not in negative | traced]
        if staff:
            self.values["staff_without_negative"] = len(untested)
            self.evidence["staff_without_negative"] = self._left(len(staff), untested)
        else:
            self.evidence["staff_without_negative"] = _("No staff is listed.")
        self.values["visitors_not_found"] = len(missing)
        self.evidence["visitors_not_found"] = self._left(len(visitors), missing)

    def _negative(self, facts: Sequence[Fact]) -> bool:
        results = [
            fact for fact in facts
            if fact.kind == "sample.resulted" and self.closure.closed_at <= fact.at <= self.at
        ]  # fmt: skip
        return bool(results) and results[-1].attributes["result"] == "negative"

    def _left(self, whole: int, left: Sequence[Listed]) -> str:
        names = ", ".join(row.person.label for row in left[:NAMED])
        said = _("%(done)d of %(whole)d.") % {"done": whole - len(left), "whole": whole}
        return f"{said} {_('Left: %(names)s.') % {'names': names}}" if left else said

    def _goods(self) -> None:
        held = list(self.closure.holds.filter(ended_at=None).values_list("goods", flat=True))
        self.values["goods_held"] = len(held)
        self.evidence["goods_held"] = ", ".join(held[:NAMED]) or _("None.")

    def _zones(self) -> None:
        pack = pack_in_force(self.closure.incident_id, self.at)
        ranks = {kind.id: kind.rank for kind in pack.zone_kinds} if pack is not None else {}
        top = max(ranks.values(), default=0)
        zones = Zone.objects.filter(
            Q(lifted_at=None) | Q(lifted_at__gt=self.at), incident=self.closure.incident_id,
            effective_from__lte=self.at, kind__in=[kind for kind, rank in ranks.items() if rank == top and top > 0],
        )  # fmt: skip
        around = [zone.name for zone in zones if _holds(zone, self.closure.place)]
        self.values["place_in_zone"] = bool(around)
        self.evidence["place_in_zone"] = ", ".join(around) or _("None.")


def _holds(zone: Zone, place: Place) -> bool:
    """Whether a zone covers a place: by its area, or by standing near one of its buildings."""
    if not zone.units:
        return within(place.area, zone.area)
    if any(not one.get("id") and within(place.area, str(one.get("area") or "-")) for one in zone.units):
        return True
    built = [(one["lon"], one["lat"]) for one in zone.units if one.get("id") and one.get("lon") is not None]
    if not built or place.lon is None or place.lat is None:
        return False
    return bool(metres(np.array([(place.lon, place.lat)]), np.array(built)).min() <= NEAR)
