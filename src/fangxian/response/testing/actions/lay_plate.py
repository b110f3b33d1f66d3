"""Lay out a plate: tubes in the wells of 96, with a positive and a negative control."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.testing.models import Laboratory, Plate, Round, Tube, Well
from fangxian.response.testing.policies import LAB, require_in

POSITIONS: Final = tuple(f"{row}{column}" for column in range(1, 13) for row in "ABCDEFGH")
"""The 96 wells in the order in which they are filled: down, then across."""

CONTROLS: Final = {"G12": "positive", "H12": "negative"}
"""Wells of the controls; 94 are left for tubes."""

TUBES: Final = len(POSITIONS) - len(CONTROLS)

_WAITING = """
    SELECT t.code FROM testing_tube AS t
    WHERE t.round = %s AND t.lab_area = %s AND t.received_at IS NOT NULL AND t.result = ''
        AND NOT EXISTS (
            SELECT FROM testing_well AS w JOIN testing_plate AS p ON p.id = w.plate_id
            WHERE w.tube = t.code AND p.round_id = %s AND (p.released_at IS NULL OR w.reading <> 'invalid')
        )
    ORDER BY t.received_at, t.code LIMIT %s
"""


@transaction.atomic
def lay_plate(
    of: Round,
    laboratory: Laboratory,
    *,
    name: str,
    tubes: Sequence[str] | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Plate:
    """Lay out a plate of a round.

    Parameters
    ----------
    tubes : sequence of str or None
        Codes in the order of the wells; by default the 94 received longest ago that wait.

    Raises
    ------
    NotAllowed
        The post is of no laboratory there.
    Invalid
        ``plate.full``, ``plate.empty``, or ``plate.tube``: a tube was not received here or has its result.
    """
    require_in(by, LAB, laboratory.area)
    if id and (held := Plate.objects.filter(id=id).first()):
        return held
    codes = list(dict.fromkeys(tubes)) if tubes is not None else waiting(of, laboratory)
    _check(of, laboratory, codes)
    made = Plate.objects.create(
        id=id or uuid4(),
        round=of,
        laboratory=laboratory,
        area=laboratory.area,
        name=check_text(name, 60, "name", needed=True),
        made_at=clock.now(),
    )
    free = [position for position in POSITIONS if position not in CONTROLS]
    wells = [Well(plate=made, position=at, area=made.area, tube=code) for at, code in zip(free, codes, strict=False)]
    wells += [Well(plate=made, position=at, area=made.area, control=kind) for at, kind in CONTROLS.items()]
    Well.objects.bulk_create(wells)
    return made


def waiting(of: Round, laboratory: Laboratory, limit: int = TUBES) -> list[str]:
    """Tubes received in the laboratory's area that are on no plate yet, the longest first."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [of.serial, laboratory.area, of.id, limit])
        return [code for (code,) in cursor.fetchall()]


def _check(of: Round, laboratory: Laboratory, codes: Sequence[str]) -> None:
    if len(codes) > TUBES:
        raise Invalid(
            "plate.full",
            _("A plate holds %(most)s tubes beside its controls, not %(count)s."),
            remedy=_("Spread them over several plates."),
            field="tubes",
            most=TUBES,
            count=len(codes),
        )
    if not codes:
        raise Invalid(
            "plate.empty",
            _("No tube waits for a plate."),
            remedy=_("Receive tubes first."),
            field="tubes",
        )
    ready = Tube.objects.filter(round=of.serial, code__in=codes, lab_area=laboratory.area, result="")
    known = set(ready.exclude(received_at=None).values_list("code", flat=True))
    wrong = [code for code in codes if code not in known]
    if wrong:
        raise Invalid(
            "plate.tube",
            _("Not received here, or resulted already: %(tubes)s."),
            remedy=_("Receive them first, or leave them out."),
            field="tubes",
            tubes=", ".join(wrong[:10]),
        )
