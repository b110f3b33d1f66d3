"""Every shipped pack is evaluated alike by both evaluators, on stories made of all the words it reads."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from msgspec.structs import replace

from fangxian.protocol.bulk import evaluate_alike, evaluate_columns, evaluate_many, task_of
from fangxian.protocol.evaluate import evaluate
from fangxian.protocol.fact import Fact
from fangxian.protocol.load import shipped_ids
from fangxian.protocol.pack import load_pack
from fangxian.protocol.vocabulary import VOCABULARY
from tests.protocol.cast import at, uid

START, NOW = at("2020-12-01T00:00"), at("2021-01-05T09:30")
SUBJECTS, FACTS = 30, 14


def kinds_by_subject(pack):
    """The kinds of fact the pack reads, by what they can happen to."""
    found = {}
    for clause in pack.clauses:
        for trigger in (*clause.opens, *clause.discharged_by, *clause.ends, *clause.put_off_by):
            for subject in VOCABULARY[trigger.kind].subjects:
                found.setdefault(subject, set()).add(trigger.kind)
    return {subject: sorted(kinds) for subject, kinds in sorted(found.items()) if subject != "any"}


def filter_values(pack):
    """Values that filters of the pack compare with, by attribute."""
    found = {}
    for clause in pack.clauses:
        for trigger in (*clause.openings, *clause.discharged_by, *clause.ends):
            for name, test in trigger.where.items():
                values = [test.eq, test.ne, test.lt, test.ge, *(test.in_ or ()), *(test.not_in or ())]
                found.setdefault(name, []).extend(value for value in values if value is not None)
    return found


def story(chance, subject, kinds, values):
    facts = []
    for number in range(chance.randrange(1, FACTS)):
        kind = chance.choice(kinds)
        happened = START + timedelta(minutes=10 * chance.randrange(6 * 24 * 30))
        attributes = {}
        for attribute in VOCABULARY[kind].attributes:
            if not attribute.required and chance.random() < 0.5:
                continue
            if values.get(attribute.name) and chance.random() < 0.8:
                attributes[attribute.name] = chance.choice(values[attribute.name])
            elif attribute.type == "time":
                attributes[attribute.name] = (happened - timedelta(hours=chance.randrange(-99, 99))).isoformat()
            elif attribute.type == "date":
                attributes[attribute.name] = (happened - timedelta(days=chance.randrange(5))).date().isoformat()
            elif attribute.type == "flag":
                attributes[attribute.name] = chance.random() < 0.5
            else:
                attributes[attribute.name] = uid(f"value {chance.randrange(2)}")
        recorded = happened + timedelta(minutes=chance.choice([0, 0, 20, 4000]))
        facts.append(Fact(uid(f"{subject} {number}"), kind, subject, happened, recorded, attributes))
    return facts


def stories(pack):
    """Subjects with stories of their own, made by chance, always the same for a pack."""
    chance = random.Random(pack.id)
    kinds, values = kinds_by_subject(pack), filter_values(pack)
    cast = {}
    for number in range(SUBJECTS):
        kind = chance.choice(list(kinds))
        subject = f"{kind}:{uid(f'{pack.id} {number}')}"
        cast[subject] = story(chance, subject, kinds[kind], values)
    return cast


@pytest.mark.parametrize("name", shipped_ids())
def test_a_shipped_pack_is_evaluated_alike(name):
    pack = load_pack(name)
    cast = stories(pack)
    signed = {one.kind for clause in pack.clauses for one in clause.put_off_by}
    for subject in evaluate_columns(pack, cast, now=NOW).rest:
        assert signed & {fact.kind for fact in cast[subject]}, "the kernel can run every clause that nothing puts off"
    fast = evaluate_many(pack, cast, now=NOW, few=0)
    for subject, facts in cast.items():
        assert fast[subject] == evaluate(pack, facts, now=NOW)
    assert sum(map(len, fast.values())) > SUBJECTS // 4  # the stories do open clauses


@pytest.mark.parametrize("name", shipped_ids())
def test_what_tasks_of_several_people_share_is_what_each_would_have(name):
    """Three people of the same story, and one to whom it happened an hour later."""
    pack = load_pack(name)
    cast = {}
    for subject, facts in stories(pack).items():
        for who, later in (("Alice", 0), ("Bob", 0), ("Carol", 0), ("Dan", 1)):
            other = f"{subject.partition(':')[0]}:{uid(f'{subject} {who}')}"
            cast[other] = [
                replace(fact, id=uid(f"{fact.id} {who}"), subject=other, at=fact.at + timedelta(hours=later))
                for fact in facts
            ]
    found, shared = {subject: [] for subject in cast}, set()
    for alike in evaluate_alike(pack, cast, now=NOW):
        found[alike[1]].append(task_of(alike))
        shared.add(id(alike[-1]))
    for subject, facts in cast.items():
        assert sorted(found[subject], key=str) == sorted(evaluate(pack, facts, now=NOW), key=str)
    assert len(shared) < sum(map(len, found.values()))


@pytest.mark.parametrize("name", shipped_ids())
def test_one_fact_of_each_of_many_people_calls_for_what_it_calls_for_of_one(name):
    """Facts that differ in all that a story can differ in, each of two people."""
    pack = load_pack(name)
    cast = {}
    for fact in (fact for facts in stories(pack).values() for fact in facts):
        for who in ("Alice", "Bob"):
            subject = f"{fact.subject_kind}:{uid(f'{fact.id} {who}')}"
            said = dict(fact.attributes, relationship=uid(f"{fact.id} {who}"))
            later = fact.recorded_at + timedelta(hours=who == "Bob")
            cast[subject] = [
                replace(fact, id=uid(f"{subject} it"), subject=subject, recorded_at=later, attributes=said)
            ]
    found = list(evaluate_alike(pack, cast, now=NOW))
    wanted = [task for facts in cast.values() for task in evaluate(pack, facts, now=NOW)]
    assert sorted(map(task_of, found), key=str) == sorted(wanted, key=str)
    assert 2 * len({id(values) for _id, _subject, _opened_by, values in found}) <= len(found) > 0
