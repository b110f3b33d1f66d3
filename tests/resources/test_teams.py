"""Teams: called up by an order, acknowledged, on duty, handed back, rested; one call at a time."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fangxian.errors import FangxianError, NotAllowed
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import TaskRow
from fangxian.response.resources.actions import acknowledge, add_team, arrive, call_team, hand_back
from fangxian.response.resources.models import CallUp, Team
from fangxian.response.resources.queries.teams import free_by_kind, teams
from tests import factories
from tests.factories import CHENGDU, NOON, PIDU
from tests.resources.conftest import DAY, HOUR, refused

CHENGHUA = "510108"


@pytest.fixture
def squad(outbreak) -> Team:
    """A sampling team of another district."""
    return add_team(name="采样一队", area=CHENGHUA, kind="sampling", members=12, skills=["咽拭子", " "])


def call(team: Team, outbreak, **said) -> CallUp:
    told = {
        "to_area": PIDU, "work": "菁蓉镇采样点", "report_by": NOON + 4 * HOUR, "until": NOON + 7 * DAY,
        "most_hours": 12, "signer": "刘指挥长", **said,
    }  # fmt: skip
    return call_team(team, incident=outbreak, **told)


def at(hours: float) -> None:
    factories.workspace(clock=NOON + hours * HOUR)


def line_of(team: Team):
    return next(one for one in teams() if one.team == team)


def states() -> dict[str, str]:
    return dict(TaskRow.objects.values_list("clause", "state"))


def test_a_call_up_opens_its_clocks_and_each_step_meets_one(squad, outbreak):
    held = call(squad, outbreak)
    due = dict(TaskRow.objects.values_list("clause", "due_at"))
    assert due["requisition.acknowledgement"] == NOON + HOUR / 2
    assert due["requisition.arrival"] == NOON + 4 * HOUR
    assert due["requisition.return"] == NOON + 7 * DAY
    acknowledge(held, who="周队长")
    at(3)
    arrive(held)
    assert states()["requisition.arrival"] == states()["requisition.acknowledgement"] == "discharged"
    assert TaskRow.objects.get(clause="requisition.relief").due_at == NOON + 15 * HOUR
    at(14)
    hand_back(held, rest_hours=10)
    assert set(states().values()) == {"discharged"}


def test_who_is_free_now(squad, outbreak):
    add_team(name="采样二队", area=PIDU, kind="sampling", members=8)
    held = call(squad, outbreak)
    (free,) = free_by_kind(teams())
    assert (free.kind, free.teams, free.free, free.people) == ("sampling", 2, 1, 8)
    assert free.districts == (("Pidu", 1),)
    assert line_of(squad).state == "called"
    arrive(held)
    assert line_of(squad).state == "duty"
    at(8)
    hand_back(held, rest_hours=10)
    assert line_of(squad).state == "resting"
    at(19)
    assert line_of(squad).state == "standby"
    assert [one.team.name for one in teams("sampling", "standby")] == ["采样一队", "采样二队"]
    assert teams("tracing") == []


def test_hours_on_duty_are_counted_against_the_order(squad, outbreak):
    held = call(squad, outbreak)
    arrive(held)
    at(12)
    assert (line_of(squad).hours, line_of(squad).over) == (12.0, False)
    at(12.5)
    assert (line_of(squad).hours, line_of(squad).over) == (12.5, True)


def test_a_team_that_has_not_reported_in_time_is_late(squad, outbreak):
    call(squad, outbreak)
    assert not line_of(squad).late
    at(4.5)
    assert line_of(squad).late


def test_a_team_has_one_call_at_a_time_and_rests_after_a_duty(squad, outbreak):
    held = call(squad, outbreak)
    assert refused(lambda: call(squad, outbreak)) == "team.busy"
    arrive(held)
    hand_back(held, rest_hours=10)
    assert refused(lambda: call(squad, outbreak)) == "team.rests"
    assert call(squad, outbreak, report_by=NOON + 11 * HOUR).state == "called"


def test_a_call_is_cancelled_with_a_reason_and_asks_for_no_rest(squad, outbreak):
    held = call(squad, outbreak)
    assert refused(lambda: hand_back(held, rest_hours=8)) == "value.missing"
    assert hand_back(held, rest_hours=8, note="疫情转移").state == "cancelled"
    assert line_of(squad).state == "standby"
    assert set(states().values()) == {"lapsed", "discharged"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"report_by": NOON}, "callup.times"),
        ({"until": NOON + HOUR}, "callup.times"),
        ({"most_hours": 0}, "callup.hours"),
        ({"work": " "}, "value.missing"),
        ({"signer": ""}, "value.missing"),
    ],
)
def test_an_order_that_cannot_be_is_refused(squad, outbreak, change, code):
    assert refused(lambda: call(squad, outbreak, **change)) == code
    assert not CallUp.objects.exists()


def test_the_other_district_answers_for_the_team_but_does_not_call_it(squad, outbreak):
    here, home, city = (factories.post(area, "duty_officer") for area in (PIDU, CHENGHUA, CHENGDU))
    with pytest.raises(NotAllowed):
        call(squad, outbreak, by=here)
    held = call(squad, outbreak, by=city)
    acknowledge(held, who="周队长", by=home)
    with access.area(PIDU):
        assert [one.team.name for one in teams()] == ["采样一队"]
        arrive(held, by=here)
        hand_back(held, rest_hours=8, by=here)
        assert teams() == []
    squad.refresh_from_db()
    assert squad.rests_until == NOON + 8 * HOUR


STEP = st.tuples(st.sampled_from(["call", "know", "come", "back"]), st.integers(0, 6))


@given(st.lists(STEP, min_size=3, max_size=14))
@settings(
    max_examples=10,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_tried_a_team_is_in_one_state_and_its_times_go_forward(outbreak, steps):
    team, now = add_team(name=str(uuid4()), area=PIDU, kind="medical", members=3), 0
    for act, hours in [("call", 1), *steps]:
        now += hours
        at(now)
        last = CallUp.objects.filter(team=team).order_by("called_at", "id").last()
        try:
            match act:
                case "call":
                    call(team, outbreak, report_by=NOON + (now + 1) * HOUR, until=NOON + (now + 20) * HOUR)
                case "know" if last:
                    acknowledge(last, who="队长")
                case "come" if last:
                    arrive(last)
                case "back" if last:
                    hand_back(last, rest_hours=hours, note="换班")
        except FangxianError:
            pass
    assert CallUp.objects.filter(team=team).exists()
    assert CallUp.objects.filter(team=team, state__in=CallUp.OPEN).count() <= 1
    for one in CallUp.objects.filter(team=team):
        times = [time for time in (one.called_at, one.acknowledged_at, one.arrived_at, one.ended_at) if time]
        assert times == sorted(times)
        assert (one.ended_at is None) == (one.state in CallUp.OPEN)
