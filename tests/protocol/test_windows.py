"""Which fact discharges which step, and when it is late."""

from __future__ import annotations

from fangxian.protocol.load import parse_source
from fangxian.protocol.pack import Pack
from tests.protocol.cast import (
    CASE_REPORT,
    CONTACT_TESTS,
    HEAD,
    POST_TESTS,
    QUARANTINE,
    at,
    exposure,
    fact,
    pack,
    sample,
    tasks,
)

TESTS = pack(CONTACT_TESTS)
REPORT = pack(CASE_REPORT)
EXPOSED = exposure("2020-12-05T21:00", "2020-12-05T20:00")


def states(found):
    return {task.step: task.state + (" late" if task.late else "") for task in found.values()}


def test_a_report_at_exactly_two_hours_is_in_time():
    confirmed = fact("case.confirmed", "2020-12-07T10:00")
    task = tasks(REPORT, confirmed, fact("case.reported", "2020-12-07T12:00"))["case.network_report once"]
    assert (task.state, task.late) == ("discharged", False)


def test_a_report_after_two_hours_still_discharges_and_is_late():
    confirmed = fact("case.confirmed", "2020-12-07T10:00")
    task = tasks(REPORT, confirmed, fact("case.reported", "2020-12-07T12:01"))["case.network_report once"]
    assert (task.state, task.late, task.discharged_at) == ("discharged", True, at("2020-12-07T12:01"))


def test_a_report_before_the_case_was_confirmed_does_not_count():
    found = tasks(REPORT, fact("case.reported", "2020-12-07T09:00"), fact("case.confirmed", "2020-12-07T10:00"))
    assert found["case.network_report once"].state == "open"


def test_a_repeated_confirmation_does_not_put_off_the_deadline():
    found = tasks(REPORT, fact("case.confirmed", "2020-12-07T10:00"), fact("case.confirmed", "2020-12-07T11:30"))
    assert found["case.network_report once"].due_at == at("2020-12-07T12:00")


def test_a_quarantine_that_began_before_the_exposure_was_recorded_counts_within_the_lead():
    found = tasks(pack(QUARANTINE), fact("quarantine.started", "2020-12-05T18:00"), EXPOSED)
    assert found["contact.quarantine once"].state == "discharged"


def test_a_sample_at_midnight_belongs_to_the_next_day():
    found = tasks(TESTS, EXPOSED, sample("2020-12-07T00:00"))
    assert states(found) == {"day:1": "open", "day:4": "discharged", "day:7": "open", "day:14": "open"}


def test_a_sample_between_two_days_counts_for_the_later_and_the_earlier_stays_missed():
    found = tasks(TESTS, EXPOSED, sample("2020-12-08T10:00"))
    assert states(found) == {"day:1": "open", "day:4": "discharged", "day:7": "open", "day:14": "open"}


def test_a_second_sample_in_the_same_window_makes_up_for_the_missed_one_late():
    found = tasks(TESTS, EXPOSED, sample("2020-12-08T10:00"), sample("2020-12-08T16:00"))
    assert states(found) == {
        "day:1": "discharged late",
        "day:4": "discharged",
        "day:7": "open",
        "day:14": "open",
    }


def test_a_sample_at_the_instant_of_release_counts():
    found = tasks(TESTS, EXPOSED, sample("2020-12-19T10:00"), fact("quarantine.released", "2020-12-19T10:00"))
    assert states(found)["day:14"] == "discharged"


def test_a_sample_after_release_does_not():
    found = tasks(TESTS, EXPOSED, sample("2020-12-19T11:00"), fact("quarantine.released", "2020-12-19T10:00"))
    assert states(found)["day:14"] == "lapsed"


def test_a_step_that_lapses_after_it_was_due_was_missed():
    found = tasks(TESTS, EXPOSED, fact("quarantine.released", "2020-12-19T10:00"))
    assert {task.step: task.missed for task in found.values()} == {
        "day:1": True,
        "day:4": True,
        "day:7": True,
        "day:14": False,
    }


def test_a_window_of_one_day_takes_no_sample_of_another():
    strict = pack(CONTACT_TESTS + 'window = { from = "day" }\n')
    found = tasks(strict, EXPOSED, sample("2020-12-08T10:00"), sample("2020-12-09T10:00"))
    assert states(found)["day:4"] == "discharged"
    assert found["contact.tests day:4"].discharged_at == at("2020-12-09T10:00")
    assert states(found)["day:1"] == "discharged late"


def test_a_window_from_the_anchor_takes_early_samples_for_later_days():
    early = pack(CONTACT_TESTS + 'window = { from = "anchor" }\n')
    found = tasks(early, EXPOSED, *(sample(f"2020-12-06T{hour:02}:00") for hour in (8, 10, 12)))
    assert states(found) == {
        "day:1": "discharged",
        "day:4": "discharged",
        "day:7": "discharged",
        "day:14": "open",
    }


def test_evidence_must_state_what_the_clause_requires():
    strict = pack(CONTACT_TESTS.replace('["sample.taken"]', '[{ kind = "sample.taken", requires = ["specimen"] }]'))
    found = tasks(strict, EXPOSED, sample("2020-12-06T08:00"), sample("2020-12-06T09:00", specimen="nasopharyngeal"))
    assert found["contact.tests day:1"].discharged_at == at("2020-12-06T09:00")


