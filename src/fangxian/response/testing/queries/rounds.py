"""Rounds and their counts; every figure comes from the lane's counters, never from counting rows."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, NotFound
from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.testing.glance import glance
from fangxian.response.testing.methods import ENVIRONMENT
from fangxian.response.testing.models import Progress, Retest, Round, Tube


@dataclass(frozen=True, slots=True)
class Totals:
    """A round in figures, in the area in scope.

    Attributes
    ----------
    listed, excused : int
        On the roll; of those, away, exempt or listed twice.
    sampled : int
        Of those on the roll; a person counts once.
    others : int
        Sampled without being on the roll.
    """

    listed: int
    excused: int
    sampled: int
    others: int
    tubes: int = 0
    resulted: int = 0
    positive: int = 0

    @property
    def owed(self) -> int:
        """People who are to be tested: the denominator."""
        return self.listed - self.excused

    @property
    def missing(self) -> int:
        """People still to be tested."""
        return max(0, self.owed - self.sampled)

    @property
    def people(self) -> int:
        """Everybody sampled."""
        return self.sampled + self.others


def the_round(id: UUID) -> Round:
    """A round in scope.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    found = Round.objects.select_related("incident").filter(id=id).first()
    if found is None:
        raise NotFound("round.unknown", _("There is no such testing round in your area."))
    return found


def locked_open(id: UUID) -> Round:
    """The round, locked until the transaction ends, if it is open.

    Raises
    ------
    Conflict
        ``round.closed``.
    """
    held = Round.objects.select_for_update(of=("self",)).select_related("incident").get(id=id)
    if held.state != Round.State.OPEN:
        raise Conflict("round.closed", _("Round %(number)s is closed."), number=held.number)
    return held


def rolled(of: Round) -> int:
    """How many people are on the roll of a round, in scope."""
    return Progress.objects.filter(round=of.serial).aggregate(sum=Sum("listed"))["sum"] or 0


def totals(of: Round) -> Totals:
    """The round in figures as they stand at this moment, in scope.

    Results are counted tube by tube, so ask for them once, not on a board.
    """
    counts = _counted(of, "")
    done = Tube.objects.filter(round=of.serial).exclude(result="").exclude(group=ENVIRONMENT)
    resulted = done.aggregate(sum=Sum("people"))["sum"] or 0
    positive = Retest.objects.filter(round=of.serial, result="positive").count()
    return Totals(counts.listed, counts.excused, counts.sampled, counts.others, resulted=resulted, positive=positive)


def coverage_totals(of: Round, area: str | None = None) -> Totals:
    """Numerator and denominator of a round from the counters, in an area; by default in all of it that is in scope."""
    held = glance(of, area)
    if held is not None:
        return Totals(held.listed, held.excused, held.sampled, held.others)
    return _counted(of, area or "")


def _counted(of: Round, area: str) -> Totals:
    lo, hi = area_range(area)
    sums = Progress.objects.filter(round=of.serial, area__gte=lo, area__lt=hi).aggregate(
        listed=Sum("listed"), excused=Sum("excused"), sampled=Sum("sampled"), others=Sum("others")
    )
    return Totals(**{name: value or 0 for name, value in sums.items()})
