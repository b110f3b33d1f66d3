"""Crews have so many hands, and a desk forgets nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fangxian.drill.autopilot.desk import Desk, Job
from fangxian.drill.autopilot.duty import Crew
from fangxian.drill.autopilot.staff import Staff

NOON = datetime(2021, 5, 12, 12, tzinfo=UTC)
MINUTES = st.integers(0, 300)


@given(hands=st.integers(1, 4), work=st.lists(st.tuples(MINUTES, st.integers(1, 90)), max_size=40))
def test_no_more_work_is_done_at_once_than_there_are_hands(hands: int, work: list[tuple[int, int]]) -> None:
    staff = Staff({"crew": Crew(hands)})
    spans = []
    for ready, minutes in sorted(work):
        lasts = timedelta(minutes=minutes)
        done = staff.done_at("crew", "510117", NOON + timedelta(minutes=ready), lasts)
        assert done - lasts >= NOON + timedelta(minutes=ready)
        spans.append((done - lasts, done))
    for begins, _done in spans:
        assert sum(one <= begins < other for one, other in spans) <= hands


@given(work=st.lists(st.integers(1, 90), min_size=1, max_size=20), hands=st.integers(1, 4))
def test_nobody_waits_while_a_hand_is_free_and_then_for_the_first_that_is(work: list[int], hands: int) -> None:
    staff = Staff({"crew": Crew(hands)})
    free = [NOON] * hands
    for minutes in work:
        done = staff.done_at("crew", "510117", NOON, timedelta(minutes=minutes))
        first = free.index(min(free))
        free[first] += timedelta(minutes=minutes)
        assert done == free[first]


def test_districts_do_not_lend_each_other_hands_and_nights_have_fewer() -> None:
    hour = timedelta(hours=1)
    staff = Staff({"crew": Crew(2, night=0.5)})
    assert [staff.done_at("crew", area, NOON, hour) for area in ("510117", "510117", "510106")] == [NOON + hour] * 3
    night = NOON.replace(hour=23)
    assert [staff.done_at("crew", "510117", night, hour) for _turn in range(2)] == [night + hour, night + 2 * hour]


def test_what_is_promised_for_a_later_day_takes_no_hand_today_and_what_lasts_over_midnight_takes_one_tomorrow() -> None:
    hour, staff = timedelta(hours=1), Staff({"crew": Crew(1)})
    in_a_fortnight = NOON + timedelta(days=14)
    assert staff.done_at("crew", "510117", in_a_fortnight, hour) == in_a_fortnight + hour
    assert staff.done_at("crew", "510117", NOON, 13 * hour) == NOON + 13 * hour
    midnight = NOON + 12 * hour
    assert staff.done_at("crew", "510117", midnight, hour) == midnight + 2 * hour
    assert staff.done_at("crew", "510117", in_a_fortnight, hour) == in_a_fortnight + 2 * hour


@given(planned=st.lists(st.tuples(MINUTES, st.sampled_from("abc")), max_size=30), step=st.integers(1, 60))
def test_every_job_comes_once_in_its_time(planned: list[tuple[int, str]], step: int) -> None:
    desk = Desk()
    for number, (minute, kind) in enumerate(planned):
        desk.put(Job(NOON + timedelta(minutes=minute), kind, str(number)))
    seen = []
    for tick in range(0, 301 + step, step):
        until = NOON + timedelta(minutes=tick)
        for kind, jobs in desk.due(until):
            assert {job.kind for job in jobs} == {kind}
            assert all(until - timedelta(minutes=step) < job.at <= until for job in jobs)
            seen += [job.key for job in jobs]
    assert sorted(seen) == sorted(str(number) for number in range(len(planned)))
    assert len(desk) == 0


@given(minutes=st.lists(MINUTES, min_size=1, max_size=6))
def test_a_new_plan_for_a_task_replaces_the_old_one(minutes: list[int]) -> None:
    desk, task = Desk(), UUID(int=7)
    for number, minute in enumerate(minutes):
        desk.put(Job(NOON + timedelta(minutes=minute), "a", str(number), task=task))
    done = [job for _kind, jobs in desk.due(NOON + timedelta(days=1)) for job in jobs]
    assert {job.at for job in done} == {NOON + timedelta(minutes=minutes[-1])}
    assert len(done) == 1


@given(kinds=st.lists(st.sampled_from(["sample.taken", "zone.lifted"]), max_size=12))
def test_what_is_planned_of_a_kind_is_told_and_stays(kinds: list[str]) -> None:
    desk = Desk()
    for number, kind in enumerate(kinds):
        desk.put(Job(NOON - timedelta(minutes=number), kind, str(number)))
    wanted = {str(number) for number, kind in enumerate(kinds) if kind == "zone.lifted"}
    assert {job.key for job in desk.of_kind("zone.lifted")} == wanted
    assert len(desk) == len(kinds)
