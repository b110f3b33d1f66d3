"""Whether a zone may be lifted or lowered: each condition of its kind with its truth and its evidence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from fangxian.protocol.fact import Fact
from fangxian.protocol.schema.condition import Condition, Value
from fangxian.protocol.schema.zone import ZoneKind
from fangxian.response.casework.models import Contact, ContactKind
from fangxian.response.containment.history import (
    CLEAN_DAYS,
    SINCE_LOWERED,
    Lowered,
    clean_days,
    earliest_lift,
    last_infection,
    local_date,
    lowered,
)
from fangxian.response.containment.models import Zone
from fangxian.response.containment.rulebook import kinds_in_force
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import say
from fangxian.response.ledger.queries.facts import facts_of
from fangxian.response.registry.units import home_labels
from fangxian.response.testing.queries.clean import last_full_round
from fangxian.ui import formats

COUNTY: Final = 6
"""Characters of a county's code."""


@dataclass(frozen=True, slots=True)
class Check:
    """One condition.

    Attributes
    ----------
    truth : bool or None
        None where the figure is not known, which lifts nothing.
    evidence : str
        What the answer rests on, in the reader's language.
    """

    condition: Condition
    truth: bool | None
    evidence: str

    @property
    def title(self) -> str:
        """The condition in the reader's language."""
        return say(self.condition.title)


@dataclass(frozen=True, slots=True)
class Criteria:
    """The conditions to lift one zone, as of a moment.

    Attributes
    ----------
    met : bool or None
        Whether all hold.
    earliest : date or None
        The first local day on which the days without a new infection suffice, if none is found until then.
    lowers_to : str
        Kind to which it is lowered first; empty where it is lifted.
    """

    checks: tuple[Check, ...]
    met: bool | None
    earliest: date | None
    lowers_to: str = ""


def criteria_to_lift(zone: Zone, at: datetime) -> Criteria:
    """Weigh the conditions of the zone's kind, in the pack in force at `at`, on what the ledger holds."""
    kinds = kinds_in_force(zone.incident_id, at)
    kind = kinds.get(zone.kind)
    if kind is None:
        return Criteria((), None, None)
    held = facts_of(zone.incident_id, [zone.subject]).get(zone.subject, [])
    facts = [fact for fact in held if fact.at <= at]
    down = lowered(facts)
    figures = _Figures(zone, kind, kinds, facts, down, at)
    conditions = kind.conditions(lowered=down is not None)
    checks = tuple(figures.check(condition) for condition in conditions)
    met = kind.may_lift(figures.values, lowered=down is not None)
    below = kinds.get(kind.lowers_to or "")
    earliest = earliest_lift(conditions, figures.last, down, clock.zone())
    return Criteria(checks, met, earliest, below.id if below and below.rank > 0 else "")


