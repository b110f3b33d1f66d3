"""What is out of order slows down the work it touches, where it is, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fangxian.drill.autopilot.duty import default_duties
from fangxian.drill.autopilot.outage import LABS, LANE, LEAK, Outage, slowed
from fangxian.drill.autopilot.play import Play
from fangxian.drill.names import Names
from fangxian.drill.world.hidden import World
from fangxian.protocol.pack import load_pack
from fangxian.science.city.build import build_city
from fangxian.science.city.spec import town

HERE, BESIDE = "510108011005", "510117001201"
CORE = "case.core_facts_filed"


@pytest.fixture(scope="module")
def play() -> Play:
    city = build_city(town(600), seed=7)
    world = World(city, "covid19-delta", begins=date(2021, 5, 1), first=0, seed=3)
    return Play(world, Names("o"), "5101", load_pack("covid19-cn-8"), ("演练", "Exercise"), default_duties())


def test_full_laboratories_delay_results_in_their_area_alone(play: Play) -> None:
    usual = timedelta(hours=play.duties.practice.result_hours)
    play.outages = (Outage(LABS, "510108", 3.0),)
    assert play.result_hours(HERE) == 3 * usual
    assert play.result_hours(BESIDE) == usual
    assert play.duties_in(HERE).duty == play.duties.duty


def test_a_leak_delays_tracers_in_its_area_alone(play: Play) -> None:
    play.outages = (Outage(LEAK, "510108", 2.0), Outage(LEAK, "", 1.5))
    assert play.duties_in(HERE).duty[CORE].work == 2 * play.duties.duty[CORE].work
    assert play.duties_in(BESIDE).duty[CORE].work == 1.5 * play.duties.duty[CORE].work
    assert play.duties_in(HERE).duty["sample.taken"] == play.duties.duty["sample.taken"]


def test_work_that_is_assigned_while_it_lasts_takes_longer(play: Play) -> None:
    done = []
    for outages in ((), (Outage(LEAK, "510108", 4.0),)):
        play.outages = outages
        play.assign(CORE, f"{len(done)}", HERE)
        done.append(max(job.at for job in play.desk.jobs()))
    assert done[1] - done[0] == timedelta(minutes=3 * play.duties.duty[CORE].work)


def test_the_lane_is_down_where_it_is_down(play: Play) -> None:
    play.outages = (Outage(LANE, "5101"), Outage(LABS))
    assert play.lane_down(HERE)
    assert not play.lane_down("511300000000")
    play.outages = ()
    assert not play.lane_down(HERE)
    assert play.duties_in(HERE) is play.duties


def test_of_two_that_overlap_the_worse_one_holds() -> None:
    base = default_duties()
    slow = slowed(base, [Outage(LABS, "", 2.0), Outage(LABS, "51", 5.0), Outage("rumour")])
    assert slow.practice.result_hours == 5 * base.practice.result_hours
