"""The 7th edition at the Pidu outbreak of December 2020: the clocks of the first day and of the last."""

from __future__ import annotations

from datetime import timedelta

from fangxian.protocol.pack import load_pack
from tests.protocol.cast import fact
from tests.protocol_packs.people import of, owed

ZONE = "zone:9a3c2a54-6f13-4b8b-a9c3-7f5b7f1a2c10"
INCIDENT = "incident:3f0a3d3e-5e2b-4f5e-8c6f-2d9a1c1b7e55"
PACK = "covid19-cn-7"


def test_the_first_day_of_a_case_runs_on_its_own_clocks() -> None:
    confirmed = fact("case.confirmed", "2020-12-07T16:00", first_in_area=True)
    tasks = owed(PACK, confirmed)
    hours = {task.clause: (task.due_at - task.opened_at) / timedelta(hours=1) for task in tasks if task.step == "once"}
    assert hours == {
        "case.network_report": 2,
        "case.event_report": 2,
        "case.team_on_site": 2,
        "case.to_hospital": 2,
        "case.core_facts": 4,
        "case.full_investigation": 24,
        "case.source_hypothesis": 24,
    }


def test_what_was_read_and_what_was_borrowed_are_told_apart() -> None:
    """The 2, 4 and 5 hours of the field are experts' figures of 2022: in this edition they are defaults."""
    marks = {clause.id: clause.mark for clause in load_pack(PACK).clauses}
    assert marks["case.network_report"] == "V"
    assert marks["case.full_investigation"] == "V"
    assert marks["contact.release"] == "V"
    assert marks["zone.lift"] == "V"
    for borrowed in ("case.team_on_site", "case.core_facts", "zone.published", "contact.quarantined", "contact.tests"):
        assert marks[borrowed] == "D", borrowed
    modern = {clause.id: clause.mark for clause in load_pack("covid19-cn-9").clauses}
    assert [modern[name] for name in ("case.team_on_site", "case.core_facts", "zone.published")] == ["V"] * 3
    assert modern["contact.quarantined"] == "R"


def test_the_village_is_lowered_after_fourteen_clean_days() -> None:
    opened = fact(
        "zone.opened", "2020-12-07T21:00", subject=ZONE, level="medium", last_case_at="2020-12-07T16:00:00+08:00"
    )
    (lift,) = of(owed(PACK, opened), "zone.lift")
    assert lift.due_at.isoformat() == "2020-12-21T16:00:00+00:00"
    found = fact("zone.case_found", "2020-12-10T09:00", subject=ZONE, level="medium")
    (later,) = of(owed(PACK, opened, found), "zone.lift")
    assert later.due_at.isoformat() == "2020-12-24T16:00:00+00:00"
    lifted = fact("zone.lifted", "2020-12-24T09:00", subject=ZONE, signer="district headquarters")
    (done,) = of(owed(PACK, opened, found, lifted), "zone.lift")
    assert (done.state, done.late) == ("discharged", False)


def test_lifting_a_zone_too_early_is_no_evidence() -> None:
    opened = fact("zone.opened", "2020-12-07T21:00", subject=ZONE, level="medium")
    early = fact("zone.lifted", "2020-12-15T09:00", subject=ZONE, signer="district headquarters")
    (task,) = of(owed(PACK, opened, early), "zone.lift")
    assert (task.state, task.discharged_by) == ("lapsed", None)


def test_a_zone_is_published_within_five_hours_of_the_case_that_caused_it() -> None:
    proposed = fact("zone.proposed", "2020-12-07T18:30", subject=ZONE, triggered_at="2020-12-07T16:00:00+08:00")
    (task,) = of(owed(PACK, proposed), "zone.published")
    assert task.due_at.isoformat() == "2020-12-07T13:00:00+00:00"


def test_a_notice_without_an_end_or_a_help_line_is_no_notice() -> None:
    opened = fact("zone.opened", "2020-12-07T21:00", subject=ZONE, level="medium")
    bare = fact("zone.noticed", "2020-12-07T21:00", subject=ZONE)
    full = fact("zone.noticed", "2020-12-07T21:30", subject=ZONE, until="2020-12-21T15:59:00Z", help_line="12345")
    assert of(owed(PACK, opened, bare), "zone.notice")[0].state == "open"
    assert of(owed(PACK, opened, bare, full), "zone.notice")[0].state == "discharged"


def test_the_first_bulletin_is_due_the_same_evening() -> None:
    opened = fact("incident.opened", "2020-12-07T10:00", subject=INCIDENT)
    published = fact("bulletin.published", "2020-12-07T21:00", subject=INCIDENT, kind="daily")
    (task,) = of(owed(PACK, opened, published), "bulletin.first")
    assert task.due_at.isoformat() == "2020-12-07T16:00:00+00:00"
    assert (task.state, task.late) == ("discharged", False)


def test_a_failed_recheck_opens_the_rectification_again() -> None:
    finding = "finding:5d1f7a3c-21ab-4f8e-9c11-3e0b1a7d2f90"
    story = [
        fact("inspection.found", "2020-12-08T09:00", subject=finding, rectify_by="2020-12-09T09:00:00+08:00"),
        fact("inspection.rectified", "2020-12-09T08:00", subject=finding),
        fact("inspection.rechecked", "2020-12-09T12:00", subject=finding, passed=False,
             rectify_by="2020-12-10T09:00:00+08:00"),
    ]  # fmt: skip
    found = of(owed(PACK, *story), "inspection.rectification")
    assert [task.state for task in found] == ["discharged", "open"]
    assert found[1].due_at.isoformat() == "2020-12-10T01:00:00+00:00"


def test_a_positive_tube_holds_and_samples_everybody_of_it() -> None:
    tube = "tube:2b7c9c1e-7a55-4a0e-8f0b-6d4d0f3b9e21"
    tasks = owed(PACK, fact("tube.resulted", "2020-12-08T03:00", subject=tube, result="positive"))
    assert {task.clause for task in tasks} == {"tube.members_held", "tube.members_retested"}
    negative = owed(PACK, fact("tube.resulted", "2020-12-08T03:00", subject=tube, result="negative"))
    assert negative == []
