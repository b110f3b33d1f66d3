from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.drill.replay.acts import Verb
from fangxian.drill.replay.reconstruct import reconstruct
from fangxian.drill.replay.script import by_tick, script, ticks

TESTS = {"close": (1, 4, 7, 14), "secondary": (1, 4, 7, 14)}


@pytest.fixture(scope="module")
def acts(record):
    return script(record, reconstruct(record, TESTS))


def test_acts_stand_in_the_order_of_time(acts):
    times = [act.at for act in acts]
    assert times == sorted(times)


def test_nobody_acts_before_being_entered(acts):
    entered = {act.of.label for act in acts if act.verb is Verb.ENTER_PERSON}
    named = {act.of.label for act in acts if act.verb in {Verb.REPORT_CASE, Verb.CONTROL, Verb.RELEASE}}
    assert named <= entered
    assert len(entered) == sum(act.verb is Verb.ENTER_PERSON for act in acts)


def test_nothing_is_recorded_before_it_happened_nor_a_day_late(record, acts):
    for tick, due in by_tick(record, acts):
        for act in due:
            assert act.at <= tick
            assert tick - max(act.at, record.outbreak.starts_at) <= timedelta(days=1)


def test_every_act_is_recorded_once_and_after_the_person_was_entered(record, acts):
    plan = by_tick(record, acts)
    assert sum(len(due) for _tick, due in plan) == len(acts)
    recorded = {act.key: tick for tick, due in plan for act in due}
    for act in acts:
        if act.verb in {Verb.CONTROL, Verb.SAMPLE, Verb.RELEASE, Verb.REPORT_CASE}:
            assert recorded[f"person|{act.of.label}"] <= recorded[act.key]


def test_what_matters_at_once_is_recorded_within_the_hour(record, acts):
    for tick, due in by_tick(record, acts):
        for act in due:
            if act.verb in {Verb.REPORT_CASE, Verb.ZONE, Verb.CONVERT, Verb.CONTROL}:
                assert tick - act.at < timedelta(hours=1)


def test_ticks_run_from_the_first_report_to_the_last_day(record):
    stops = list(ticks(record))
    assert stops == sorted(set(stops))
    assert (stops[0], stops[-1]) == (record.outbreak.starts_at, record.outbreak.ends_at)


def test_a_replay_that_ends_too_early_for_its_acts_is_refused(record):
    short = record.outbreak.model_copy(update={"ends_at": record.outbreak.starts_at})
    with pytest.raises(ValueError, match="after the end"):
        script(record.model_copy(update={"outbreak": short}), reconstruct(record, TESTS))
