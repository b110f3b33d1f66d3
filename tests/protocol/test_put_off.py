"""A signed extension puts the last step off: later, never sooner, whatever else is recorded and in whatever order."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.protocol.bulk import evaluate_many
from fangxian.protocol.evaluate import evaluate
from fangxian.protocol.fact import Fact
from fangxian.protocol.load import build, parse_source
from fangxian.protocol.telling import tell
from tests.protocol.cast import ALICE, CHENGDU, CONTACT_TESTS, HEAD, at, exposure, fact, pack, tasks, uid
from tests.protocol.stories import NOW, START, plain_stories

RELEASE = """
[[clause]]
id = "contact.release"
title = { zh = "密接解除隔离", en = "Close contact let go" }
opens = "exposure.recorded"
where = { kind = "close" }
owner = { level = "district", role = "quarantine_site" }
schedule = { anchor = "last_exposure", days = [7, 14] }
window = { from = "day" }
discharged_by = ["quarantine.released"]
ends = ["person.became_case", "exposure.voided"]
cite = "…"
mark = "V"
"""
PUT_OFF = 'put_off_by = [{ kind = "quarantine.extended", to = "until" }]\n'
PLAIN, SIGNED = pack(RELEASE), pack(RELEASE + PUT_OFF)
EXPOSED = exposure("2020-12-05T21:00", "2020-12-05T20:00")


def refusals(clauses: str) -> set[str]:
    _pack, problems = build(parse_source(HEAD + clauses))
    return {problem.code for problem in problems}


def extended(time: str, until: str) -> Fact:
    return fact("quarantine.extended", time, until=at(until).isoformat(), signer="Li", reason="a doubtful test")


def test_the_last_step_is_due_when_the_extension_ends_and_says_so():
    found = tasks(SIGNED, EXPOSED, extended("2020-12-18T09:00", "2020-12-24T00:00"))
    task = found["contact.release day:14"]
    assert (task.due_at, task.window_from) == (at("2020-12-24T00:00"), at("2020-12-19T00:00"))
    assert found["contact.release day:7"].due_at == at("2020-12-13T00:00")
    (why,) = task.why
    assert "2020-12-24 00:00" in tell(why.code, why.params, "en", CHENGDU)


def test_a_release_before_the_extended_day_is_in_time_and_one_after_it_late():
    for time, late in (("2020-12-23T12:00", False), ("2020-12-25T12:00", True)):
        seven = fact("quarantine.released", "2020-12-12T12:00")
        story = (EXPOSED, seven, extended("2020-12-18T09:00", "2020-12-24T00:00"), fact("quarantine.released", time))
        assert tasks(SIGNED, *story)["contact.release day:14"].late is late


def test_an_extension_to_an_earlier_day_changes_nothing():
    assert tasks(SIGNED, EXPOSED, extended("2020-12-08T09:00", "2020-12-10T00:00")) == tasks(SIGNED, EXPOSED)


def test_a_later_exposure_outruns_the_extension():
    later = exposure("2020-12-18T21:00", "2020-12-18T20:00")
    found = tasks(SIGNED, EXPOSED, extended("2020-12-18T09:00", "2020-12-24T00:00"), later)
    assert found["contact.release day:14"].due_at == at("2021-01-02T00:00")


def test_a_voided_extension_puts_nothing_off():
    signed = extended("2020-12-18T09:00", "2020-12-24T00:00")
    void = Fact(uid("void it"), "fact.voided", ALICE, signed.at, signed.at, {}, signed.id)
    task = tasks(SIGNED, EXPOSED, signed, void)["contact.release day:14"]
    assert task.due_at == at("2020-12-20T00:00")
    assert [why.code for why in task.why] == ["voided"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('put_off_by = [{ kind = "quarantine.extended", to = "untill" }]\n', "clause.attribute_unknown"),
        ('put_off_by = [{ kind = "quarantine.extended", to = "reason" }]\n', "clause.anchor_no_time"),
        ('put_off_by = [{ kind = "quarantine.extendd", to = "until" }]\n', "clause.kind_unknown"),
    ],
)
def test_what_puts_off_is_a_known_fact_that_states_a_time(line, code):
    assert code in refusals(CONTACT_TESTS + line)


def test_a_duty_without_a_last_step_is_not_put_off():
    recurring = RELEASE.replace('schedule = { anchor = "last_exposure", days = [7, 14] }', 'every = { period = "P1D" }')
    assert "clause.put_off_every" in refusals(recurring + PUT_OFF)


EXTENSIONS = st.lists(st.tuples(st.integers(0, 900), st.integers(0, 1500)), min_size=1, max_size=3)


def signed(pairs: list[tuple[int, int]]) -> list[Fact]:
    half = timedelta(minutes=30)
    return [
        Fact(uid(f"signed {n}"), "quarantine.extended", ALICE, START + half * when, START + half * when,
             {"until": (START + half * until).isoformat(), "signer": "Li", "reason": "r"})
        for n, (when, until) in enumerate(pairs)
    ]  # fmt: skip


@settings(max_examples=25)
@given(plain_stories(10), EXTENSIONS, st.randoms(use_true_random=False))
def test_a_step_is_never_due_sooner_by_an_extension_and_the_order_of_learning_does_not_matter(story, pairs, chance):
    whole = story + signed(pairs)
    found = evaluate(SIGNED, whole, now=NOW)
    plain = {task.id: task for task in evaluate(PLAIN, whole, now=NOW)}
    untils = {START + timedelta(minutes=30) * until for _, until in pairs}
    assert {task.id for task in found} == set(plain)
    for task in found:
        assert task.window_from == plain[task.id].window_from
        assert task.due_at == plain[task.id].due_at or (task.due_at in untils and task.due_at > plain[task.id].due_at)
    shuffled = list(whole)
    random.Random(chance.random()).shuffle(shuffled)
    assert evaluate(SIGNED, shuffled, now=NOW) == found
    assert evaluate_many(SIGNED, {ALICE: whole}, now=NOW, few=0)[ALICE] == found
