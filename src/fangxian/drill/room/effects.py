"""What people put on record changes the hidden city, as what the autopilot does changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from fangxian.drill.autopilot.cases import RESULT
from fangxian.drill.autopilot.contacts import STAY
from fangxian.drill.autopilot.desk import Job
from fangxian.drill.autopilot.play import Play
from fangxian.drill.autopilot.zones import UNTIL_LIFTED
from fangxian.response.containment.models import Zone
from fangxian.response.ledger.models import FactRow
from fangxian.response.registry.models import Place

AUTOPILOT: Final = "drill:"
"""How facts of the autopilot name their author."""

Effect = Callable[[Play, FactRow], None]


LATE: Final = 5_000
"""So many facts later one may still come to light: numbers are given out before the transaction is committed."""


@dataclass
class Seen:
    """Whose facts have had their effect: all but the last :data:`LATE` for good, of those the ones named."""

    last: int = 0
    taken: set[int] = field(default_factory=set)


def take_effect(play: Play, seen: Seen) -> None:
    """Let what people recorded since take effect, from this minute on.

    What names somebody who is not of the city, or a place the city does not have, changes nothing.
    """
    rows = FactRow.objects.filter(seq__gt=seen.last - LATE, kind__in=EFFECTS).exclude(actor__startswith=AUTOPILOT)
    for row in rows.exclude(seq__in=seen.taken).order_by("seq"):
        EFFECTS[row.kind](play, row)
        seen.taken.add(row.seq)
    seen.last = FactRow.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    seen.taken = {seq for seq in seen.taken if seq > seen.last - LATE}


def _number(play: Play, row: FactRow) -> int | None:
    return play.register().get(row.subject)


def _taken(play: Play, row: FactRow) -> None:
    number = _number(play, row)
    if number is not None:
        play.world.take_away([number], until=play.now + STAY)


def _let_go(play: Play, row: FactRow) -> None:
    number = _number(play, row)
    if number is not None:
        play.world.let_go([number])


def _hospital(play: Play, row: FactRow) -> None:
    number = _number(play, row)
    if number is not None:
        until = play.now + timedelta(days=play.duties.practice.in_hospital)
        play.world.take_away([number], until=until)
        play.desk.put(Job(until, "case.recovered", str(row.id), row.subject))


def _swabbed(play: Play, row: FactRow) -> None:
    """A swab that a person took goes to the laboratory, whose results the autopilot brings."""
    number, sample = _number(play, row), row.attributes.get("sample")
    if number is None or not sample:
        return
    taken = row.at.astimezone(play.now.tzinfo)
    said = {
        "person": number, "positive": number in play.world.swabbed([number]), "sampled_at": taken,
        "route": row.attributes.get("reason") or "contact", "sample": sample,
    }  # fmt: skip
    ready = max(taken, play.now) + play.result_hours(play.world.home_of(number))
    play.desk.put(Job(ready, RESULT, f"by hand|{row.id}", said=said))


def _found(play: Play, row: FactRow) -> None:
    number = _number(play, row)
    if number is not None:
        play.positive.setdefault(number, row.at.astimezone(play.now.tzinfo))


def _shut(play: Play, row: FactRow) -> None:
    zone = Zone.objects.filter(id=UUID(row.subject.partition(":")[2])).first()
    if zone is None or zone.lifted_at is not None:
        return
    play.world.shut(zone.area, until=play.now + UNTIL_LIFTED, keeps=play.duties.practice.keeps)


def _open_up(play: Play, row: FactRow) -> None:
    zone = Zone.objects.filter(id=UUID(row.subject.partition(":")[2])).first()
    if zone is not None:
        play.world.open_up(zone.area)


def _cleaned(play: Play, row: FactRow) -> None:
    place = Place.objects.filter(id=UUID(row.subject.partition(":")[2])).first()
    if place is not None and place.name in play.places:
        play.world.clean([play.places[place.name]])


EFFECTS: Final[Mapping[str, Effect]] = {
    "quarantine.started": _taken,
    "quarantine.released": _let_go,
    "case.hospitalised": _hospital,
    "case.confirmed": _found,
    "case.asymptomatic": _found,
    "sample.taken": _swabbed,
    "zone.opened": _shut,
    "zone.lifted": _open_up,
    "place.disinfected": _cleaned,
}
"""What changes the city, by kind of fact."""
