"""A city that changes its rulebook in the middle of an outbreak."""

from __future__ import annotations

from datetime import datetime

import pytest

from fangxian.protocol.errors import ProtocolError
from fangxian.protocol.evaluate import PackTimeline
from tests.protocol.cast import (
    CAROL_TO_ALICE,
    CONTACT_TESTS,
    QUARANTINE,
    at,
    exposure,
    fact,
    pack,
    sample,
    tasks,
)

EIGHTH = pack(CONTACT_TESTS + QUARANTINE, "test-8")
NINTH = pack(CONTACT_TESTS.replace("[1, 4, 7, 14]", "[1, 2, 3, 5, 7]"), "test-9")
WIDER = pack(CONTACT_TESTS.replace('{ kind = "close" }', '{ kind = ["close", "secondary"] }'), "test-10")
EXPOSED = exposure("2020-12-05T21:00", "2020-12-05T20:00")


def timeline(applies_to_open: bool, second=NINTH, when="2020-12-08T12:00"):
    return PackTimeline([(EIGHTH, at("2020-12-01T00:00"), False), (second, at(when), applies_to_open)])


def by_step(found):
    return {task.step: (task.pack, task.state) for task in found.values() if task.clause == "contact.tests"}


def test_an_occasion_keeps_the_pack_it_opened_under():
    found = tasks(timeline(False), EXPOSED)
    assert {task.pack for task in found.values()} == {"test-8"}
    assert set(by_step(found)) == {"day:1", "day:4", "day:7", "day:14"}


def test_a_later_occasion_is_read_under_the_new_pack():
    found = tasks(
        timeline(False),
        EXPOSED,
        fact("quarantine.released", "2020-12-20T10:00"),
        exposure("2020-12-22T10:00", "2020-12-21T10:00", by=CAROL_TO_ALICE),
    )
    assert {task.step for task in found.values() if task.occasion == 2} == {
        "day:1",
        "day:2",
        "day:3",
        "day:5",
        "day:7",
    }


def test_what_happened_before_the_first_adoption_is_covered_by_the_first_pack():
    found = tasks(timeline(False), exposure("2020-11-20T10:00", "2020-11-19T10:00"))
    assert {task.pack for task in found.values()} == {"test-8"}


def test_a_pack_that_applies_to_open_occasions_takes_them_over():
    found = tasks(timeline(True), EXPOSED, sample("2020-12-06T09:00"), sample("2020-12-08T09:00"))
    assert by_step(found) == {
        "day:1": ("test-8", "discharged"),
        "day:4": ("test-8", "discharged"),
        "day:3": ("test-9", "open"),
        "day:5": ("test-9", "open"),
        "day:7": ("test-9", "open"),
        "day:14": ("test-8", "lapsed"),
    }
    assert found["contact.tests day:14"].reason == "pack_changed"
    assert found["contact.tests day:14"].lapsed_at == at("2020-12-08T12:00")


def test_a_step_overdue_under_the_old_pack_stays_owed():
    found = tasks(timeline(True), EXPOSED)
    assert by_step(found)["day:1"] == ("test-8", "open")


def test_a_clause_that_the_new_pack_does_not_have_ends():
    found = tasks(timeline(True), EXPOSED)
    quarantine = found["contact.quarantine once"]
    assert (quarantine.state, quarantine.reason) == ("lapsed", "pack_changed")


def test_taken_over_tasks_keep_their_names():
    before, after = tasks(EIGHTH, EXPOSED), tasks(timeline(True), EXPOSED)
    assert before["contact.tests day:7"].id == after["contact.tests day:7"].id


def test_whom_only_the_new_pack_covers_is_not_lost_behind_an_old_occasion():
    secondary = exposure("2020-12-10T10:00", "2020-12-09T10:00", by=CAROL_TO_ALICE, kind="secondary")
    found = tasks(timeline(False, WIDER), EXPOSED, secondary)
    assert {task.pack for task in found.values() if task.opened_by == secondary.id} == {"test-10"}


def test_whom_the_new_pack_no_longer_covers_is_let_go():
    everyone = PackTimeline([(WIDER, at("2020-12-01T00:00"), False), (EIGHTH, at("2020-12-08T12:00"), True)])
    found = tasks(everyone, exposure("2020-12-05T21:00", "2020-12-05T20:00", kind="secondary"))
    assert {task.reason for task in found.values()} == {"pack_changed"}


def test_a_pack_not_yet_in_force_changes_nothing():
    assert tasks(timeline(True, when="2021-02-01T00:00"), EXPOSED) == tasks(EIGHTH, EXPOSED)


def test_a_timeline_of_one_pack_is_that_pack():
    assert tasks(PackTimeline([(EIGHTH, at("2020-12-01T00:00"), False)]), EXPOSED) == tasks(EIGHTH, EXPOSED)


@pytest.mark.parametrize(
    ("adoptions", "code"),
    [
        ([], "timeline.empty"),
        ([(EIGHTH, datetime(2020, 12, 1), False)], "timeline.naive"),  # noqa: DTZ001 the naive time is the point
        ([(EIGHTH, at("2020-12-01"), False), (NINTH, at("2020-12-01"), False)], "timeline.twice"),
    ],
)
def test_an_impossible_timeline_is_refused(adoptions, code):
    with pytest.raises(ProtocolError) as refused:
        PackTimeline(adoptions)
    assert refused.value.code == code


def test_a_pack_is_in_force_from_the_very_instant():
    found = tasks(timeline(False), exposure("2020-12-08T12:00", "2020-12-07T20:00"))
    assert {task.pack for task in found.values()} == {"test-9"}
