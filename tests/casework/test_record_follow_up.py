"""What came of following up a contact on a day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from fangxian.errors import Conflict, FangxianError, NotAllowed
from fangxian.response.casework.actions import (
    FollowUpReport,
    assign_team,
    control_contact,
    record_follow_up,
    record_follow_ups,
    record_relationship,
)
from fangxian.response.casework.models import Contact, FollowUp
from fangxian.response.ledger.models import TaskRow
from tests import factories
from tests.casework.ledger import kinds, said
from tests.factories import NOON

DAY = timedelta(days=1)
TODAY = date(2020, 12, 8)


@pytest.fixture
def outbreak(everywhere):
    factories.workspace()
    return factories.incident("pidu", pack="covid19-cn-8")


@pytest.fixture
def contact(outbreak):
    record_relationship(
        outbreak, source=factories.case(outbreak).person, person=factories.person(),
        last_exposure=NOON - 2 * DAY, at=NOON - 2 * DAY,
    )  # fmt: skip
    return Contact.objects.get()


def test_a_visit_is_a_fact_and_meets_the_daily_check(contact):
    control_contact(contact, at=NOON - DAY)
    record_follow_up(contact, "seen_well", temperature=Decimal("36.6"))
    assert said(contact.subject, "followup.visit") == {
        "during": "quarantine", "method": "in_person", "temperature": 36.6
    }  # fmt: skip
    assert TaskRow.objects.filter(subject=contact.subject, clause="contact.daily_check", state="discharged").exists()


def test_somebody_seen_ill_has_a_symptom_on_record(contact):
    record_follow_up(contact, "seen_ill", symptoms=("fever", "cough"))
    assert said(contact.subject, "symptom.reported")["symptoms"] == ["fever", "cough"]


def test_who_was_not_found_is_no_visit(contact):
    record_follow_up(contact, "missed", note="nobody at home")
    assert said(contact.subject, "followup.missed") == {"outcome": "missed", "reason": "nobody at home"}
    assert "followup.visit" not in kinds(contact.subject)


def test_a_second_report_of_the_day_corrects_the_first(contact):
    record_follow_up(contact, "seen_ill", symptoms=("fever",))
    record_follow_up(contact, "seen_well")
    assert FollowUp.objects.get().outcome == "seen_well"
    assert kinds(contact.subject)[-4:] == ["followup.visit", "symptom.reported", "followup.visit", "fact.voided"]


def test_sent_twice_or_said_twice_it_is_recorded_once(contact):
    id_ = uuid4()
    record_follow_up(contact, "seen_well", id=id_)
    record_follow_up(contact, "seen_well", id=id_)
    record_follow_up(contact, "seen_well")
    assert kinds(contact.subject).count("followup.visit") == 1


def test_an_earlier_day_is_entered_from_paper(contact):
    record_follow_up(contact, "seen_well", day=TODAY - DAY)
    row = FollowUp.objects.get()
    assert (row.day, row.at) == (TODAY - DAY, NOON - DAY)


def test_many_are_recorded_at_once_or_none(outbreak, contact):
    other = factories.contact(outbreak)
    with pytest.raises(FangxianError):
        record_follow_ups(
            [FollowUpReport(contact=contact, outcome="seen_well"), FollowUpReport(contact=other, outcome="gone")]
        )
    assert not FollowUp.objects.exists()
    record_follow_ups([FollowUpReport(contact=one, outcome="seen_well") for one in (contact, other)])
    assert FollowUp.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"outcome": "gone"}, "value.unknown"),
        ({"outcome": "seen_well", "day": TODAY + DAY}, "follow_up.future"),
        ({"outcome": "seen_well", "temperature": Decimal("3.7")}, "follow_up.temperature"),
        ({"outcome": "missed", "temperature": Decimal("36.6")}, "follow_up.unseen"),
        ({"outcome": "seen_ill", "symptoms": ("green",)}, "value.unknown"),
    ],
)
def test_what_cannot_be_right_is_refused(contact, wrong, code):
    with pytest.raises(FangxianError) as refused:
        record_follow_up(contact, **wrong)
    assert refused.value.code == code


def test_a_case_is_no_longer_followed_up_as_a_contact(outbreak):
    gone = factories.contact(outbreak, became_case_at=NOON - DAY)
    with pytest.raises(Conflict):
        record_follow_up(gone, "seen_well")
    record_follow_up(gone, "seen_well", day=TODAY - DAY)


def test_another_district_records_nothing(contact):
    with pytest.raises(NotAllowed):
        record_follow_up(contact, "seen_well", by=factories.post("510108"))


def test_a_team_is_given_contacts_once(outbreak, contact):
    assert assign_team([contact], " Team  3 ") == 1
    assert assign_team([contact], "Team 3") == 0
    assert Contact.objects.get().team == "Team 3"
    assert said(contact.subject, "followup.assigned") == {"team": "Team 3"}
