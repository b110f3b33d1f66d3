"""When a clause begins to run for a subject, what joins it, and what ends it."""

from __future__ import annotations

import pytest

from tests.protocol.cast import (
    BOB_TO_ALICE,
    CAROL_TO_ALICE,
    CONTACT_TESTS,
    POST_TESTS,
    SECONDARY_TESTS,
    at,
    exposure,
    fact,
    pack,
    sample,
    tasks,
)

TESTS = pack(CONTACT_TESTS)
BOTH = pack(CONTACT_TESTS + SECONDARY_TESTS)


def days(found, occasion=1):
    return [task for task in found.values() if task.clause == "contact.tests" and task.occasion == occasion]


def test_a_new_exposure_after_release_starts_a_second_occasion():
    found = tasks(
        TESTS,
        exposure("2020-12-02T10:00", "2020-12-01T10:00"),
        fact("quarantine.released", "2020-12-15T12:00"),
        exposure("2020-12-20T10:00", "2020-12-19T10:00", by=CAROL_TO_ALICE),
    )
    assert {task.state for task in days(found, 1)} == {"lapsed"}
    assert {task.state for task in days(found, 2)} == {"open"}
    assert days(found, 2)[0].anchor_at == at("2020-12-19T10:00")


def test_an_end_at_the_instant_of_a_new_exposure_closes_the_old_occasion_only():
    found = tasks(
        TESTS,
        exposure("2020-12-02T10:00", "2020-12-01T10:00"),
        fact("quarantine.released", "2020-12-15T12:00"),
        exposure("2020-12-15T12:00", "2020-12-15T09:00", by=CAROL_TO_ALICE),
    )
    assert {task.state for task in days(found, 1)} == {"lapsed"}
    assert {task.state for task in days(found, 2)} == {"open"}


def test_an_end_at_the_instant_of_the_only_opening_closes_it():
    found = tasks(
        TESTS,
        exposure("2020-12-02T10:00", "2020-12-01T10:00"),
        fact("person.became_case", "2020-12-02T10:00"),
    )
    assert {task.state for task in days(found)} == {"lapsed"}


def test_an_end_before_the_opening_ends_nothing():
    found = tasks(
        TESTS,
        fact("quarantine.released", "2020-12-01T10:00"),
        exposure("2020-12-02T10:00", "2020-12-01T10:00"),
    )
    assert {task.state for task in days(found)} == {"open"}


def test_a_contact_of_two_cases_owes_the_later_end():
    found = tasks(
        TESTS,
        exposure("2020-12-08T10:00", "2020-12-08T09:00", by=CAROL_TO_ALICE),
        exposure("2020-12-09T10:00", "2020-12-05T20:00", by=BOB_TO_ALICE),
    )
    assert found["contact.tests day:14"].due_at == at("2020-12-23T00:00")


def test_voiding_one_exposure_of_two_retires_only_that_one():
    first = exposure("2020-12-06T10:00", "2020-12-05T20:00")
    second = exposure("2020-12-08T10:00", "2020-12-08T09:00", by=CAROL_TO_ALICE)
    voided = fact("exposure.voided", "2020-12-09T10:00", relationship=CAROL_TO_ALICE)
    before, after = tasks(TESTS, first), tasks(TESTS, first, second, voided)
    assert [(task.id, task.due_at, task.state) for task in after.values()] == [
        (task.id, task.due_at, "open") for task in before.values()
    ]
    assert [why.code for why in days(after)[0].why] == ["anchor_moved", "opening_retired", "anchor_moved"]


def test_voiding_both_exposures_ends_the_occasion():
    found = tasks(
        TESTS,
        exposure("2020-12-06T10:00", "2020-12-05T20:00"),
        exposure("2020-12-08T10:00", "2020-12-08T09:00", by=CAROL_TO_ALICE),
        fact("exposure.voided", "2020-12-09T10:00", relationship=CAROL_TO_ALICE),
        fact("exposure.voided", "2020-12-10T10:00", relationship=BOB_TO_ALICE),
    )
    assert {task.state for task in days(found)} == {"lapsed"}
    assert {task.lapsed_at for task in days(found)} == {at("2020-12-10T10:00")}


def test_voiding_another_relationship_retires_nothing():
    found = tasks(
        TESTS,
        exposure("2020-12-06T10:00", "2020-12-05T20:00"),
        fact("exposure.voided", "2020-12-09T10:00", relationship=CAROL_TO_ALICE),
    )
    assert {task.state for task in days(found)} == {"open"}


def test_match_may_be_switched_off():
    whole = pack(CONTACT_TESTS.replace('"exposure.voided"', '{ kind = "exposure.voided", match = "" }'))
    found = tasks(
        whole,
        exposure("2020-12-06T10:00", "2020-12-05T20:00"),
        exposure("2020-12-08T10:00", "2020-12-08T09:00", by=CAROL_TO_ALICE),
        fact("exposure.voided", "2020-12-09T10:00", relationship=CAROL_TO_ALICE),
    )
    assert {task.state for task in days(found)} == {"lapsed"}


