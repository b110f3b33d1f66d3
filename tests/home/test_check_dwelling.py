"""The look at a dwelling: every condition answered; what follows is computed and is a task."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.actions import control_contact
from fangxian.response.casework.models import Contact
from fangxian.response.home.actions import check_dwelling
from fangxian.response.home.models import DwellingCheck, HomeStay
from fangxian.response.home.plan import MARKS, plan
from fangxian.response.ledger.models import FactRow, TaskRow
from tests.factories import NOON
from tests.home.conftest import FIT, at_home, pass_time
from tests.quarantine.conftest import make_site, put

HOUR = timedelta(hours=1)


def owed(contact: Contact, clause: str) -> list[str]:
    return list(TaskRow.objects.filter(subject=contact.subject, clause=clause).values_list("state", flat=True))


def test_every_line_of_the_plan_says_where_it_comes_from_and_how_sure_that_is():
    assert all(one.cite and one.mark in MARKS for one in plan().conditions)
    assert len({one.id for one in plan().conditions}) == len(plan().conditions)
    assert any(one.needed for one in plan().conditions)
    assert 36 < plan().fever_from < 39


def test_isolation_at_home_asks_for_a_look_within_a_day_and_a_look_discharges_it(exposed):
    contact = exposed()
    control_contact(contact, at=NOON, mode="home")
    assert owed(contact, "home.check") == ["open"]
    check_dwelling(contact, FIT, checker="王五", household=2)
    assert owed(contact, "home.check") == ["discharged"]
    said = FactRow.objects.get(kind="home.checked").attributes
    assert (said["passed"], said["failed"], said["household"]) == (True, [], 2)


def test_a_dwelling_that_is_not_fit_asks_for_a_site_until_they_have_a_bed(exposed, outbreak):
    contact = exposed()
    stay = at_home(contact)
    pass_time(HOUR)
    made = check_dwelling(contact, FIT | {"own_room": "no"}, notes={"own_room": "shared"}, checker="王五")
    assert not made.fit
    assert HomeStay.objects.get(id=stay.id).fit is False
    assert owed(contact, "home.refused") == ["open"]
    assert TaskRow.objects.get(clause="home.refused").level == "district"
    assert HomeStay.objects.get(id=stay.id).ended_at is None, "nobody is between two places"


def test_a_later_look_that_finds_it_fit_takes_the_request_back(exposed):
    contact = exposed()
    check_dwelling(contact, FIT | {"own_room": "no"}, notes={"own_room": "shared"}, checker="王五")
    pass_time(HOUR)
    check_dwelling(contact, FIT, checker="王五")
    assert owed(contact, "home.refused") == ["lapsed"]


def test_a_bed_discharges_the_request(exposed, outbreak):
    contact = exposed(kind="close")
    check_dwelling(contact, FIT | {"own_room": "no"}, notes={"own_room": "shared"}, checker="王五")
    put(make_site(outbreak), contact)
    assert owed(contact, "home.refused") == ["discharged"]


answers = st.fixed_dictionaries({one.id: st.sampled_from(["yes", "no", "none"]) for one in plan().conditions})


@given(answers)
def test_a_dwelling_is_fit_exactly_when_nothing_that_is_needed_is_missing(results):
    needed = [one.id for one in plan().conditions if one.needed]
    assert plan().fit(results) == all(results[key] != "no" for key in needed)


@pytest.mark.parametrize(
    ("results", "code"),
    [({}, "dwelling.unanswered"), (FIT | {"own_room": "perhaps"}, "value.unknown"),
     (FIT | {"own_room": "no"}, "dwelling.no_note")],
)  # fmt: skip
def test_a_check_with_a_gap_is_refused(exposed, results, code):
    with pytest.raises(Invalid) as why:
        check_dwelling(exposed(), results, checker="王五")
    assert why.value.code == code
    assert not DwellingCheck.objects.exists()


def test_a_request_sent_twice_records_once(exposed):
    contact, request = exposed(), uuid4()
    for _turn in range(2):
        check_dwelling(contact, FIT, checker="王五", id=request)
    assert FactRow.objects.filter(kind="home.checked").count() == 1


def test_who_is_a_contact_no_longer_is_not_looked_at(exposed):
    contact = exposed()
    contact.ended_at = NOON
    with pytest.raises(Conflict):
        check_dwelling(contact, FIT, checker="王五")
