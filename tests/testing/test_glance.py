"""The board of a large round shows, a minute old, what counting would show."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.response.jurisdiction import access
from fangxian.response.testing.actions import Resident, load_roll
from fangxian.response.testing.glance import LARGE, glance, refresh_glance
from fangxian.response.testing.models import Laboratory, Round, Station
from fangxian.response.testing.queries.board import paces, stations
from fangxian.response.testing.queries.coverage import below
from fangxian.response.testing.queries.custody import hops
from fangxian.response.testing.queries.rounds import coverage_totals
from tests.factories import NOON, PIDU, TAIPING
from tests.testing.conftest import Phone, make_batch, number_of, someone
from tests.testing.test_laboratory import receive


def figures(of: Round) -> list[object]:
    """Everything a board counts."""
    counted = [coverage_totals(of), coverage_totals(of, TAIPING), below(of, PIDU), below(of, TAIPING), hops(of)]
    return [*counted, [(one.id, one.people, one.tubes, one.last) for one in stations(of)], paces(of)]


def test_a_glance_says_what_counting_says(
    phone: Phone,
    round_: Round,
    laboratory: Laboratory,
) -> None:
    load_roll(round_, [Resident(number_of(n), "王小明", TAIPING, f"{n % 3}幢") for n in range(30)])
    phone.send(make_batch([someone(n, f"T-{n // 10}") for n in range(20, 44)]))
    receive(round_, laboratory, ["T-2"])
    counted = figures(round_)
    refresh_glance(round_)
    assert glance(round_) is None, "a small round is counted"
    Round.objects.filter(id=round_.id).update(population=LARGE)
    round_.refresh_from_db()
    assert glance(round_) is None, "not added up yet"
    refresh_glance(round_)
    held = glance(round_)
    assert held is not None
    assert held.at == NOON
    assert figures(round_) == counted
    phone.send(make_batch([someone(50, "T-9")]))
    assert figures(round_)[:3] == counted[:3], "a minute old"
    refresh_glance(round_)
    assert coverage_totals(round_).people == 25


def test_who_looks_from_a_village_sees_the_village(phone: Phone, round_: Round) -> None:
    phone.send(make_batch([someone(1)]))
    Round.objects.filter(id=round_.id).update(population=LARGE)
    round_.refresh_from_db()
    refresh_glance(round_)
    with access.area(TAIPING):
        held = glance(round_)
        assert held is not None
        assert (held.area, held.others) == (TAIPING, 1)
    with access.area("510108"):
        assert glance(round_) is None


@pytest.mark.parametrize("slots", [1, 3])
def test_the_pace_shows_the_last_slots(phone: Phone, round_: Round, station: Station, slots: int) -> None:
    from fangxian.response.testing.models import Pace

    for number in range(5):
        at = NOON + timedelta(minutes=10 * number)
        Pace.objects.create(round=round_.serial, station=station.id, area=station.area, slot=at, people=number)
    assert [one.people for one in paces(round_, slots)] == [*range(5)][-slots:]