class _Figures:
    """The figures of one zone that its conditions ask for, each with what it rests on."""

    def __init__(
        self, zone: Zone, kind: ZoneKind, kinds: dict[str, ZoneKind], facts: Sequence[Fact], down: Lowered | None,
        at: datetime,
    ) -> None:  # fmt: skip
        self.local = clock.zone()
        self.at, self.down = at, down
        self.last = last_infection(facts)
        self.values: dict[str, Value | None] = {}
        self.evidence: dict[str, str] = {}
        self._clean()
        wanted = {condition.figure for condition in kind.conditions(lowered=down is not None)}
        if wanted & {"days_since_last_contact_exposure", "last_contacts_negative"}:
            self._contacts(zone)
        if "hours_since_round_all_negative" in wanted:
            self._round(zone, facts)
        if "stricter_zones_lifted" in wanted:
            self._stricter(zone, kind, kinds)

    def check(self, condition: Condition) -> Check:
        """One condition, weighed."""
        said = self.evidence.get(condition.figure, _("This figure is not computed here."))
        return Check(condition, condition.truth(self.values), said)

    def _since(self) -> datetime | None:
        return self.down.since(self.last) if self.down is not None else None

    def _clean(self) -> None:
        self.values[CLEAN_DAYS] = clean_days(self.last, self.at, self.local)
        self.evidence[CLEAN_DAYS] = (
            _("Last infection found %(at)s: day %(days)s.")
            % {"at": formats.moment(self.last), "days": self.values[CLEAN_DAYS]}
            if self.last is not None
            else _("It is not on record when the last infection was found.")
        )
        since = self._since()
        if self.down is not None and since is not None:
            self.values[SINCE_LOWERED] = clean_days(since, self.at, self.local)
            self.evidence[SINCE_LOWERED] = _("Lowered %(at)s; counted from %(since)s: day %(days)s.") % {
                "at": formats.moment(self.down.at), "since": formats.moment(since), "days": self.values[SINCE_LOWERED],
            }  # fmt: skip

    def _contacts(self, zone: Zone) -> None:
        """The close contacts of the zone who were exposed last, and their last results."""
        lo, hi = area_range(zone.area)
        there = Q(area__gte=lo, area__lt=hi) | Q(person__residence__gte=lo, person__residence__lt=hi)
        with access.everywhere():  # somebody of the zone may be under the care of another district
            rows = Contact.objects.filter(there, incident=zone.incident_id, kind=ContactKind.CLOSE)
            close = list(rows.exclude(last_exposure=None).filter(identified_at__lte=self.at).select_related("person"))
            if not close:
                self.values |= {"days_since_last_contact_exposure": math.inf, "last_contacts_negative": True}
                nobody = _("No close contact of the area is on record.")
                self.evidence |= dict.fromkeys(("days_since_last_contact_exposure", "last_contacts_negative"), nobody)
                return
            days = {one: local_date(one.last_exposure, self.local) for one in close if one.last_exposure}
            newest = max(days.values())
            last = [one for one, day in days.items() if day == newest]
            facts = facts_of(zone.incident_id, [one.subject for one in last])
        self.values["days_since_last_contact_exposure"] = (local_date(self.at, self.local) - newest).days
        self.evidence["days_since_last_contact_exposure"] = _("Last exposure of a contact: %(day)s.") % {
            "day": formats.day(newest)
        }
        open_ = [one.number for one in last if not self._negative(one, facts.get(one.subject, []))]
        self.values["last_contacts_negative"] = not open_
        self.evidence["last_contacts_negative"] = (
            _("Without a negative last result: %(numbers)s.") % {"numbers": ", ".join(sorted(open_)[:20])}
            if open_
            else _("Negative: %(numbers)s.") % {"numbers": ", ".join(sorted(one.number for one in last)[:20])}
        )

    def _negative(self, contact: Contact, facts: Sequence[Fact]) -> bool:
        results = [
            fact for fact in facts
            if fact.kind == "sample.resulted" and contact.last_exposure is not None
            and contact.last_exposure <= fact.at <= self.at
        ]  # fmt: skip
        return bool(results) and results[-1].attributes["result"] == "negative"

    def _round(self, zone: Zone, facts: Sequence[Fact]) -> None:
        """The last round of everybody: by the testing lane's counters and results, or as it was recorded by hand."""
        name = "hours_since_round_all_negative"
        last = next((fact for fact in reversed(facts) if fact.kind == "zone.round_tested"), None)
        tested = last_full_round(zone.incident_id, _homes(zone), self.at)
        said: tuple[datetime, bool, str] | None = None
        if last is not None:
            clean = bool(last.attributes.get("all_negative"))
            words = _("Last round %(at)s: all negative.") if clean else _("Last round %(at)s: not all negative.")
            said = last.at, clean, words % {"at": formats.moment(last.at)}
        if tested is not None and tested.decided is not None and (said is None or tested.decided > said[0]):
            words = _("Round %(number)s, last result %(at)s: %(positive)s positive, everybody else negative.")
            if tested.waiting:
                words = _("Round %(number)s, last result %(at)s: %(positive)s positive, %(waiting)s without a result.")
            shown = {"number": tested.number, "at": formats.moment(tested.decided), "positive": tested.positive}
            said = tested.decided, not tested.positive, words % (shown | {"waiting": tested.waiting})
        if said is not None:
            self.values[name] = (self.at - said[0]).total_seconds() / 3600 if said[1] else math.inf
            self.evidence[name] = said[2]
        elif tested is not None:
            words = _("Round %(number)s: %(missing)s still to be tested, %(waiting)s without a result.")
            shown = {"number": tested.number, "missing": tested.missing, "waiting": tested.waiting}
            self.evidence[name] = words % shown
        else:
            self.evidence[name] = _("No round of testing of everybody is on record.")

    def _stricter(self, zone: Zone, kind: ZoneKind, kinds: dict[str, ZoneKind]) -> None:
        lo, hi = area_range(zone.area[:COUNTY])
        stricter = [key for key, one in kinds.items() if one.rank > kind.rank]
        with access.everywhere():
            rows = Zone.objects.filter(
                Q(lifted_at=None) | Q(lifted_at__gt=self.at), incident=zone.incident_id, kind__in=stricter,
                area__gte=lo, area__lt=hi, effective_from__lte=self.at,
            ).exclude(id=zone.id)  # fmt: skip
            names = list(rows.order_by("name").values_list("name", flat=True)[:20])
        self.values["stricter_zones_lifted"] = not names
        self.evidence["stricter_zones_lifted"] = (
            _("In force: %(names)s.") % {"names": ", ".join(names)} if names else _("None is in force.")
        )


def _homes(zone: Zone) -> dict[str, list[str]]:
    """Whom a zone holds, as rolls name them: whole areas, and buildings of others."""
    if not zone.units:
        return {zone.area: []}
    listed = home_labels([int(one["id"]) for one in zone.units if one.get("id")])
    whole: dict[str, list[str]] = {str(one["area"]): [] for one in zone.units if not one.get("id")}
    return listed | whole
