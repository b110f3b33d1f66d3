"""Nobody at home is let go while a condition does not hold, or is not known to."""

from __future__ import annotations

from uuid import uuid4

import pytest

from fangxian.errors import Conflict
from fangxian.response.casework.actions import record_result, release_contact, report_case
from fangxian.response.casework.models import Contact
from fangxian.response.home.actions import keep_up, make_link, release_home, take_sample
from fangxian.response.home.models import HomeStay, ReportLink
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.quarantine.criteria import release_from_home
from tests.factories import NOON
from tests.home.conftest import DAY, EXPOSED, at_home

LAST = EXPOSED + 7 * DAY


def sampled(stay: HomeStay, days=(1, 4, 7), result: str = "negative") -> None:
    """Sample somebody at home on these days, with results at once; the clock goes along."""
    for number in days:
        clock.advance(max(EXPOSED + number * DAY, clock.now()))
        sample = take_sample(stay)
        record_result(stay.incident, person=stay.person, sample=sample, result=result, at=clock.now())


def source_negative(contact: Contact, times: int = 2) -> None:
    """The contact whom they met has so many negative results."""
    source = Contact.objects.exclude(id=contact.id).get()
    for _turn in range(times):
        record_result(contact.incident, person=source.person, sample=uuid4(), result="negative", at=clock.now())


def refused(stay: HomeStay) -> str:
    with pytest.raises(Conflict) as why:
        release_home(stay, signer="张三")
    assert why.value.code == "home.conditions"
    assert HomeStay.objects.get(id=stay.id).ended_at is None
    return str(why.value)


def test_when_everything_holds_they_go_with_a_certificate(exposed):
    stay = at_home(exposed())
    link = make_link(stay)
    source_negative(stay.contact)
    sampled(stay)
    issued = release_home(stay, signer="张三")
    held = HomeStay.objects.get()
    assert (held.ended_to, held.ended_at) == ("released", clock.now())
    assert issued.kind == "release_certificate"
    assert Contact.objects.get(id=stay.contact_id).ended_at == clock.now()
    assert ReportLink.objects.get(id=link.id).revoked_at == clock.now()
    assert not TaskRow.objects.filter(subject=stay.subject, state="open", clause__startswith="home.").exists()
    assert FactRow.objects.get(kind="quarantine.released").attributes["mode"] == "home"


def test_releasing_twice_releases_once(exposed):
    stay = at_home(exposed())
    source_negative(stay.contact)
    sampled(stay)
    request = uuid4()
    assert release_home(stay, signer="张三", id=request) == release_home(stay, signer="张三", id=request)


def test_a_day_short_is_refused(exposed):
    stay = at_home(exposed())
    source_negative(stay.contact)
    sampled(stay, days=(1, 4))
    clock.advance(LAST - DAY)
    assert "7 days since the last exposure" in refused(stay)


def test_a_missing_test_keeps_them(exposed):
    stay = at_home(exposed())
    source_negative(stay.contact)
    sampled(stay, days=(1, 7))
    assert "Tested on days 1, 4 and 7" in refused(stay)


def test_a_positive_keeps_them(exposed):
    stay = at_home(exposed())
    source_negative(stay.contact)
    sampled(stay, result="positive")
    assert "All tests negative" in refused(stay)


@pytest.mark.parametrize("times", [0, 1])
def test_the_contact_they_met_must_have_two_negatives_first(exposed, times):
    stay = at_home(exposed())
    source_negative(stay.contact, times)
    sampled(stay)
    assert "The first two tests of the contact they met were negative" in refused(stay)


def test_a_positive_of_the_contact_they_met_ends_the_count(exposed):
    stay = at_home(exposed())
    source = Contact.objects.exclude(id=stay.contact_id).get()
    source_negative(stay.contact, 1)
    clock.advance(NOON + DAY)
    record_result(stay.incident, person=source.person, sample=uuid4(), result="positive", at=clock.now())
    clock.advance(NOON + 2 * DAY)
    source_negative(stay.contact, 2)
    sampled(stay, days=(4, 7))
    failing = release_from_home(stay.contact, clock.now()).failing
    assert "The first two tests of the contact they met were negative" in failing


def test_casework_lets_nobody_go_past_the_conditions_without_a_signature(exposed):
    stay = at_home(exposed())
    clock.advance(LAST)
    with pytest.raises(Conflict) as why:
        release_contact(stay.contact, at=clock.now(), mode="home")
    assert why.value.code == "home.conditions"
    release_contact(stay.contact, at=clock.now(), mode="home", signer="李四", reason="moved abroad")
    assert HomeStay.objects.get().ended_to == "signed"


def test_who_becomes_a_case_stays_at_home_no_longer(stay, outbreak):
    report_case(outbreak, person=stay.person, number="C-9", classification="confirmed", at=clock.now(), area=stay.area)
    assert keep_up() == 1
    held = HomeStay.objects.get()
    assert (held.ended_to, held.ended_at) == ("case", NOON)
    assert keep_up() == 0


def test_a_stay_follows_its_contact_to_another_area(stay):
    Contact.objects.filter(id=stay.contact_id).update(area="510108")
    assert keep_up() == 1
    assert HomeStay.objects.get().area == "510108"


def test_who_was_ruled_out_elsewhere_stays_no_longer(stay):
    Contact.objects.filter(id=stay.contact_id).update(ended_at=NOON + DAY)
    clock.advance(NOON + 2 * DAY)
    keep_up()
    assert (HomeStay.objects.get().ended_to, HomeStay.objects.get().ended_at) == ("closed", NOON + DAY)
