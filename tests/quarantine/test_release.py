"""Nobody is released while a condition does not hold, or is not known to."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.errors import Conflict
from fangxian.response.casework.actions import extend_quarantine, release_contact, report_case
from fangxian.response.casework.models import Contact
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.quarantine.actions import end_stay, enter_result, release_stay, take_samples
from fangxian.response.quarantine.criteria import Check, Verdict, release_of
from fangxian.response.quarantine.models import Stay
from tests import factories
from tests.quarantine.conftest import DAY, EXPOSED, make_site, pass_tests, pass_time, put

LAST = EXPOSED + 14 * DAY


@given(st.lists(st.sampled_from([True, False, None]), max_size=6))
@settings(max_examples=60)
def test_a_verdict_holds_only_if_every_condition_is_known_to_hold(truths):
    verdict = Verdict(tuple(Check(str(n), truth, "") for n, truth in enumerate(truths)))
    assert verdict.met == (bool(truths) and set(truths) == {True})
    assert len(verdict.failing) == sum(truth is not True for truth in truths)


def refuse(stay: Stay, **said) -> str:
    with pytest.raises(Conflict) as why:
        release_stay(stay, signer="张三", **said)
    assert Stay.objects.get(id=stay.id).left_at is None
    return str(why.value)


def test_when_everything_holds_they_go_with_a_certificate(site, exposed):
    contact = exposed()
    (stay,) = put(site, contact)
    pass_tests(stay, LAST)

    issued = release_stay(stay, signer="张三")

    assert issued is not None
    assert issued.kind == "release_certificate"
    stay.refresh_from_db()
    assert (stay.left_to, stay.left_at) == ("released", clock.now())
    assert Contact.objects.get(id=contact.id).ended_at == clock.now()
    assert not TaskRow.objects.filter(subject=contact.subject, clause="contact.release", state="open").exists()


def test_releasing_twice_releases_once(site, exposed):
    (stay,) = put(site, exposed())
    pass_tests(stay, LAST)
    request = uuid4()
    assert release_stay(stay, signer="张三", id=request) == release_stay(stay, signer="张三", id=request)
    assert FactRow.objects.filter(kind="quarantine.released").count() == 1


def test_a_day_short_is_refused_and_says_so(site, exposed):
    (stay,) = put(site, exposed())
    pass_tests(stay, LAST - DAY)
    pass_time(LAST - DAY)
    assert "14 days since the last exposure" in refuse(stay)


def test_a_sample_without_a_result_keeps_them(site, exposed):
    (stay,) = put(site, exposed())
    pass_tests(stay, LAST - DAY)
    pass_time(LAST)
    take_samples(site, [stay], double=True)
    assert "No test is missing" in refuse(stay)
    enter_result(stay, "negative")
    assert "No test is missing" in refuse(stay), "the 8th edition asks for two samples on the last day"
    enter_result(stay, "negative")
    release_stay(stay, signer="张三")


def test_an_invalid_result_is_none(site, exposed):
    (stay,) = put(site, exposed())
    pass_tests(stay, LAST - DAY)
    pass_time(LAST)
    take_samples(site, [stay], double=True)
    enter_result(stay, "invalid")
    enter_result(stay, "negative")
    assert "No test is missing" in refuse(stay)


def test_a_positive_keeps_them(site, exposed):
    (stay,) = put(site, exposed())
    pass_tests(stay, LAST, result="positive")
    assert "negative" in refuse(stay)


def test_a_case_is_not_released_however_negative(site, exposed, outbreak):
    contact = exposed()
    (stay,) = put(site, contact)
    pass_tests(stay, LAST)
    report_case(
        outbreak, person=contact.person, number="C-9", classification="confirmed", at=clock.now(), area=contact.area
    )
    assert "They have not become a case" in refuse(Stay.objects.get(id=stay.id))


def test_a_test_that_the_ledger_does_not_hold_is_missing_not_done(site, exposed):
    (stay,) = put(site, exposed())
    pass_tests(stay, LAST)
    TaskRow.objects.filter(clause="contact.tests", step="day:7").delete()
    assert "No test is missing" in refuse(stay)


def test_what_happened_later_is_no_ground_for_a_release_before_it(site, exposed):
    (stay,) = put(site, exposed())
    pass_tests(stay, LAST)
    assert "No test is missing" in refuse(stay, at=clock.now() - timedelta(minutes=1))


def test_a_signed_extension_must_run_out_first(site, exposed):
    (stay,) = put(site, exposed())
    pass_tests(stay, LAST)
    extend_quarantine(stay.contact, (LAST + 2 * DAY).date(), signer="李四", reason="fever in the room beside")
    assert "The signed extension has run out" in refuse(stay)
    pass_time(LAST + 2 * DAY)
    release_stay(stay, signer="张三")


def test_where_home_follows_the_site_they_move_on_at_its_end(exposed, outbreak):
    factories.PackAdoption.objects.filter(incident=outbreak).update(pack="covid19-cn-9")
    site, contact = make_site(outbreak, "九版酒店"), exposed()
    (stay,) = put(site, contact)
    for number in (1, 2, 3, 5, 7):
        at = max(EXPOSED + number * DAY, clock.now())
        pass_time(at)
        take_samples(site, [stay])
        enter_result(stay, "negative")
    verdict = release_of(stay, clock.now())
    assert (verdict.leads_to, verdict.failing) == ("home", [])
    assert release_stay(stay, signer="张三") is None
    assert Contact.objects.get(id=contact.id).ended_at is None
    assert FactRow.objects.get(kind="quarantine.moved").attributes["mode"] == "home"
    assert TaskRow.objects.get(subject=contact.subject, clause="contact.to_home").state == "discharged"


def test_without_a_rulebook_nobody_can_be_shown_to_be_free(site, exposed, outbreak):
    (stay,) = put(site, exposed())
    factories.PackAdoption.objects.filter(incident=outbreak).delete()
    assert [check.truth for check in release_of(stay, clock.now()).checks] == [None]


def test_a_release_signed_by_the_case_workers_frees_the_bed(site, exposed):
    (stay,) = put(site, exposed())
    with pytest.raises(Conflict) as why:
        end_stay(stay, "signed")
    assert why.value.code == "stay.still_due"
    release_contact(stay.contact, at=clock.now(), signer="李四", reason="wrongly named")
    assert end_stay(stay, "signed").left_to == "signed"
    with pytest.raises(Conflict) as why:
        end_stay(stay, "hospital", reason="late")
    assert why.value.code == "stay.over"
