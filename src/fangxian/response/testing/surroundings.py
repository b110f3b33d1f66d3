"""What becomes of swabs of surfaces and goods: they are on record, and a positive one orders what the rulebook says.

Like the re-tests it may be run again at any time and adds only what is missing.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.registry.actions.name_place import name_place
from fangxian.response.registry.models import Place
from fangxian.response.registry.seal import unseal
from fangxian.response.testing.facts import record_new
from fangxian.response.testing.lane.things import GOODS, Thing, thing_of
from fangxian.response.testing.methods import ENVIRONMENT
from fangxian.response.testing.models import Registration, Round, Tube

_SPECIMENS: Final = {GOODS: "goods"}


def report_things(of: Round) -> None:
    """Record each swab of a surface or of goods, its result, and a place that is exposed by a positive one.

    A positive batch of goods is to be held and traced, a positive place to be decided on and disinfected, by the
    rulebook's own clauses.
    """
    tubes = {one.code: one for one in Tube.objects.filter(round=of.serial, group=ENVIRONMENT)}
    if not tubes:
        return
    rows = Registration.objects.filter(round=of.serial, tube__in=list(tubes), voided_at=None).order_by("at", "id")
    entries: list[Entry] = []
    for row in rows:
        thing = thing_of(unseal(row.id, bytes(row.sealed)))
        entries += _said(of, row, tubes[row.tube], thing, subject_of(thing, row.area))
    record_new(entries)


def things_of(of: Round, limit: int) -> list[tuple[Registration, Tube, Thing]]:
    """The last swabs of surfaces and goods in scope, each with its tube."""
    tubes = {one.code: one for one in Tube.objects.filter(round=of.serial, group=ENVIRONMENT)}
    rows = Registration.objects.filter(round=of.serial, tube__in=list(tubes), voided_at=None).order_by("-at", "id")
    return [(row, tubes[row.tube], thing_of(unseal(row.id, bytes(row.sealed)))) for row in rows[:limit]]


def subject_of(thing: Thing, area: str) -> str:
    """The batch of goods, or the place in the register; entered there by its name where nobody named it before."""
    if thing.kind == GOODS:
        return f"batch:{batch_id(thing.lot)}"
    return name_place(thing.place, area=area, category=Place.Category.OTHER).subject


def batch_id(lot: str) -> UUID:
    """Id of a batch of goods, always the same for its number."""
    return derived("batch", lot.casefold())


def _said(of: Round, row: Registration, tube: Tube, thing: Thing, subject: str) -> list[Entry]:
    whom = Whom(of.incident_id, subject, row.area)
    spot = " · ".join(filter(None, [thing.place if thing.kind == GOODS else "", thing.spot]))
    what: dict[str, Any] = {"sample": str(row.id), "spot": spot or None, "count": 1}
    specimen = _SPECIMENS.get(thing.kind, "environment")
    found = [whom.fact("environment.sampled", row.at, {**what, "specimen": specimen}, request=derived(row.id, "taken"))]
    if tube.result:
        at = tube.released_at or clock.now()
        positive = int(tube.result == "positive")
        told = {**what, "result": tube.result, "positive": positive}
        found.append(whom.fact("environment.resulted", at, told, request=derived(row.id, "resulted")))
        if positive and thing.kind != GOODS:
            exposed = {"from": row.at, "to": at, "area": row.area}
            found.append(whom.fact("place.exposed", at, exposed, request=derived(row.id, "exposed")))
    return found