def test_two_tests_a_day_apart_are_two_steps():
    companion = pack(
        CONTACT_TESTS.replace(
            'schedule = { anchor = "last_exposure", days = [1, 4, 7, 14] }',
            'clock = { from = "at", within = "P3D", times = 2, apart = "PT24H" }',
        )
    )
    told = exposure("2020-12-06T10:00", "2020-12-05T20:00")
    story = [told, sample("2020-12-06T12:00"), sample("2020-12-07T08:00"), sample("2020-12-07T12:00")]
    found = tasks(companion, *story)
    assert found["contact.tests once#1"].discharged_at == at("2020-12-06T12:00")
    assert found["contact.tests once#2"].discharged_at == at("2020-12-07T12:00")


def test_steps_due_before_the_contact_was_known_may_lapse():
    lenient = pack(CONTACT_TESTS + 'past = "lapse"\n')
    late_found = exposure("2020-12-10T10:00", "2020-12-05T20:00")
    found = tasks(lenient, late_found, sample("2020-12-10T12:00"), sample("2020-12-10T13:00"))
    assert states(found) == {"day:1": "lapsed", "day:4": "lapsed", "day:7": "discharged", "day:14": "open"}
    assert found["contact.tests day:1"].reason == "due_before_opening"


def test_a_due_time_may_come_from_the_fact_itself():
    order = pack(
        """
[[clause]]
id = "inspection.rectification"
title = { zh = "整改", en = "Rectification" }
opens = "inspection.found"
owner = { role = "headquarters" }
clock = { due = "rectify_by", basis = "order" }
discharged_by = ["inspection.rectified"]
cite = "…"
mark = "S"
"""
    )
    finding = "finding:" + EXPOSED.id
    found_at = fact("inspection.found", "2020-12-07T10:00", subject=finding, rectify_by=at("2020-12-09T18:00"))
    task = tasks(order, found_at)["inspection.rectification once"]
    assert (task.window_from, task.due_at, task.basis) == (
        at("2020-12-07T10:00"),
        at("2020-12-09T18:00"),
        "order",
    )


def test_an_unending_schedule_owes_up_to_the_first_turn_that_is_not_yet_due():
    started = fact("post.started", "2020-12-01T08:00", category="courier")
    found = tasks(pack(POST_TESTS), started, sample("2020-12-03T23:59"), now="2020-12-06T12:00")
    assert [(task.step, task.due_at, task.state) for task in found.values()] == [
        ("turn:1", at("2020-12-04T00:00"), "discharged"),
        ("turn:2", at("2020-12-06T00:00"), "open"),
        ("turn:3", at("2020-12-08T00:00"), "open"),
    ]


def test_turns_may_be_counted_to_the_minute_and_begin_at_once():
    hourly = pack(POST_TESTS.replace('period = "P2D", end_of_day = true', 'period = "PT12H", first = "PT1H"'))
    started = fact("post.started", "2020-12-01T08:00", category="courier")
    found = tasks(hourly, started, sample("2020-12-01T09:00"), sample("2020-12-01T21:00"), now="2020-12-01T22:00")
    assert [(task.due_at, task.state) for task in found.values()] == [
        (at("2020-12-01T09:00"), "discharged"),
        (at("2020-12-01T21:00"), "discharged"),
        (at("2020-12-02T09:00"), "open"),
    ]


def test_days_may_be_numbered_from_the_day_of_the_anchor():
    day_one = pack(CONTACT_TESTS.replace("days = [1, 4, 7, 14]", "days = [1, 4], anchor_day = 1"))
    found = tasks(day_one, EXPOSED)
    assert [task.due_at for task in found.values()] == [at("2020-12-06T00:00"), at("2020-12-09T00:00")]


def test_a_turn_begins_just_after_the_one_before_is_due():
    hourly = pack(POST_TESTS.replace('period = "P2D", end_of_day = true', 'period = "PT12H"'))
    started = fact("post.started", "2020-12-01T08:00", category="courier")
    found = tasks(hourly, started, sample("2020-12-01T20:00"), sample("2020-12-01T20:00"), now="2020-12-01T21:00")
    assert [task.state for task in found.values()] == ["discharged", "open"]


def test_a_turn_that_would_begin_when_the_post_was_left_is_not_owed():
    story = [fact("post.started", "2020-12-01T08:00", category="courier"), fact("post.left", "2020-12-04T00:00")]
    assert [task.step for task in tasks(pack(POST_TESTS), *story).values()] == ["turn:1"]


def test_an_opening_fact_is_never_its_own_evidence():
    """A pack that says so is refused by its check; should one slip through, nobody is discharged by being found."""
    source = parse_source(HEAD + QUARANTINE.replace('["quarantine.started"]', '["exposure.recorded"]'))
    unchecked = Pack.model_validate(source.data)
    later = exposure("2020-12-05T22:00", "2020-12-05T20:00")
    assert tasks(unchecked, EXPOSED, later)["contact.quarantine once"].state == "open"
