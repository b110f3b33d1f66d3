"""What the evaluator promises of every story, whatever happens in it and however it is learnt."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from fangxian.protocol.evaluate import evaluate
from fangxian.protocol.fact import Fact
from fangxian.protocol.rulebook import rulebook
from fangxian.protocol.settle import settle
from tests.protocol.cast import ALICE, pack, uid
from tests.protocol.stories import NOW, facts, plain_stories, stories

PACK = pack()


@pytest.mark.parametrize("state", ["open", "discharged", "lapsed"])
def test_the_stories_cover_every_state(state):
    """A promise kept of empty stories would be worth nothing."""
    assert find(
        plain_stories(),
        lambda story: state in {task.state for task in evaluate(PACK, story, now=NOW)},
        settings=settings(phases=[Phase.generate], database=None),
    )


@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(story, chance):
    shuffled = list(story)
    chance.shuffle(shuffled)
    assert evaluate(PACK, shuffled, now=NOW) == evaluate(PACK, story, now=NOW)


@given(stories(), st.data())
def test_duplicates_are_harmless(story, data):
    again = data.draw(st.lists(st.sampled_from(story), max_size=5)) if story else []
    later = [replace(fact, recorded_at=fact.recorded_at + timedelta(days=1)) for fact in again]
    assert evaluate(PACK, [*story, *again, *later], now=NOW) == evaluate(PACK, story, now=NOW)


@given(plain_stories(), facts(99), st.data())
def test_a_correction_gives_the_tasks_as_if_the_fact_had_been_recorded_so(story, better, data):
    if not story:
        return
    wrong = data.draw(st.sampled_from(story))
    others = [fact for fact in story if fact is not wrong]
    correction = Fact(better.id, better.kind, ALICE, better.at, better.recorded_at, better.attributes, wrong.id)
    corrected = evaluate(PACK, [*story, correction], now=NOW)
    assert _but_names(corrected) == _but_names(evaluate(PACK, [*others, better], now=NOW))


@given(plain_stories(), st.data())
def test_a_voided_fact_is_as_if_it_had_never_been(story, data):
    if not story:
        return
    wrong = data.draw(st.sampled_from(story))
    void = Fact(uid("void"), "fact.voided", ALICE, NOW, NOW, {}, wrong.id)
    voided = evaluate(PACK, [*story, void], now=NOW)
    assert _but_why(voided) == _but_why(evaluate(PACK, [fact for fact in story if fact is not wrong], now=NOW))


@given(plain_stories(), st.data())
def test_voiding_the_void_restores_the_fact(story, data):
    if not story:
        return
    void = Fact(uid("void"), "fact.voided", ALICE, NOW, NOW, {}, data.draw(st.sampled_from(story)).id)
    restored = Fact(uid("void void"), "fact.voided", ALICE, NOW, NOW, {}, void.id)
    assert _but_why(evaluate(PACK, [*story, void, restored], now=NOW)) == _but_why(evaluate(PACK, story, now=NOW))


@given(plain_stories())
def test_subjects_do_not_mix(story):
    twin = [replace(fact, id=uid(f"twin {fact.id}"), subject=f"person:{uid('twin')}") for fact in story]
    both = evaluate(PACK, [*story, *twin], now=NOW)
    assert tuple(task for task in both if task.subject == ALICE) == evaluate(PACK, story, now=NOW)


@given(stories())
def test_no_one_is_missed(story):
    """Whoever a clause covers has every step discharged, open with an owner and a due time, or lapsed with a reason."""
    found = evaluate(PACK, story, now=NOW)
    for task in found:
        assert task.owner.role
        if task.state == "open":
            assert task.due_at
            assert not task.discharged_by
            assert not task.lapsed_by
        elif task.state == "discharged":
            assert task.discharged_by
            assert task.discharged_at
        else:
            assert task.reason
            assert task.lapsed_at
            assert task.lapsed_by
    for clause in PACK.clauses:
        covered = _covering(clause.id, story)
        if covered:
            assert any(task.clause == clause.id for task in found), f"{clause.id} lost {covered[0].kind}"


@given(stories())
def test_an_opening_after_the_last_end_is_owed_now(story):
    """The person who is exposed again after release is never lost behind the earlier occasion."""
    openings = _covering("contact.tests", story)
    ends = [
        entry.at
        for entry in settle(story).entries
        if entry.fact.kind in {"quarantine.released", "person.became_case", "exposure.voided"}
    ]
    if openings and max(fact.at for fact in openings) > max(ends, default=openings[0].at - timedelta(days=1)):
        running = [t for t in evaluate(PACK, story, now=NOW) if t.clause == "contact.tests" and t.lapsed_at is None]
        assert {task.step for task in running} >= {"day:1", "day:4", "day:7", "day:14"}


@given(stories())
def test_one_fact_discharges_one_step_of_a_clause(story):
    used = [(task.clause, task.discharged_by) for task in evaluate(PACK, story, now=NOW) if task.discharged_by]
    assert len(used) == len(set(used))


@given(stories())
def test_a_discharge_lies_in_its_window_or_is_late(story):
    for task in evaluate(PACK, story, now=NOW):
        if task.state == "discharged":
            assert task.discharged_at >= task.window_from
            assert task.late == (task.discharged_at > task.due_at) or task.discharged_at == task.due_at


@given(stories())
def test_ids_are_unique(story):
    ids = [task.id for task in evaluate(PACK, story, now=NOW)]
    assert len(ids) == len(set(ids))


@given(plain_stories(), facts(99))
def test_what_arrives_late_leaves_the_other_occasions_their_names(story, late):
    """A fact learnt last may open, end or join; no task it does not concern is renamed."""
    late = replace(late, recorded_at=NOW)
    before = {(t.clause, t.opened_by, t.step): t.id for t in evaluate(PACK, story, now=NOW)}
    after = {(t.clause, t.opened_by, t.step): t.id for t in evaluate(PACK, [*story, late], now=NOW)}
    changed = [key for key in before.keys() & after.keys() if before[key] != after[key]]
    assert not changed or late.kind in ENDS  # an end may split an occasion; one part keeps the name


ENDS = {"quarantine.released", "person.became_case", "exposure.voided", "case.excluded", "post.left"}


def _covering(clause: str, story: list[Fact]) -> list[Fact]:
    (thread,) = [thread for thread in rulebook(PACK).threads if thread.clause == clause]
    plan = thread.spans[0].plan
    return [entry.fact for entry in settle(story).entries if plan is not None and plan.opens(entry.fact)]


def _but_why(tasks):
    return [replace(task, why=()) for task in tasks]


def _but_names(tasks):
    return [replace(task, why=(), id="") for task in tasks]
