"""The systems' own failures: the lane says when to come back, a district is cut off, the control room never is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from fangxian.drill.room import curtain, faults
from fangxian.drill.room.actions import end_fault, stop_room, write_inject
from fangxian.drill.room.actions.write_inject import Written
from fangxian.drill.room.models import Fault
from fangxian.response.testing.lane.view import PATH
from tests import factories
from tests.drill_room.conftest import CHENGHUA, MORNING, Cast, later

LOOK_UP = f"/r/1/{uuid4()}/"


def breaks(cast: Cast, kind: str, **said: Any) -> Fault:
    write_inject(
        Written(offices=[cast.tracer.office], text="故障", sender="运维", fault=kind, **said), by=cast.controller
    )
    faults.forget()
    with curtain.lifted():
        return Fault.objects.latest("begins_at")


def batch(**headers: str) -> Any:
    return Client().post(PATH, b"{}", content_type="application/json", **headers)


def test_the_testing_lane_refuses_with_a_time_to_come_back_until_it_is_over(cast: Cast) -> None:
    assert batch().status_code == 400
    breaks(cast, "testing_lane", lasts=timedelta(hours=5))
    refused = batch()
    assert (refused.status_code, refused.json()["code"]) == (503, "fault.testing_lane")
    assert faults.SOONEST_S <= int(refused["Retry-After"]) <= faults.LATEST_S
    looked = Client().get(LOOK_UP)
    assert looked.status_code == 503
    assert "演练 EXERCISE" in looked.content.decode()
    later(hours=5)
    faults.forget()
    assert batch().status_code == 400


def test_a_controller_ends_it_before_its_time(cast: Cast) -> None:
    fault = breaks(cast, "testing_lane")
    later(minutes=10)
    end_fault(fault, by=cast.controller)
    assert batch().status_code == 400


def test_a_stop_ends_every_fault_for_whoever_asks(cast: Cast) -> None:
    breaks(cast, "testing_lane")
    stop_room("real_event", by=cast.controller)
    faults.forget()
    assert batch().status_code == 400


def test_a_district_that_is_cut_off_reaches_no_page_and_no_operation_and_others_do(cast: Cast) -> None:
    breaks(cast, "network", where=CHENGHUA)
    page = cast.get(cast.tracer, "/mine/")
    assert page.status_code == 503
    assert "The network of your area is down" in page.content.decode()
    assert "演练 EXERCISE" in page.content.decode()
    answer = cast.get(cast.tracer, "/api/v1/exercise/pulse")
    assert (answer.status_code, answer.json()["code"]) == (503, "fault.network")
    assert cast.get(cast.elsewhere, "/mine/").status_code == 200
    for post in (cast.controller, cast.evaluator):
        assert cast.get(post, "/exercise/", follow=True).status_code == 200


@pytest.mark.parametrize("kind", ["live", "sample"])
def test_outside_of_an_exercise_nothing_is_ever_broken(cast: Cast, kind: str) -> None:
    breaks(cast, "testing_lane")
    assert faults.in_force()
    factories.workspace(kind=kind, clock=None if kind == "live" else MORNING)
    faults.forget()
    assert faults.in_force() == ()
    assert faults.known().broken == ()
    assert batch().status_code == 400


def test_laboratories_and_tracers_slow_down_by_the_factor(cast: Cast) -> None:
    from fangxian.drill.autopilot.duty import default_duties
    from fangxian.drill.autopilot.outage import Outage, slowed

    breaks(cast, "lab_overload", factor=4.0)
    breaks(cast, "privacy_leak", factor=2.0)
    base = default_duties()
    slow = slowed(base, [Outage(one.kind, one.within, one.factor) for one in faults.in_force()])
    assert slow.practice.result_hours == 4 * base.practice.result_hours
    tracing = "case.core_facts_filed"
    assert slow.duty[tracing].work == 2 * base.duty[tracing].work
