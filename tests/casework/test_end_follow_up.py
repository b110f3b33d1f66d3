"""When quarantine and follow-up end, by the rule, apart."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.errors import Conflict, Invalid
from fangxian.protocol.pack import load_pack
from fangxian.response.casework.actions import control_contact, end_follow_up, record_relationship, release_contact
from fangxian.response.casework.models import Contact
from fangxian.response.casework.observation import Courses, course
from fangxian.response.ledger.models import TaskRow
from tests import factories
from tests.casework.ledger import kinds, said
from tests.factories import NOON

ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
MET = NOON - 20 * DAY


def begin(pack: str, *, met: datetime = MET, kind: str = "close") -> Contact:
    factories.workspace()
    incident = factories.incident(pack=pack, opened_at=NOON - 40 * DAY)
    record_relationship(
        incident,
        source=factories.case(incident).person,
        person=factories.person(),
        last_exposure=met,
        at=met,
        kind=kind,
    )
    return Contact.objects.get(incident=incident)


@pytest.mark.parametrize(
    ("pack", "kind", "confined", "followed"),
    [
        ("covid19-cn-7", "close", 14, 14),
        ("covid19-cn-8", "close", 14, 21),
        ("covid19-cn-8", "secondary", 7, 7),
        ("covid19-cn-9", "close", 10, 10),
        ("covid19-cn-9", "secondary", 7, 7),
        ("covid19-cn-20measures", "close", 8, 8),
        ("mpox", "close", None, 21),
        ("ebola", "close", None, 21),
    ],
)
def test_the_two_ends_are_those_of_the_edition(pack, kind, confined, followed):
    found = course(load_pack(pack), kind, NOON, ZONE)
    start = date(2020, 12, 8)
    assert found.quarantine_ends == (start + timedelta(days=confined) if confined else None)
    assert found.follow_up_ends == start + timedelta(days=followed)
    assert all(stage.clause is not None for stage in found.stages)


@pytest.mark.parametrize(("pack", "kind"), [("covid19-cn-9", "general"), ("covid19-cn-20measures", "secondary")])
def test_who_owes_nothing_has_no_course(pack, kind):
    assert course(load_pack(pack), kind, NOON, ZONE) is None


@pytest.mark.parametrize("pack", ["covid19-cn-7", "covid19-cn-8", "covid19-cn-9"])
def test_the_days_agree_with_the_clocks_of_the_ledger(everywhere, pack):
    contact = begin(pack)
    for stage in Courses().of(contact).stages:
        task = TaskRow.objects.filter(subject=contact.subject, clause=stage.clause.id).latest("due_at")
        assert task.due_at == datetime.combine(stage.ends_on + DAY, time(), ZONE)


def test_quarantine_is_never_shorter_than_the_rule_without_a_signer(everywhere):
    contact = begin("covid19-cn-8")
    control_contact(contact, at=MET)
    with pytest.raises(Invalid) as refused:
        release_contact(contact, at=MET + 13 * DAY)
    assert refused.value.code == "quarantine.early"
    with pytest.raises(Invalid):  # whoever signs says why
        release_contact(contact, at=MET + 13 * DAY, signer="Li, director")
    release_contact(contact, at=MET + 13 * DAY, signer="Li, director", reason="dialysis")
    assert said(contact.subject, "quarantine.released")["signer"] == "Li, director"


def test_it_may_end_in_the_course_of_the_last_day(everywhere):
    contact = begin("covid19-cn-8")
    release_contact(contact, at=datetime.combine((MET + 14 * DAY).date(), time(0, 1), ZONE))
    held = Contact.objects.get()
    assert held.ended_at is not None
    assert held.follow_up_ended_at is None  # seven days of monitoring are left


def test_where_nobody_is_watched_beyond_quarantine_the_release_ends_both(everywhere):
    contact = begin("covid19-cn-9")
    release_contact(contact, at=MET + 10 * DAY)
    assert Contact.objects.get().follow_up_ended_at == MET + 10 * DAY


def test_follow_up_ends_without_a_last_visit_and_meets_its_clock(everywhere):
    contact = begin("covid19-cn-8", met=NOON - 21 * DAY)
    release_contact(contact, at=NOON - 7 * DAY)
    end_follow_up(contact)
    assert "followup.visit" not in kinds(contact.subject)
    assert kinds(contact.subject)[-2:] == ["followup.ended", "monitoring.ended"]
    assert TaskRow.objects.get(subject=contact.subject, clause="contact.monitoring_end").state == "discharged"
    end_follow_up(contact)
    assert kinds(contact.subject).count("followup.ended") == 1


def test_follow_up_is_never_shorter_than_the_rule_without_a_signer(everywhere):
    contact = begin("covid19-cn-8")
    release_contact(contact, at=NOON - 6 * DAY)
    with pytest.raises(Invalid) as refused:
        end_follow_up(contact)
    assert refused.value.code == "follow_up.early"
    end_follow_up(contact, signer="Li, director", reason="moved abroad")
    assert Contact.objects.get().follow_up_ended_at == NOON


def test_nobody_in_quarantine_is_let_out_of_follow_up(everywhere):
    contact = begin("covid19-cn-8", met=NOON - 30 * DAY)
    control_contact(contact, at=NOON - 29 * DAY)
    contact.refresh_from_db()
    with pytest.raises(Conflict):
        end_follow_up(contact)


def test_a_new_exposure_extends_both_and_begins_anew_what_had_ended(everywhere):
    contact = begin("covid19-cn-8", met=NOON - 21 * DAY)
    before = Courses().of(contact)
    release_contact(contact, at=NOON - 7 * DAY)
    end_follow_up(contact, at=NOON)
    other = factories.case(contact.incident).person
    record_relationship(
        contact.incident, source=other, person=contact.person, last_exposure=NOON, at=NOON + timedelta(minutes=1)
    )
    held = Contact.objects.get()
    assert (held.ended_at, held.follow_up_ended_at) == (None, None)
    after = Courses().of(held)
    assert after.quarantine_ends - before.quarantine_ends == 21 * DAY
    assert after.follow_up_ends - before.follow_up_ends == 21 * DAY


@given(st.integers(0, 60 * 24 * 400), st.sampled_from(["covid19-cn-7", "covid19-cn-8", "covid19-cn-9", "mpox"]))
def test_follow_up_never_ends_before_quarantine_and_tests_lie_within(minutes, pack):
    found = course(load_pack(pack), "close", MET + timedelta(minutes=minutes), ZONE)
    assert found.quarantine_ends is None or found.anchor <= found.quarantine_ends <= found.follow_up_ends
    assert all(found.anchor < day <= found.follow_up_ends for _number, day in found.tests)
