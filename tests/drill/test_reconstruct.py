from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.drill.replay.reconstruct import reconstruct
from fangxian.drill.replay.stream import Stream

TESTS = {"close": (1, 4, 7, 14), "secondary": (1, 4, 7, 14)}
COUNTED = ("contacts", "contacts_sampled", "contacts_negative", "secondary")


@pytest.fixture(scope="module")
def made(record):
    return reconstruct(record, TESTS)


def counts(record, made, total):
    cases = record.case_of
    known = [p for p in made.contacts if p.area.startswith(total.area) and p.found_at <= total.at]
    close = [p for p in known if p.kind == "close" and not (p.case and cases[p.label].found_at <= total.at)]
    secondary = [p for p in known if p.kind == "secondary"]
    return {
        "contacts": len(close),
        "contacts_sampled": sum(p.swabs[0].taken_at <= total.at for p in close),
        "contacts_negative": sum(p.swabs[0].resulted_at <= total.at for p in close),
        "secondary": sum(p.quarantined_at <= total.at for p in secondary),
    }


def with_rules(record, **changes):
    return record.model_copy(update={"rules": record.rules.model_copy(update=changes)})


def test_the_same_record_gives_the_same_people(record, made):
    assert reconstruct(record, TESTS) == made


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_whatever_the_seed_the_published_counts_come_out(record, seed):
    other = with_rules(record, seed=seed)
    people = reconstruct(other, TESTS)
    for total in record.totals:
        counted = counts(record, people, total)
        for figure in COUNTED:
            published = getattr(total, figure)
            assert published is None or counted[figure] == published, (total.at, total.area, figure)


def test_for_everybody_one_thing_follows_the_other(made):
    for person in made.contacts:
        assert person.first_exposure <= person.last_exposure < person.found_at <= person.notified_at
        assert person.notified_at <= person.quarantined_at <= person.noticed_at
        taken = [swab.taken_at for swab in person.swabs]
        assert taken == sorted(taken)
        assert all(person.found_at < swab.taken_at < swab.resulted_at for swab in person.swabs)
        if person.released_at is not None:
            assert max(swab.resulted_at for swab in person.swabs) < person.released_at


def test_nobody_is_let_go_before_fourteen_days(record, made):
    for person in made.contacts:
        if person.released_at is not None:
            days = (person.released_at.date() - person.last_exposure.date()).days
            assert days in {record.rules.observed_days[person.kind], record.rules.observed_days[person.kind] + 1}


def test_contacts_are_numbered_in_the_order_of_being_found(made):
    for kind, prefix in (("close", "密接"), ("secondary", "次密接")):
        numbers = [person.number for person in made.contacts if person.kind == kind]
        assert numbers == [f"{prefix}-{number:03}" for number in range(1, len(numbers) + 1)]


def test_a_contact_who_became_a_case_bears_the_cases_label_and_is_not_let_go(made):
    cases = [person for person in made.contacts if person.case]
    assert [person.label for person in cases] == sorted(
        ["PD-02", "PD-03", "PD-06", "PD-08", "PD-09", "PD-10", "PD-11", "PD-12", "PD-13", "PD-14"],
        key=lambda label: next(p.found_at for p in cases if p.label == label),
    )
    assert all(person.released_at is None for person in cases)


def test_four_contacts_turn_positive_in_the_second_test_of_10_december(made):
    second = [
        person.label
        for person in made.contacts
        if person.case and len(person.swabs) == 2 and person.swabs[1].resulted_at.day == 10
    ]
    assert sorted(second) == ["PD-08", "PD-09", "PD-10", "PD-11"]


def test_the_last_case_was_negative_twice_before(made):
    last = next(person for person in made.contacts if person.label == "PD-14")
    assert [swab.result for swab in last.swabs] == ["negative", "negative", "positive"]
    assert [swab.taken_at.day for swab in last.swabs] == [9, 11, 17]


def test_nobody_names_a_source_that_had_not_been_heard_of(record, made):
    found = {person.label: person.found_at for person in made.contacts}
    found |= {case.label: min(case.found_at, found.get(case.label, case.found_at)) for case in record.cases}
    for person in made.contacts:
        assert found[person.source] < person.found_at


def test_one_more_wave_changes_nobody_else(record, made):
    extra = record.waves[0].model_copy(update={"key": "extra", "count": 3})
    more = reconstruct(record.model_copy(update={"waves": (*record.waves, extra)}), TESTS)
    said = {(p.found_at, p.area, p.quarantined_at, p.released_at, p.swabs) for p in made.contacts}
    said_now = {(p.found_at, p.area, p.quarantined_at, p.released_at, p.swabs) for p in more.contacts}
    assert said <= said_now
    assert len(said_now - said) == 3


def test_offices_keep_their_limits_where_the_record_is_silent(record, made):
    for label, papers in made.papers.items():
        found = record.case_of[label].found_at
        assert papers.reported_at - found <= timedelta(hours=2)
        assert papers.core_facts_at - found <= timedelta(hours=4)
        assert papers.investigated_at - found <= timedelta(hours=24)


def test_a_stream_follows_from_its_name():
    def draws(name):
        stream = Stream(1, name)
        return [stream.uniform(0, 1) for _ in range(3)]

    assert draws("a") == draws("a")
    assert draws("a") != draws("b")
    assert [round(number, 6) for number in draws("a")] == [0.087999, 0.758286, 0.312601]
