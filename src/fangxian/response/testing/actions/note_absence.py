"""Say why somebody on the roll was not sampled."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, NotFound
from fangxian.response.casework.writing import check_choice, check_text
from fangxian.response.jurisdiction.models import Post
from fangxian.response.testing.models import EXCUSED, Progress, Registration, RollEntry, Round
from fangxian.response.testing.policies import SAMPLE, require_in


@transaction.atomic
def note_absence(of: Round, entry: UUID, *, absence: str, note: str = "", by: Post | None = None) -> RollEntry:
    """Note it, or take it back with an empty reason.

    Raises
    ------
    NotAllowed
        The post may not run stations where the person lives.
    NotFound
        Nobody with that entry is on the roll in scope.
    Conflict
        ``roll.sampled``: the person has been sampled.
    """
    check_choice(absence, ["", *RollEntry.Absence.values], "absence")
    said = check_text(note, 200, "note")
    row = RollEntry.objects.select_for_update().filter(round=of.serial, id=entry).first()
    if row is None:
        raise NotFound("roll.unknown", _("There is nobody with this entry on the roll in your area."))
    require_in(by, SAMPLE, row.area)
    if absence and Registration.objects.filter(round=of.serial, hash=row.hash, counted=True).exists():
        raise Conflict("roll.sampled", _("This person has been sampled."), remedy=_("Nothing is missing here."))
    change = (absence in EXCUSED) - (row.absence in EXCUSED)
    RollEntry.objects.filter(round=of.serial, id=entry).update(absence=absence, absence_note=said)
    if change:
        progress = Progress.objects.select_for_update().get(round=of.serial, area=row.area, building=row.building)
        progress.excused += change
        progress.save(update_fields=["excused"])
    row.absence, row.absence_note = absence, said
    return row
