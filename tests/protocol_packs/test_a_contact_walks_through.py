"""One contact's whole way under an edition: nothing is left open at the end, and nothing slips by."""

from __future__ import annotations

from fangxian.protocol.fact import Fact
from tests.protocol.cast import fact
from tests.protocol_packs.people import days, exposed, of, owed

SAMPLED = ("06T18:00", "07T10:00", "08T10:00", "10T10:00", "12T10:00")


def ninth_edition_week() -> list[Fact]:
    """Seven days at a site, tested on days 1, 2, 3, 5 and 7."""
    quarantined = fact("quarantine.started", "2020-12-06T12:00", mode="central")
    samples = [fact("sample.taken", f"2020-12-{time}") for time in SAMPLED]
    visits = [fact("followup.visit", f"2020-12-{day:02}T09:00") for day in range(7, 16)]
    return [exposed(), quarantined, *samples, *visits]


def test_seven_days_at_a_site_and_three_at_home_close_every_task_of_the_contact() -> None:
    story = ninth_edition_week()
    story += [
        fact("quarantine.moved", "2020-12-12T14:00", mode="home"),
        fact(
            "measure.noticed", "2020-12-06T13:00", measure="quarantine", until="2020-12-15T15:59:00Z", legal_basis="…"
        ),
        fact("sample.taken", "2020-12-15T08:00"),
        fact("quarantine.released", "2020-12-15T16:00", mode="home"),
    ]
    tasks = owed("covid19-cn-9", *story)
    left = [(task.clause, task.step) for task in tasks if task.state == "open"]
    assert left == []
    assert all(not task.late for task in tasks)
    assert days(tasks, "contact.tests") == [1, 2, 3, 5, 7, 10]


def test_leaving_early_is_no_evidence_of_the_release_that_was_owed() -> None:
    story = [*ninth_edition_week(), fact("quarantine.released", "2020-12-12T16:00", mode="central")]
    (release,) = of(owed("covid19-cn-9", *story), "contact.release")
    assert release.state == "lapsed"
    assert release.lapsed_at is not None
    assert release.lapsed_at < release.window_from
    assert release.discharged_by is None


def test_a_second_exposure_moves_the_days() -> None:
    again = fact(
        "exposure.recorded",
        "2020-12-08T09:00",
        relationship="7d9f6a0e-3c1b-4f55-9a76-0d7b1b5f3b11",
        kind="close",
        last_exposure="2020-12-07T12:00:00+08:00",
    )
    tasks = owed("covid19-cn-7", exposed(), again)
    assert days(tasks, "contact.release") == [16]
    assert days(tasks, "contact.tests") == [3, 6, 9, 16]


def test_a_secondary_who_becomes_a_close_contact_is_moved_not_doubled() -> None:
    up = fact(
        "exposure.recorded",
        "2020-12-08T09:00",
        relationship="7d9f6a0e-3c1b-4f55-9a76-0d7b1b5f3b11",
        kind="close",
        last_exposure="2020-12-05T20:00:00+08:00",
    )
    tasks = owed("covid19-cn-9", exposed("secondary"), up)
    assert {task.state for task in of(tasks, "secondary.release")} == {"lapsed"}
    assert [task.state for task in of(tasks, "contact.release")] == ["open"]
    assert [task.state for task in of(tasks, "contact.quarantined")] == ["open"]


def test_home_isolation_is_no_quarantine_for_a_close_contact_without_a_reason() -> None:
    home = fact("quarantine.started", "2020-12-06T12:00", mode="home")
    child = fact("quarantine.started", "2020-12-06T12:00", mode="home", group="child")
    assert of(owed("covid19-cn-9", exposed(), home), "contact.quarantined")[0].state == "open"
    assert of(owed("covid19-cn-9", exposed(), child), "contact.quarantined")[0].state == "discharged"


def test_a_contact_who_becomes_a_case_owes_nothing_more_as_a_contact() -> None:
    tasks = owed("covid19-cn-8", exposed(), fact("person.became_case", "2020-12-07T09:00", classification="confirmed"))
    assert {task.state for task in tasks if task.clause.startswith("contact.")} == {"lapsed"}


def test_handing_a_person_over_inside_the_record_keeps_the_duty_open() -> None:
    """Only a place that does not keep this record takes the duty away with it."""
    inside = fact("person.transferred", "2020-12-06T12:00", to_area="510106")
    outside = fact("person.transferred", "2020-12-06T12:00", to_area="500101", outside=True)
    assert of(owed("covid19-cn-7", exposed(), inside), "contact.release")[0].state == "open"
    assert of(owed("covid19-cn-7", exposed(), outside), "contact.release")[0].state == "lapsed"


def test_a_person_exposed_again_after_release_is_quarantined_again() -> None:
    again = fact(
        "exposure.recorded",
        "2020-12-24T09:00",
        relationship="7d9f6a0e-3c1b-4f55-9a76-0d7b1b5f3b11",
        kind="close",
        last_exposure="2020-12-23T12:00:00+08:00",
    )
    story = [
        exposed(),
        fact("quarantine.started", "2020-12-06T12:00", mode="central"),
        fact("quarantine.released", "2020-12-19T12:00", mode="central"),
        again,
    ]
    found = of(owed("covid19-cn-7", *story), "contact.quarantined")
    assert [task.state for task in found] == ["discharged", "open"]
    assert [task.state for task in of(owed("covid19-cn-7", *story), "contact.release")] == ["discharged", "open"]
