"""How the first case of an exercise is found. Without a database, so that processes of an ensemble can ask, too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from fangxian.errors import Conflict
from fangxian.science.epidemic.codes import Traits

if TYPE_CHECKING:
    from fangxian.science.epidemic.model import Epidemic

REPEATED: Final = timedelta(hours=2)
"""From the first positive test of the first case to the second that confirms it."""


def first_case(truth: Epidemic, among: Sequence[int], never: Sequence[int]) -> int:
    """Who is found first.

    Parameters
    ----------
    truth : Epidemic
        The city at the minute of finding.
    among : sequence of int
        If not empty: one of these.
    never : sequence of int
        None of these, as long as there is anybody else.

    Raises
    ------
    Conflict
        ``drill.no_outbreak``: nobody is infected.
    """
    rows = []
    for person, onset, traits in zip(truth.case("person"), truth.case("onset"), truth.case("traits"), strict=True):
        number = int(person)
        ill = bool(int(traits) & Traits.SYMPTOMS) and int(onset) <= truth.clock.now
        rows.append((number in never, bool(among) and number not in among, not ill, int(onset), number))
    if not rows:
        from django.utils.translation import gettext_lazy as _

        raise Conflict(
            "drill.no_outbreak",
            _("With this seed nobody is infected when the first case should be found."),
            remedy=_("Choose another seed."),
        )
    return min(rows)[-1]
