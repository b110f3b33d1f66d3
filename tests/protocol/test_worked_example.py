"""The worked example of the design, word for word."""

from __future__ import annotations

from datetime import date

from tests.protocol.cast import (
    CAROL_TO_ALICE,
    CASE_REPORT,
    CHENGDU,
    CONTACT_TESTS,
    QUARANTINE,
    at,
    exposure,
    fact,
    pack,
    sample,
    tasks,
)

PACK = pack(CASE_REPORT + CONTACT_TESTS + QUARANTINE)
FIRST = exposure("2020-12-07T16:00", "2020-12-05T20:00")
SECOND = exposure("2020-12-08T09:00", "2020-12-08T08:00", by=CAROL_TO_ALICE)
ON_THE_6TH = sample("2020-12-06T10:00")


def due_days(found: dict[str, object]) -> list[date]:
    """The last local day of each test task: due at 24:00 is due before the next day's 0:00."""
    due = [task.due_at for name, task in found.items() if name.startswith("contact.tests")]
    midnights = [moment.astimezone(CHENGDU) for moment in due]
    assert all((moment.hour, moment.minute) == (0, 0) for moment in midnights)
    return [date.fromordinal(moment.toordinal() - 1) for moment in midnights]


def test_an_exposure_opens_four_test_tasks_and_one_quarantine_task():
    found = tasks(PACK, FIRST)
    assert list(found) == [
        "contact.quarantine once",
        "contact.tests day:1",
        "contact.tests day:4",
        "contact.tests day:7",
        "contact.tests day:14",
    ]
    assert all(task.state == "open" and task.opened_by == FIRST.id for task in found.values())


def test_days_count_from_the_last_exposure_and_end_at_midnight():
    assert due_days(tasks(PACK, FIRST)) == [date(2020, 12, day) for day in (6, 9, 12, 19)]


def test_a_second_exposure_moves_the_same_tasks_and_says_why():
    before, after = tasks(PACK, FIRST), tasks(PACK, FIRST, SECOND)
    assert due_days(after) == [date(2020, 12, day) for day in (9, 12, 15, 22)]
    assert {task.id for task in after.values()} == {task.id for task in before.values()}
    (why,) = after["contact.tests day:7"].why
    assert (why.code, why.params["fact"]) == ("anchor_moved", SECOND.id)


def test_a_sample_on_the_6th_discharges_day_1_only():
    found = tasks(PACK, FIRST, ON_THE_6TH)
    assert found["contact.tests day:1"].discharged_by == ON_THE_6TH.id
    assert not found["contact.tests day:1"].late
    assert [task.state for task in found.values()].count("discharged") == 1


def test_a_sample_before_the_second_exposure_is_owed_again():
    found = tasks(PACK, FIRST, ON_THE_6TH, SECOND)
    day_1 = found["contact.tests day:1"]
    assert day_1.state == "open"
    assert [(why.code, why.params["fact"]) for why in day_1.why][-1] == ("owed_again", ON_THE_6TH.id)


def test_voiding_the_exposure_ends_what_is_open_and_keeps_what_is_done():
    voided = fact("exposure.voided", "2020-12-08T12:00", relationship=FIRST.attributes["relationship"])
    found = tasks(PACK, FIRST, ON_THE_6TH, voided)
    assert found["contact.tests day:1"].state == "discharged"
    left = [task for name, task in found.items() if name != "contact.tests day:1"]
    assert {(task.state, task.reason, task.lapsed_by) for task in left} == {("lapsed", "exposure.voided", voided.id)}
    assert left[0].lapsed_at == at("2020-12-08T12:00")


def test_the_network_report_is_owed_within_two_hours_by_law():
    confirmed = fact("case.confirmed", "2020-12-07T10:00")
    task = tasks(PACK, confirmed)["case.network_report once"]
    assert (task.due_at, task.basis, task.owner.role) == (
        at("2020-12-07T12:00"),
        "law",
        "reporting_institution",
    )


def test_read_at_a_past_time_the_record_answers_as_it_stood_then():
    story = [FIRST, ON_THE_6TH, SECOND]
    known = [one for one in story if one.recorded_at <= at("2020-12-07T18:00")]
    assert tasks(PACK, *known)["contact.tests day:1"].state == "discharged"
    assert tasks(PACK, *story)["contact.tests day:1"].state == "open"
