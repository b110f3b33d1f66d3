"""Correct a recorded visit; the former statement stays in the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.actions._visit_facts import place_entry, place_of, visit_entry, voided
from fangxian.response.casework.actions.record_visit import VisitReport, check_visit, periods_of
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Visit
from fangxian.response.casework.policies import require_either
from fangxian.response.casework.writing import lock_persons, recorded
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from fangxian.response.registry.actions import name_place

AMENDABLE: Final = tuple(item.name for item in fields(VisitReport) if item.name not in ("person", "id"))
"""What can be corrected: everything but whose visit it was."""


@transaction.atomic
def amend_visit(visit: Visit, changes: Mapping[str, Any], *, id: UUID | None = None, by: Post | None = None) -> Visit:
    """Correct a visit; the exposure of its place follows.

    Parameters
    ----------
    changes : Mapping
        Field of :class:`VisitReport` to its right value. What the record says already is no change.
    id : UUID
        Minted by the caller; sending it twice corrects once.

    Raises
    ------
    NotAllowed
        The post may record neither where the person belongs nor where the place is.
    Conflict
        ``visit.voided``: it was declared never to have been.
    Invalid
        A field cannot be amended, or its value cannot be right.
    """
    unknown = sorted(set(changes) - set(AMENDABLE))
    if unknown:
        raise Invalid(
            "visit.not_amendable",
            _("“%(field)s” cannot be amended."),
            remedy=_("These can: %(known)s."),
            field=unknown[0],
            known=", ".join(AMENDABLE),
        )
    now, request = clock.now(), id or uuid4()
    with access.everywhere():
        lock_persons([f"person:{visit.person_id}"])
        held = Visit.objects.select_for_update(of=("self",)).select_related("person").get(id=visit.id)
        require_either(by, "case.write", (held.area, held.place_area))
        if held.voided_at is not None:
            raise Conflict("visit.voided", _("This visit has been voided."), remedy=_("Record it anew."))
        said = {**_said(held), **changes}
        check_visit(VisitReport(person=held.person, **said), now)
        if said == _said(held) or recorded([derived(request, "visit.recorded", held.fact)]):
            return held
        before = place_of(held)
        old_place = held.place_id
        place = name_place(said["place"], area=said["place_area"], category=said["category"])
        held.place, held.place_name, held.place_area = place, place.name, place.area
        held.category = said["category"]
        for name in set(AMENDABLE) - {"place", "place_area", "category"}:
            setattr(held, name, said[name])
        entry = visit_entry(held, request=request, corrects=held.fact)
        entries = [entry]
        period = periods_of(held.incident, {held.person_id}, now).get(held.person_id)
        exposing = period is not None and period.covers(held.began_at, held.ended_at)
        held.fact = entry.id
        if held.place_fact is not None and (not exposing or old_place != held.place_id):
            entries.append(voided(before, now, held.place_fact, str(_("The visit was corrected.")), request=request))
            held.place_fact = None
        if exposing:
            exposed: Entry = place_entry(held, now, request=request, corrects=held.place_fact)
            held.place_fact = exposed.id
            entries.append(exposed)
        held.save()
        record(entries)
    return held


def _said(visit: Visit) -> dict[str, Any]:
    special = {"place": visit.place_name, "place_area": visit.place_area}
    return {name: special.get(name, getattr(visit, name, None)) for name in AMENDABLE}
