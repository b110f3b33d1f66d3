"""What is learned of somebody at home: the day's follow-up, the symptoms, and who is not reached."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.casework.models import FollowUp
from fangxian.response.home.actions import Said, record_report, send_to_hospital, take_sample
from fangxian.response.home.models import HomeStay, Report
from fangxian.response.ledger.models import FactRow
from tests import factories
from tests.factories import NOON
from tests.home.conftest import DAY, pass_time, tasks, tell

HOUR = timedelta(hours=1)


def fresh(stay: HomeStay) -> HomeStay:
    return HomeStay.objects.get(id=stay.id)


def test_a_report_discharges_the_task_of_the_day(stay):
    pass_time(DAY)
    assert tasks(stay, "home.daily_report")
    tell(stay, temperature=Decimal("36.5"))
    assert tasks(stay, "home.daily_report", "discharged")
    assert fresh(stay).reported_on == (NOON + DAY).date()
    seen = FollowUp.objects.get(contact=stay.contact)
    assert (seen.outcome, seen.method, seen.temperature) == ("seen_well", "phone", Decimal("36.5"))


def test_morning_and_afternoon_are_told_apart_and_the_day_is_one_follow_up(stay):
    assert tell(stay, source="self").half == "am"
    pass_time(3 * HOUR)
    assert tell(stay, source="visit").half == "pm"
    assert FollowUp.objects.get(contact=stay.contact).method == "in_person"


def test_a_fever_makes_somebody_ill_whatever_they_say(stay):
    said = tell(stay, "well", "self", temperature=Decimal("37.3"))
    assert (said.outcome, said.symptoms) == ("ill", ["fever"])
    assert tasks(stay, "home.symptoms")[0].severity == "critical"


def test_symptoms_open_their_task_at_once_and_a_sample_discharges_it(stay):
    tell(stay, "ill", symptoms=("cough",))
    (task,) = tasks(stay, "home.symptoms")
    assert task.due_at == NOON + 2 * HOUR
    assert fresh(stay).ill_on == NOON.date()
    pass_time(HOUR)
    take_sample(stay)
    assert tasks(stay, "home.symptoms", "discharged")


def test_a_second_report_of_symptoms_does_not_put_off_what_the_first_asks_for(stay):
    tell(stay, "ill", symptoms=("cough",))
    pass_time(HOUR)
    tell(stay, "ill", symptoms=("breathless",))
    assert [task.due_at for task in tasks(stay, "home.symptoms")] == [NOON + 2 * HOUR]
    assert FollowUp.objects.get(contact=stay.contact).symptoms == ["cough", "breathless"]


def test_hospital_discharges_it_too_and_ends_the_stay(stay):
    tell(stay, "ill", symptoms=("breathless",))
    pass_time(HOUR)
    assert send_to_hospital(stay, reason="short of breath").ended_to == "hospital"
    assert tasks(stay, "home.symptoms", "discharged")
    assert not tasks(stay, "home.daily_report")


def test_being_well_in_the_afternoon_does_not_take_the_morning_s_symptoms_back(stay):
    tell(stay, "ill", "self", symptoms=("cough",))
    pass_time(3 * HOUR)
    tell(stay, "well", "self")
    assert FollowUp.objects.get(contact=stay.contact).outcome == "seen_ill"
    assert tasks(stay, "home.symptoms")


def test_after_as_many_missed_calls_as_the_plan_says_somebody_goes_to_the_door(stay):
    tell(stay, "missed")
    assert fresh(stay).calls_missed == 1
    assert not tasks(stay, "home.unreached")
    pass_time(HOUR)
    tell(stay, "missed")
    assert fresh(stay).unreached_at == NOON + HOUR
    assert tasks(stay, "home.unreached")[0].due_at == NOON + 3 * HOUR
    tell(stay, "missed")
    assert FactRow.objects.filter(kind="home.unreached").count() == 1


def test_whoever_reaches_them_discharges_that_even_after_a_report_of_the_same_day(stay):
    tell(stay, "well", "call")
    for _turn in range(2):
        pass_time(HOUR)
        tell(stay, "missed")
    pass_time(HOUR)
    tell(stay, "well", "call")
    assert tasks(stay, "home.unreached", "discharged")
    assert (fresh(stay).calls_missed, fresh(stay).unreached_at) == (0, None)


def test_a_request_sent_twice_records_once(stay):
    request = uuid4()
    assert tell(stay, id=request) == tell(stay, id=request)
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "said",
    [{"outcome": "well", "temperature": Decimal(52)}, {"outcome": "asleep"}, {"outcome": "ill", "symptoms": ("joy",)},
     {"outcome": "missed", "temperature": Decimal("36.5")}, {"outcome": "missed", "source": "self"},
     {"outcome": "well", "at": NOON + DAY}, {"outcome": "well", "at": NOON - DAY}],
)  # fmt: skip
def test_what_cannot_be_right_is_refused(stay, said):
    with pytest.raises(Invalid):
        tell(stay, **said)
    assert not Report.objects.exists()


def test_nobody_reports_after_the_end_nor_from_elsewhere(stay):
    with pytest.raises(NotAllowed):
        record_report(stay, Said(source="call", outcome="well"), by=factories.post("510108", "community_worker"))
    send_to_hospital(stay, reason="fever")
    with pytest.raises(Conflict) as why:
        tell(stay)
    assert why.value.code == "home.over"
