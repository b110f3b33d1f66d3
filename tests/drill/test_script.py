from __future__ import annotations

import pytest

from fangxian.drill.replay.acts import Verb
from fangxian.drill.replay.reconstruct import reconstruct
from fangxian.drill.replay.script import script, ticks

TESTS = {"close": (1, 4, 7, 14), "secondary": (1, 4, 7)}


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


def test_every_published_count_falls_on_a_tick(record):
    stops = set(ticks(record))
    assert [total.at for total in record.totals if total.at not in stops] == []


def test_ticks_run_from_the_first_report_to_the_last_day(record):
    stops = list(ticks(record))
    assert stops == sorted(set(stops))
    assert (stops[0], stops[-1]) == (record.outbreak.starts_at, record.outbreak.ends_at)


def test_a_replay_that_ends_too_early_for_its_acts_is_refused(record):
    short = record.outbreak.model_copy(update={"ends_at": record.outbreak.starts_at})
    with pytest.raises(ValueError, match="after the end"):
        script(record.model_copy(update={"outbreak": short}), reconstruct(record, TESTS))
