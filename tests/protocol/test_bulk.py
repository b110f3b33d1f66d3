"""The fast evaluator gives what the reference gives: every task, every field."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from fangxian.protocol.bulk import evaluate_columns, evaluate_many
from fangxian.protocol.bulk.plans import Profiles
from fangxian.protocol.errors import ProtocolError
from fangxian.protocol.evaluate import PackTimeline, evaluate
from fangxian.protocol.rulebook import rulebook
from tests.protocol.cast import (
    ALICE,
    BOB_TO_ALICE,
    CONTACT_TESTS,
    POST_TESTS,
    QUARANTINE,
    at,
    exposure,
    fact,
    pack,
    sample,
    uid,
)
from tests.protocol.stories import NOW, facts, plain_stories, stories


def variant(clause: str, name: str, old: str = "", new: str = "", more: str = "") -> str:
    """A clause of the city under another name, owed by another post and otherwise worded."""
    assert old in clause
    worded = clause.replace(old, new) if old else clause
    worded = re.sub(r'role = "\w+"', f'role = "{name.replace(".", "_")}"', worded, count=1)
    return re.sub(r'id = "[^"]+"', f'id = "{name}"', worded, count=1) + more


def on_post(name: str, old: str, new: str, more: str = "") -> str:
    """A variant of the tests of key posts."""
    return variant(POST_TESTS, name, old, new, more)


def contact(name: str, old: str = "", new: str = "", more: str = "") -> str:
    """A variant of the tests of contacts."""
    return variant(CONTACT_TESTS, name, old, new, more)


ODD = "".join(
    [
        contact("odd.anchor", more='window = { from = "anchor", lead = "P2D" }\nseverity = "high"\n'),
        contact(
            "odd.day", "days = [1, 4, 7, 14]", "days = [1, 4, 7, 15], anchor_day = 1", 'window = { from = "day" }\n'
        ),
        contact("odd.lapse", "[1, 4, 7, 14]", "[1, 4, 7, 16]", 'past = "lapse"\nanchor_rule = "first"\n'),
        contact("odd.first", '"last_exposure", days = [1, 4, 7, 14]', '"first_exposure", days = [2, 5]'),
        contact("odd.whole", '"exposure.voided"', '{ kind = "exposure.voided", match = "" }'),
        variant(QUARANTINE, "odd.twice", '"PT12H"', '"P4D", times = 3, apart = "PT24H"'),
        variant(
            QUARANTINE, "odd.due", '{ from = "at", within = "PT12H" }', '{ due = "last_exposure", basis = "order" }'
        ),
        variant(QUARANTINE, "odd.clock_day", '"PT12H"', '"PT36H"', 'anchor_rule = "last"\n').replace(
            'lead = "P14D"', 'from = "day"'
        ),
        on_post("odd.hours", 'period = "P2D", end_of_day = true', 'period = "PT36H", first = "PT5H"'),
        on_post("odd.daily", '"P2D"', '"P1D", first = "P0D", times = 2', 'window = { from = "day" }\n'),
        on_post("odd.restart", '["post.left"]', '["post.left", "post.started"]', 'anchor_rule = "last"\n'),
    ]
)

CITY_PACK = pack()
ODD_PACK = pack(ODD)
many_stories = st.lists(stories(most=10), min_size=1, max_size=6)


def cast(several):
    """Each story with a subject of its own."""
    return {
        f"person:{uid(f'subject {number}')}": [_of(number, one) for one in story]
        for number, story in enumerate(several)
    }


def _of(number, one):
    corrects = one.corrects and uid(f"{number} {one.corrects}")
    return replace(one, id=uid(f"{number} {one.id}"), subject=f"person:{uid(f'subject {number}')}", corrects=corrects)


def assert_same(source, facts_by_subject, now=NOW):
    fast = evaluate_many(source, facts_by_subject, now=now, few=0)
    assert fast.keys() == facts_by_subject.keys()
    for subject, own in facts_by_subject.items():
        assert fast[subject] == evaluate(source, own, now=now)


@given(many_stories)
def test_the_city_is_evaluated_alike(several):
    assert_same(CITY_PACK, cast(several))


@given(many_stories)
def test_odd_clauses_are_evaluated_alike(several):
    assert_same(ODD_PACK, cast(several))


@given(st.lists(plain_stories(most=12), min_size=1, max_size=6), st.integers(0, 40))
@settings(max_examples=60)
def test_at_any_present_moment(several, days):
    assert_same(ODD_PACK, cast(several), at("2020-11-25T00:00") + timedelta(days=days, hours=7))


@given(st.lists(plain_stories(most=12), min_size=1, max_size=6), st.integers(-3, 24), st.booleans())
@settings(max_examples=60)
def test_a_city_that_changes_its_rulebook(several, day, takes_over):
    second = pack(CONTACT_TESTS.replace("[1, 4, 7, 14]", "[1, 2, 3, 5]"), "test-2")
    changed = at("2020-12-01T00:00") + timedelta(days=day)
    timeline = PackTimeline([(CITY_PACK, at("2020-11-01T00:00"), False), (second, changed, takes_over)])
    assert_same(timeline, cast(several))


def test_most_plain_stories_are_the_kernels():
    """If everything were left to the reference, the tests above would prove nothing."""
    own = cast([[exposure("2020-12-07T16:00", "2020-12-05T20:00")]] * 20)
    columns = evaluate_columns(CITY_PACK, own, now=NOW)
    assert not columns.rest
    assert len(columns.tables[0].rows) == len(columns) == 20 * 5


def test_corrections_and_duplicates_are_left_to_the_reference():
    first = exposure("2020-12-07T16:00", "2020-12-05T20:00")
    other = f"person:{uid('other')}"
    own = {ALICE: [first, first], other: [replace(first, subject=other, id=uid("x"), corrects=first.id)]}
    columns = evaluate_columns(CITY_PACK, own, now=NOW)
    assert set(columns.rest) == set(own)
    assert_same(CITY_PACK, own)


def test_a_fact_of_somebody_else_is_left_to_the_reference():
    somebody = replace(sample("2020-12-07T16:00"), subject=f"person:{uid('other')}")
    assert_same(CITY_PACK, {ALICE: [somebody, exposure("2020-12-07T16:00", "2020-12-05T20:00")]})


def test_a_subject_with_more_steps_than_the_kernel_holds():
    forever = pack(POST_TESTS.replace('"P2D", end_of_day = true', '"PT1H"'))
    own = {ALICE: [fact("post.started", "2020-01-01T08:00", category="courier"), sample("2020-02-01T08:00")]}
    assert_same(forever, own, at("2020-12-31T00:00"))


def test_a_buffer_that_is_too_small_grows(monkeypatch):
    monkeypatch.setattr("fangxian.protocol.bulk.columns.ROWS", 2)
    own = cast([[exposure("2020-12-07T16:00", "2020-12-05T20:00")]] * 5)
    assert_same(CITY_PACK, own)


def test_the_kernel_can_run_every_odd_clause():
    plans = [thread.spans[0].plan for thread in rulebook(ODD_PACK).threads]
    assert not Profiles(plans).unfit


def test_summer_time_is_left_to_the_reference():
    berlin = pack().model_copy(update={"timezone": "Europe/Berlin"})
    own = {ALICE: [exposure("2021-03-26T16:00", "2021-03-25T20:00"), sample("2021-03-27T16:00")]}
    assert set(evaluate_columns(berlin, own, now=NOW).rest) == {ALICE}
    assert_same(berlin, own)


def test_facts_of_the_far_past_and_future_are_exact():
    future = datetime(2199, 5, 5, 3, 3, 3, 123457, tzinfo=UTC)
    assert_same(CITY_PACK, {ALICE: [replace(exposure("2020-12-07T16:00", "2020-12-05T20:00"), at=future)]})


def test_tied_facts_are_read_in_the_same_order():
    tied = [exposure("2020-12-07T16:00", "2020-12-05T20:00", by=BOB_TO_ALICE) for _ in range(4)]
    tied += [sample("2020-12-07T16:00") for _ in range(3)]
    assert_same(CITY_PACK, {ALICE: tied})
    assert_same(CITY_PACK, {ALICE: tied[::-1]})


def test_an_attribute_that_is_a_list_is_read_by_the_reference():
    lists = {"kind": ["close"], "relationship": ["x"]}
    assert_same(CITY_PACK, {ALICE: [replace(exposure("2020-12-07T16:00", "2020-12-05T20:00"), attributes=lists)]})


def test_many_subjects_are_shared_among_threads(monkeypatch):
    monkeypatch.setattr("fangxian.protocol.bulk.columns._SHARE", 3)
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    exposed, sampled = exposure("2020-12-07T16:00", "2020-12-05T20:00"), sample("2020-12-08T09:00")
    assert_same(CITY_PACK, cast([[exposed, sampled], [exposed], [], [sampled, exposed, exposed]] * 6))


def test_nothing_comes_of_nothing():
    assert evaluate_many(CITY_PACK, {}, now=NOW, few=0) == {}
    assert evaluate_many(CITY_PACK, {ALICE: []}, now=NOW, few=0) == {ALICE: ()}
    assert_same(CITY_PACK, {ALICE: [fact("followup.visit", "2020-12-07T16:00")]})


def test_few_subjects_need_no_kernel():
    own = {ALICE: [exposure("2020-12-07T16:00", "2020-12-05T20:00")]}
    assert evaluate_many(CITY_PACK, own, now=NOW) == {ALICE: evaluate(CITY_PACK, own[ALICE], now=NOW)}


def test_a_present_without_a_zone_is_refused():
    with pytest.raises(ProtocolError) as refused:
        evaluate_columns(CITY_PACK, {}, now=datetime(2020, 12, 7))  # noqa: DTZ001
    assert refused.value.code == "evaluate.now_naive"


@given(facts(1))
def test_columns_say_what_the_tasks_say(one):
    table = evaluate_columns(CITY_PACK, {ALICE: [one]}, now=NOW).tables[0]
    expected = evaluate(CITY_PACK, [one], now=NOW)
    assert sorted(table.rows["due_at"].tolist()) == sorted(int(task.due_at.timestamp() * 1e6) for task in expected)
