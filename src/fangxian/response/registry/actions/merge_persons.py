"""Two entries of the register are one person: the one is read as the other from now on.

What follows the surviving person, and how (docs/adr/0014-merging-is-a-reading.md):

* facts stay where they are; ``person.merged`` has the ledger read them as the survivor's, tasks with them;
* rows of other apps (cases, contacts, exposures, visits …) point at the survivor (:mod:`…registry.moving`);
* the identity stays sealed to its entry; look-ups by document or phone lead to the survivor, whose gaps it fills.

Nothing is deleted that the merge does not keep in full, so :func:`undo_merge` restores both as they were.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, NotFound
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from fangxian.response.ledger.store import lock_subjects
from fangxian.response.registry import moving
from fangxian.response.registry.followers import followers
from fangxian.response.registry.likeness import narrowest
from fangxian.response.registry.models import Duplicate, Merge, Person

_FILLED = ("sex", "age", "residence", "stay")


@transaction.atomic
def merge_persons(
    kept: Person, merged: Person, *, reason: str = "", id: UUID | None = None, by: Post | None = None
) -> Merge:
    """Merge one entry of a person into another; sending the same id again merges once.

    Raises
    ------
    NotAllowed
        The post may not record people in the areas of both.
    Conflict
        They are the same entry, or one was merged already; ``person.two_cases``: each is a case of one incident;
        ``person.exposed_oneself``: the one is on record as having exposed the other.
    """
    request = id or uuid4()
    for person in (kept, merged):
        if by is not None:
            require(by, "case.write", person.area)
    with access.everywhere():
        lock_subjects({kept.subject, merged.subject})
        held = Merge.objects.filter(id=request).first()
        if held is not None:
            return held
        kept, merged = _fresh(kept, merged)
        for follower in followers():
            follower.refuse(kept, merged)
        log = moving.Log()
        log.watch([kept])
        for follower in followers():
            log.watch(follower.derived(kept, merged))
        for follower in followers():
            for row in list(follower.unfit(kept, merged)):
                moving.take(row, log)
        moving.give(merged, kept, log, _join)
        _fill(kept, merged)
        Person.objects.filter(pk=merged.pk).update(merged_into=kept)
        entries = [entry for follower in followers() for entry in follower.settle(kept, request)]
        said = _merged(kept, merged, request)
        merge = Merge.objects.create(
            id=request,
            kept=kept,
            merged=merged,
            area=narrowest(kept.area, merged.area),
            reason=" ".join(reason.split())[:300],
            fact=said.id,
            at=said.at,
            actor=context.actor(),
            moved=[*log.close(), *(_said(entry) for entry in entries)],
        )
        record([said, *entries])
        _decide(kept, merged, merge)
    return merge


def _join(row: Model, twin: Model) -> None:
    for follower in followers():
        follower.join(row, twin)


def _fresh(kept: Person, merged: Person) -> tuple[Person, Person]:
    rows = {row.id: row for row in Person.objects.select_for_update().filter(id__in=[kept.id, merged.id])}
    if kept.id == merged.id:
        raise Conflict("person.same", _("This is one and the same entry."), remedy=_("Choose two."))
    if len(rows) < 2:
        raise NotFound("person.unknown", _("There is no such person in your area."))
    for row in rows.values():
        if row.merged_into_id is not None:
            raise Conflict(
                "person.merged_already",
                _("%(label)s has been merged into another entry already."),
                remedy=_("Open that one, or undo the merge first."),
                label=row.label,
            )
    return rows[kept.id], rows[merged.id]


def _fill(kept: Person, merged: Person) -> None:
    """What the surviving entry leaves open is taken from the other."""
    for name in _FILLED:
        if getattr(kept, name) in ("", None):
            setattr(kept, name, getattr(merged, name))
    kept.save(update_fields=list(_FILLED))


def _merged(kept: Person, merged: Person, request: UUID) -> Entry:
    return Entry(
        kind="person.merged",
        subject=merged.subject,
        at=clock.now(),
        area=merged.area,
        attributes={"into": kept.subject},
        id=request,
    )


def _said(entry: Entry) -> moving.Step:
    """A fact that followed from the merge, to be voided when it is undone."""
    incident = str(entry.incident) if entry.incident else None
    return {"step": "fact", "id": str(entry.id), "subject": entry.subject, "area": entry.area, "incident": incident}


def _decide(kept: Person, merged: Person, merge: Merge) -> None:
    first, second = sorted((kept, merged), key=lambda person: person.id)
    Duplicate.objects.update_or_create(
        first=first,
        second=second,
        defaults={"state": Duplicate.State.MERGED, "decided_at": merge.at, "decided_by": merge.actor},
        create_defaults={
            "area": merge.area,
            "score": 100,
            "found_at": merge.at,
            "state": Duplicate.State.MERGED,
            "decided_at": merge.at,
            "decided_by": merge.actor,
        },
    )