def test_an_upgrade_from_secondary_to_close_to_case_moves_the_person_and_duplicates_nothing():
    secondary = exposure("2020-12-06T10:00", "2020-12-05T20:00", kind="secondary")
    close = exposure("2020-12-07T10:00", "2020-12-06T20:00", kind="close")
    case = fact("person.became_case", "2020-12-10T10:00")
    found = tasks(BOTH, secondary, close, case)
    open_at = {
        moment: sorted(
            {
                task.clause
                for task in tasks(BOTH, *(one for one in (secondary, close, case) if one.at <= at(moment))).values()
                if task.state == "open"
            }
        )
        for moment in ("2020-12-06T12:00", "2020-12-08T00:00", "2020-12-11T00:00")
    }
    assert list(open_at.values()) == [["secondary.tests"], ["contact.tests"], []]
    assert {task.reason for task in found.values()} == {"exposure.recorded", "person.became_case"}


def test_the_filter_decides_who_is_covered():
    assert not tasks(TESTS, exposure("2020-12-06T10:00", "2020-12-05T20:00", kind="general"))


@pytest.mark.parametrize(("rule", "due"), [("first", "2020-12-07T00:00"), ("last", "2020-12-10T00:00")])
def test_the_clause_says_which_opening_anchors_it(rule, due):
    anchored = pack(CONTACT_TESTS + f'anchor_rule = "{rule}"\n')
    found = tasks(
        anchored,
        exposure("2020-12-06T10:00", "2020-12-05T20:00"),
        exposure("2020-12-08T10:00", "2020-12-08T09:00", by=CAROL_TO_ALICE),
    )
    assert found["contact.tests day:1"].due_at == at(due)


def test_an_anchor_that_the_fact_does_not_state_falls_back_to_when_it_happened_and_says_so():
    moved = pack(CONTACT_TESTS.replace('anchor = "last_exposure"', 'anchor = "first_exposure"'))
    found = tasks(moved, exposure("2020-12-06T10:00", "2020-12-05T20:00"))
    assert found["contact.tests day:1"].anchor_at == at("2020-12-06T10:00")
    assert [why.code for why in found["contact.tests day:1"].why] == ["anchor_missing"]


def test_an_anchor_may_be_a_day():
    onset = pack(
        CONTACT_TESTS.replace('"exposure.recorded"', '"case.confirmed"')
        .replace('where = { kind = "close" }', "")
        .replace('anchor = "last_exposure"', 'anchor = "onset_on"')
        .replace(', "exposure.voided"]', "]")
    )
    found = tasks(onset, fact("case.confirmed", "2020-12-07T10:00", onset_on="2020-12-04"))
    assert found["contact.tests day:1"].due_at == at("2020-12-06T00:00")


def test_an_ended_unending_schedule_owes_only_the_turns_that_had_begun():
    found = tasks(
        pack(POST_TESTS),
        fact("post.started", "2020-12-01T08:00", category="courier"),
        sample("2020-12-03T09:00"),
        fact("post.left", "2020-12-06T18:00"),
    )
    assert [(task.step, task.state) for task in found.values()] == [
        ("turn:1", "discharged"),
        ("turn:2", "lapsed"),
        ("turn:3", "lapsed"),
    ]


def test_a_late_earlier_exposure_keeps_the_names_of_the_tasks():
    known = exposure("2020-12-08T10:00", "2020-12-08T09:00", by=CAROL_TO_ALICE)
    late = exposure("2020-12-06T10:00", "2020-12-05T20:00", recorded="2020-12-10T00:00")
    before, after = tasks(TESTS, known), tasks(TESTS, known, late)
    assert [task.id for task in before.values()] == [task.id for task in after.values()]
    assert {task.opened_by for task in after.values()} == {late.id}


def test_a_late_whole_earlier_occasion_keeps_the_names_of_the_later_one():
    known = exposure("2020-12-20T10:00", "2020-12-19T09:00", by=CAROL_TO_ALICE)
    late = exposure("2020-12-02T10:00", "2020-12-01T20:00", recorded="2020-12-21T00:00")
    end = fact("quarantine.released", "2020-12-15T10:00", recorded="2020-12-21T00:00")
    before, after = tasks(TESTS, known), tasks(TESTS, known, late, end)
    assert {task.id for task in before.values()} == {task.id for task in days(after, 2)}


def test_a_corrected_exposure_keeps_the_names_of_the_tasks():
    wrong = exposure("2020-12-06T10:00", "2020-12-05T20:00")
    right = exposure("2020-12-06T10:00", "2020-12-04T20:00", corrects=wrong)
    before, after = tasks(TESTS, wrong), tasks(TESTS, wrong, right)
    assert [task.id for task in before.values()] == [task.id for task in after.values()]
    assert after["contact.tests day:1"].due_at == at("2020-12-06T00:00")
    assert after["contact.tests day:1"].why[-1].params == {"fact": right.id, "replaces": wrong.id}
