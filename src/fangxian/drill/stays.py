"""Invented stays around the people of a workspace, so that a search for companions can be tried from end to end.

A synthetic town (:mod:`fangxian.science.tracing.synth`) lives around the incident's area. The incident's cases and
contacts are some of its people; besides, everybody who is on record as exposed meets the source for an hour before
the last exposure. All others are invented phones of a range that no operator gives out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.models import Case, Contact, Relationship
from fangxian.response.companions.actions import keep_stays
from fangxian.response.companions.pseudonyms import Subscriber
from fangxian.response.companions.stays import Layer
from fangxian.response.jurisdiction.queries import area, children
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.science.tracing.reading.stays import Stays
from fangxian.science.tracing.synth import City
from fangxian.science.tracing.synth.city import CENTRE, TRIPS
from fangxian.science.tracing.synth.day import cell_of
from fangxian.science.tracing.synth.files import places_of, stays_of

BEFORE: Final = timedelta(days=5)
"""How long before the first onset the stays begin."""

MEETING: Final = 3_600
"""Seconds of a meeting that is invented for an exposure on record."""

AWAY: Final = 10
"""Every so manieth household lives in the next district: the sheets of co-investigation have somewhere to go."""


@dataclass(frozen=True, slots=True)
class Town:
    """A synthetic city with the people of the record in it."""

    city: City
    first: date
    offset: int
    """Seconds east of UTC."""
    names: list[str]
    """Who each person is: ``person:<id>`` of the record, or an invented phone."""
    numbers: dict[UUID, int]
    """Number of each person of the record."""
    areas: list[str]
    """Where households live, in turn."""


def make_stays(incident: Incident, *, people: int = 20_000, days: int = 21, seed: int = 7) -> list[Layer]:
    """Make stays for the people of an incident and a town around them, as two layers: ``cells`` and ``venues``.

    Raises
    ------
    Conflict
        ``workspace.live``: invented stays have no place beside real ones; ``stays.no_case``: there is nobody to search
        for.
    """
    if clock.workspace().kind == "live":
        raise Conflict("workspace.live_stays", _("The live record takes no invented stays."))
    town = _town(incident, people, days, seed)
    purpose = "invented stays of a demonstration"
    layers = []
    for name, column, kind in (("cells", "cell", "cell"), ("venues", "place_id", "place_id")):
        batches = _named(town, _with_meetings(town, incident, column))
        places = _places(town) if column == "place_id" else None
        layers.append(
            keep_stays(incident, name, batches, kind=kind, purpose=purpose, subscribers=_who(town), places=places)
        )
    return layers


def _town(incident: Incident, people: int, days: int, seed: int) -> Town:
    zone = clock.zone()
    cases = Case.objects.filter(incident=incident)
    onsets = [row.onset_on or row.classified_at.astimezone(zone).date() for row in cases]
    if not onsets:
        raise Conflict("stays.no_case", _("The incident has no case to invent stays around."))
    here = area(incident.area)
    centre = CENTRE if here.lon is None or here.lat is None else (float(here.lon), float(here.lat))
    first = min(onsets) - BEFORE
    begins = datetime.combine(first, datetime.min.time(), zone)
    offset = begins.utcoffset()
    assert offset is not None
    persons = _in_order(incident)
    city = City(max(people, 2 * len(persons)), days, seed, centre)
    numbers = {person: number for number, person in enumerate(persons, city.people // 4)}
    names = [f"100{number:08d}" for number in range(city.people)]
    for person, number in numbers.items():
        names[number] = f"person:{person}"
    streets = [one.code for one in children(incident.area)] or [incident.area]
    beside = (
        [one.code for one in children(incident.area[:4]) if one.code != incident.area] if len(here.code) > 4 else []
    )
    areas = [*streets * max(1, (AWAY - 1) // len(streets)), *beside[:1]]
    return Town(city, first, int(offset.total_seconds()), names, numbers, areas)


def _in_order(incident: Incident) -> list[UUID]:
    """Cases, each followed by those it exposed: neighbours in number share households."""
    exposed: dict[UUID, list[UUID]] = {}
    links = Relationship.objects.filter(incident=incident, voided_at=None).order_by("identified_at", "id")
    for source, person in links.values_list("source", "person"):
        exposed.setdefault(source, []).append(person)
    cases = Case.objects.filter(incident=incident).order_by("reported_at", "id").values_list("person", flat=True)
    contacts = (
        Contact.objects.filter(incident=incident).order_by("identified_at", "id").values_list("person", flat=True)
    )
    found: dict[UUID, None] = {}
    for person in cases:
        found.setdefault(person)
        for other in exposed.get(person, []):
            found.setdefault(other)
    for person in contacts:
        found.setdefault(person)
    return list(found)


def _with_meetings(town: Town, incident: Incident, column: str) -> Iterator[Stays]:
    yield from stays_of(town.city, first=town.first, offset=town.offset, by=column)
    rows = []
    codes = town.city.codes()
    venues = town.city.edges[2]
    links = Relationship.objects.filter(incident=incident, voided_at=None).exclude(last_exposure=None)
    for k, link in enumerate(links.order_by("identified_at", "id")):
        venue = venues + k * 7 % town.city.venues
        rank = cell_of(town.city.seed, venue, town.city.homes, town.city.cells)
        place = venue if column == "place_id" else int(codes[rank])
        assert link.last_exposure is not None
        end = int(link.last_exposure.timestamp())
        rows += [(town.numbers[one], place, end - MEETING, end) for one in (link.source_id, link.person_id)
                 if one in town.numbers]  # fmt: skip
    if rows:
        import pyarrow as arrow

        persons, places, start, stop = (np.array(one, np.int64) for one in zip(*rows, strict=True))
        yield Stays(arrow.array(persons), arrow.array(places), start, stop)


def _named(town: Town, batches: Iterator[Stays]) -> Iterator[Stays]:
    import pyarrow as arrow

    names = arrow.array(town.names)
    for batch in batches:
        yield Stays(names.take(batch.persons), batch.places, batch.start, batch.end)


def _who(town: Town) -> Any:
    from fangxian.science.tracing.synth.city import HOUSEHOLD

    def subscriber(text: str) -> Subscriber:
        if text.startswith("person:"):
            return Subscriber(person=text.removeprefix("person:"))
        home = int(int(text[3:]) / HOUSEHOLD)
        return Subscriber(phone=text, area=town.areas[home % len(town.areas)])

    return subscriber


def _places(town: Town) -> Any:
    import pyarrow as arrow

    table = places_of(town.city)
    _start, firms, venues, trips, end = town.city.edges
    words = [f"住宅 {n + 1}" for n in range(firms)]
    words += [f"单位 {n + 1}" for n in range(venues - firms)]
    words += [f"店铺 {n + 1}" for n in range(trips - venues)]
    for n in range(end - trips):
        line, trip = n // TRIPS % town.city.lines + 1, n % TRIPS
        leaves = 330 + 6 * trip
        words.append(f"公交 {line} 路 {leaves // 60:02d}:{leaves % 60:02d}")
    return table.append_column("name", arrow.array(words))
