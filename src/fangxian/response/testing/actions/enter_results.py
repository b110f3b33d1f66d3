"""Enter what was read on a plate, and release it by a second pair of eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.testing.models import Plate, Well
from fangxian.response.testing.models.laboratory import READINGS
from fangxian.response.testing.policies import LAB, require_in
from fangxian.response.testing.retests import report_tubes


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one well.

    Attributes
    ----------
    well : str
        Its position, such as ``A1``.
    reading : str
        ``positive``, ``negative``, ``grey`` or ``invalid``.
    cts : dict
        Cycle threshold by gene target, None where none was reached.
    line : int
        Row of the file it came from; 0 where it was typed in.
    """

    well: str
    reading: str
    cts: dict[str, float | None] = field(default_factory=dict)
    line: int = 0


_RELEASE = """
    UPDATE testing_tube AS t SET result = w.reading, released_at = %(now)s
    FROM testing_well AS w
    WHERE w.plate_id = %(plate)s AND w.tube <> '' AND w.reading <> 'invalid'
        AND t.round = %(round)s AND t.code = w.tube AND t.result = ''
"""


@transaction.atomic
def enter_results(plate: Plate, readings: Sequence[Reading], *, entered_by: str, by: Post | None = None) -> Plate:
    """Enter the readings of a plate, every well of it; again before the release replaces them.

    Raises
    ------
    NotAllowed
        The post is of no laboratory there.
    Invalid
        ``plate.wells``: a well is missing, unknown or there twice (count in = count out). ``plate.reading``: a reading
        is unknown.
    Conflict
        ``plate.released``.
    """
    require_in(by, LAB, plate.area)
    held = _locked(plate.id)
    wells = {well.position: well for well in held.wells.all()}
    _check(wells, readings)
    for one in readings:
        wells[one.well].reading, wells[one.well].cts = one.reading, one.cts
    Well.objects.bulk_update(wells.values(), ["reading", "cts"])
    held.entered_by, held.entered_at = by, clock.now()
    held.entered_name = check_text(entered_by, 120, "entered_by", needed=True)
    held.save(update_fields=["entered_by", "entered_at", "entered_name"])
    return held


@transaction.atomic
def release_results(plate: Plate, *, released_by: str, by: Post | None = None) -> Plate:
    """Release a plate: its tubes have their results, and each positive or grey one holds and re-tests its people.

    Raises
    ------
    NotAllowed
        The post is of no laboratory there.
    Invalid
        ``plate.controls``: a control did not read as it must.
    Conflict
        ``plate.not_entered``, ``plate.released``, or ``plate.four_eyes``: whoever entered may not release.
    """
    require_in(by, LAB, plate.area)
    held = _locked(plate.id)
    name = check_text(released_by, 120, "released_by", needed=True)
    if held.entered_at is None:
        raise Conflict("plate.not_entered", _("Nothing has been entered for %(plate)s."), plate=held.name)
    if name == held.entered_name or (by is not None and by.pk == held.entered_by_id):
        raise Conflict(
            "plate.four_eyes",
            _("%(name)s entered these results; somebody else must release them."),
            remedy=_("Have a second person check the plate."),
            name=held.entered_name,
        )
    wrong = [well for well in held.wells.exclude(control="") if well.reading != well.control]
    if wrong:
        raise Invalid(
            "plate.controls",
            _("The control in %(well)s reads %(reading)s; nothing on the plate can be believed."),
            remedy=_("Mark the tubes invalid in a run of their own: lay them out on another plate."),
            field="controls",
            well=wrong[0].position,
            reading=wrong[0].reading,
        )
    held.released_by, held.released_name, held.released_at = by, name, clock.now()
    held.save(update_fields=["released_by", "released_name", "released_at"])
    with access.everywhere():
        with connection.cursor() as cursor:
            said: dict[str, Any] = {"now": held.released_at, "plate": held.id, "round": held.round.serial}
            cursor.execute(_RELEASE, said)
        report_tubes(held.round)
    return held


def _locked(id: UUID) -> Plate:
    held = Plate.objects.select_for_update(of=("self",)).select_related("round", "laboratory").get(id=id)
    if held.released_at is not None:
        raise Conflict(
            "plate.released",
            _("The results of %(plate)s are released."),
            remedy=_("Test the tube again on another plate."),
            plate=held.name,
        )
    return held


def _check(wells: dict[str, Well], readings: Sequence[Reading]) -> None:
    named = [one.well for one in readings]
    problems = {
        _("missing"): [well for well in wells if well not in named],
        _("unknown"): [well for well in named if well not in wells],
        _("twice"): sorted({well for well in named if named.count(well) > 1}),
    }
    if any(problems.values()):
        told = "; ".join(f"{what}: {', '.join(found[:12])}" for what, found in problems.items() if found)
        raise Invalid(
            "plate.wells",
            _("The plate has %(wells)s wells in use, and %(rows)s were read — %(problems)s."),
            remedy=_("Every well of the plate is stated once; nothing was entered."),
            field="wells",
            wells=len(wells),
            rows=len(readings),
            problems=told,
        )
    for one in readings:
        if one.reading not in READINGS:
            raise Invalid(
                "plate.reading",
                _("Row %(line)s, well %(well)s: “%(value)s” is no result."),
                remedy=_("Use one of: %(known)s."),
                field="result",
                line=one.line or "–",
                well=one.well,
                value=one.reading,
                known=", ".join(READINGS),
            )
