"""Injects that wait for facts come when those are on record, and do then what they do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.drill.autopilot.duty import default_duties
from fangxian.drill.autopilot.outage import LABS, Outage
from fangxian.drill.autopilot.play import Play
from fangxian.drill.names import Names
from fangxian.drill.scenario.msel import Inject
from fangxian.drill.scenario.script import Script, moments
from fangxian.drill.world.hidden import World
from fangxian.protocol.pack import load_pack
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import FactRow
from fangxian.response.ledger.record import record
from fangxian.science.city.build import build_city
from fangxian.science.city.model import City
from fangxian.science.city.spec import town
from tests import factories

MIDNIGHT = datetime(2021, 8, 12, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOTE = {"zh": "注", "en": "note"}


@pytest.fixture(scope="module")
def small() -> City:
    return build_city(town(600), seed=7)


@pytest.fixture
def play(db: None, small: City) -> Iterator[Play]:
    with access.everywhere():
        factories.workspace(kind="drill", clock=MIDNIGHT + 90 * HOUR)
        world = World(small, "covid19-delta", begins=date(2021, 8, 1), first=0, seed=3)
        yield Play(world, Names("s"), "5101", load_pack("covid19-cn-8"), ("演练", "Exercise"), default_duties())


def waiting_for(count: int, delay: str = "PT0H", **more: object) -> Inject:
    after = {"fact": "rumour.found", "where": {"reach": {"ge": 1000}}, "count": count, "delay": delay}
    return Inject.model_validate(
        {"id": "x", "title": NOTE, "text": NOTE, "sender": NOTE, "to": [{"level": "city", "role": "publicity"}],
         "when": {"after": after}, "aspect": "information", **more}
    )  # fmt: skip


def found(hours: float, reach: int = 5000) -> None:
    record(
        [Entry(kind="rumour.found", subject=f"rumour:{uuid4()}", at=MIDNIGHT + hours * HOUR, area="5101",
               attributes={"text": "x", "reach": reach})]
    )  # fmt: skip


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    facts=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20), st.sampled_from([10, 5000])), max_size=6),
    count=st.integers(1, 3),
)
def test_it_comes_as_soon_as_the_record_says_so(play: Play, facts: list[tuple[int, int, int]], count: int) -> None:
    with_filter = waiting_for(count, "PT2H")
    script, came = Script((with_filter,), MIDNIGHT), None
    earlier = FactRow.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    script._read = earlier
    for hour in range(0, 61, 5):
        play.now = MIDNIGHT + hour * HOUR
        for happened, late, reach in facts:
            if hour - 5 < happened + late <= hour:
                found(happened, reach)
        script.act(play)
        since = [at for at, said in FactRow.objects.filter(seq__gt=earlier).values_list("at", "attributes")
                 if said["reach"] >= 1000]  # fmt: skip
        if came is None and len(since) >= count and sorted(since)[count - 1] + 2 * HOUR <= play.now:
            came = play.now
    assert script.came.get("x") == came


def test_what_it_infects_is_infected_when_it_comes(play: Play) -> None:
    script = Script((waiting_for(2, infects={"id": "late", "day": 0, "count": 3, "who": {}, "note": NOTE}),), MIDNIGHT)
    play.infects = {"x": [5, 6, 7]}
    found(1)
    play.now = MIDNIGHT + 2 * HOUR
    script.act(play)
    assert play.world.truth.infections == 0
    found(3)
    play.now += 2 * HOUR
    script.act(play)
    script.act(play)
    assert sorted(play.world.truth.case("person")) == [5, 6, 7]


def test_a_fault_holds_for_its_time_and_in_its_area(play: Play) -> None:
    broken = {"kind": LABS, "lasts": "PT3H", "area": "510108", "factor": 2.0}
    script = Script((waiting_for(1, fault=broken),), MIDNIGHT)
    found(0)
    for hours, held in ((1, True), (3, True), (4, False)):
        play.now = MIDNIGHT + hours * HOUR
        script.act(play)
        assert play.outages == ((Outage(LABS, "510108", 2.0),) if held else ())


def test_moments_are_the_first_so_many(play: Play) -> None:
    for hours in (9, 1, 5):
        found(hours)
    assert moments("rumour.found", {}, 2) == [MIDNIGHT + HOUR, MIDNIGHT + 5 * HOUR]
