"""What somebody who plans a round assumes, and what they have."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid

LONGEST_HOURS: Final = 24 * 14
"""Hours of a plan, from its first slot to its last."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a station can stand, from a list."""

    name: str
    area: str
    lon: float
    lat: float
    tables: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A plan that is asked for.

    Attributes
    ----------
    begins_at, ends_at : datetime
        When stations may work. Aware.
    day_from, day_until : int
        Hours of the day between which they work, local.
    slot_h : float
        Length of a slot.
    table_people : int
        People that one table tests in the round, within the pack's norm where it has one.
    table_hour : int
        People that one table tests in an hour at most.
    walk_m : int
        Longest way on foot.
    results_at : datetime
        By when results are due. Aware.
    station_runners : float
        Runners that a station needs at once.
    staff : dict
        How many are there at once, by role; a role that is left out is not compared.
    keep_to_staff : bool
        Open no more than these can run.
    spots : tuple of Spot
        Where stations can stand; where empty, wherever people live.
    """

    begins_at: datetime
    ends_at: datetime
    results_at: datetime
    table_people: int
    table_hour: int
    day_from: int = 7
    day_until: int = 22
    slot_h: float = 2.0
    walk_m: int = 800
    station_runners: float = 1.0
    staff: dict[str, int] = field(default_factory=dict)
    keep_to_staff: bool = False
    spots: tuple[Spot, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For the plan's row."""
        said = asdict(self)
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in said.items()}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Wish:
        """From the plan's row."""
        known = {one.name for one in fields(cls)}
        times = {name: datetime.fromisoformat(said[name]) for name in ("begins_at", "ends_at", "results_at")}
        spots = tuple(Spot(**one) for one in said.get("spots", ()))
        return cls(**{name: value for name, value in said.items() if name in known} | times | {"spots": spots})

    def check(self) -> None:
        """Refuse what makes no plan.

        Raises
        ------
        Invalid
            Names the field.
        """
        hours = (self.ends_at - self.begins_at).total_seconds() / 3600
        for name, good, rule in (
            ("ends_at", 0 < hours <= LONGEST_HOURS, _("It ends after it begins, and within fourteen days.")),
            ("results_at", self.results_at > self.begins_at, _("Results are due after the first swab.")),
            ("day_until", 0 <= self.day_from < self.day_until <= 24, _("The day's hours run from 0 to 24, forwards.")),
            ("slot_h", 0.25 <= self.slot_h <= 24, _("A slot lasts from a quarter of an hour to a day.")),
            ("walk_m", 50 <= self.walk_m <= 20_000, _("A walk is from 50 metres to 20 kilometres.")),
            ("table_people", self.table_people > 0, _("A table tests at least one person.")),
            ("table_hour", self.table_hour > 0, _("A table tests at least one person.")),
        ):
            if not good:
                raise Invalid("plan.field", rule, remedy=_("Correct the figure."), field=name)
