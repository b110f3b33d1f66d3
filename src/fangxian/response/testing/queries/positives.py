"""Positive and grey tubes of an incident, and who of them still waits for the single re-test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from fangxian.response.testing.models import Retest, Round


@dataclass(frozen=True, slots=True)
class Awaited:
    """As known at a moment.

    Attributes
    ----------
    tubes : int
        Positive and grey ones.
    people : int
        In them.
    held, sampled : int
        Of these, held where they are, and sampled again alone.
    """

    tubes: int
    people: int
    held: int
    sampled: int

    @property
    def waiting(self) -> int:
        """Not sampled again yet."""
        return self.people - self.sampled


def awaited(incident: UUID, at: datetime) -> Awaited:
    """Positive tubes of an incident's rounds in scope, as they stood at a moment."""
    serials = list(Round.objects.filter(incident=incident).values_list("serial", flat=True))
    orders = Retest.objects.filter(round__in=serials, ordered_at__lte=at)
    found = orders.aggregate(
        tubes=Count("tube", distinct=True),
        people=Count("registration"),
        held=Count("registration", filter=Q(held_at__lte=at)),
        sampled=Count("registration", filter=Q(sampled_at__lte=at)),
    )
    return Awaited(**found)
