"""The page behind a person's link: their own days, nothing of who they are, nothing of anybody else."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.home import limits, links
from fangxian.response.home.actions import make_link, revoke_link, send_to_hospital
from fangxian.response.home.models import HomeStay, Report
from fangxian.response.jurisdiction import access
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from tests.home.conftest import DAY, at_home, pass_time, tasks


@pytest.fixture(autouse=True)
def _one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is counted yet, and the minute lasts as long as the test."""
    cache.clear()
    monkeypatch.setattr(limits, "time", lambda: 1_000_000.0)


@pytest.fixture
def phone() -> Client:
    """A phone in which nobody is signed in."""
    return Client(headers={"Accept-Language": "en"})


def address(stay: HomeStay) -> str:
    return reverse("home:report", args=[links.secret_of(make_link(stay).id)])


def send(phone: Client, to: str, **said: object):
    with access.nowhere():
        return phone.post(to, {"temperature": "36.5", "request_id": uuid4(), **said})


def look(phone: Client, at: str, status: int = 200) -> str:
    with access.nowhere():
        response = phone.get(at)
    assert response.status_code == status, response.content.decode()[:300]
    return response.content.decode()


@given(st.uuids())
def test_a_secret_leads_back_to_its_link_alone(link):
    assert links.read(links.secret_of(link)) == link
    assert len(links.secret_of(link)) == 43


@given(st.uuids(), st.integers(0, 43), st.sampled_from("ABCxyz019-_=!"), st.booleans())
def test_a_secret_of_which_a_letter_is_changed_or_added_leads_nowhere(link, at, letter, added):
    secret = links.secret_of(link)
    changed = secret[:at] + letter + secret[at if added else at + 1 :]
    assert (links.read(changed) == link) == (changed == secret)


@given(st.text(max_size=80))
def test_whatever_is_typed_for_a_secret_is_none(text):
    assert links.read(text) is None


def test_it_says_the_day_the_next_test_the_help_line_and_the_rights(stay, phone):
    page = look(phone, address(stay))
    assert "Day 1 of 7" in page
    assert "today, at your door" in page
    assert 'href="tel:028-12345"' in page
    assert "37.3" in page
    assert "It rests on" in page
    assert 'name="symptoms"' in page


def test_it_speaks_chinese_too(stay, phone):
    with access.nowhere():
        page = phone.get(address(stay), headers={"Accept-Language": "zh-CN"})
    assert '<html lang="zh' in page.content.decode()


def test_nothing_of_who_they_are_stands_on_it_or_in_its_address(stay, phone):
    set_identity(stay.person, IdentityCard(name="赵小明", phone="13800001111", address="太平村三组 5 号"))
    to = address(stay)
    page = look(phone, to)
    secrets = [
        "赵小明",
        "13800001111",
        "太平村",
        stay.person.label,
        stay.contact.number,
        str(stay.id),
        str(stay.person_id),
    ]
    assert not [one for one in secrets if one in page or one in to]


def test_a_report_is_recorded_and_thanked_for(stay, phone):
    response = send(phone, address(stay), well="1")
    assert response.status_code == 302
    said = Report.objects.get()
    assert (said.source, said.outcome, said.temperature) == ("self", "well", Decimal("36.5"))
    assert "your report has arrived" in look(phone, response.headers["Location"])


def test_symptoms_open_the_task_at_once(stay, phone):
    response = send(phone, address(stay), symptoms=["cough"], temperature="38,2")
    assert response.status_code == 302
    assert tasks(stay, "home.symptoms")
    assert Report.objects.get().temperature == Decimal("38.2")
    assert "passed on at once" in look(phone, response.headers["Location"])


def test_not_feeling_well_without_a_symptom_is_being_ill(stay, phone):
    send(phone, address(stay))
    assert Report.objects.get().outcome == "ill"


@pytest.mark.parametrize("typed", ["", "hot", "52", "3.66"])
def test_a_temperature_that_cannot_be_right_stands_at_its_field(stay, phone, typed):
    response = send(phone, address(stay), temperature=typed, well="1")
    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    assert not Report.objects.exists()


def test_sending_twice_records_once(stay, phone):
    request = uuid4()
    for _turn in range(2):
        assert send(phone, address(stay), well="1", request_id=request).status_code == 302
    assert Report.objects.count() == 1


def test_of_two_people_each_sees_their_own(exposed, phone):
    one, other = at_home(exposed()), at_home(exposed())
    send(phone, address(one), well="1", temperature="36.8")
    assert "36.8" in look(phone, address(one))
    assert "36.8" not in look(phone, address(other))
    assert Report.objects.get().stay_id == one.id


def test_a_wrong_link_gets_a_kind_word_and_many_of_them_a_pause(db, stay, phone):
    wrong = reverse("home:report", args=[links.secret_of(UUID(int=7))])
    assert "scan the code on your sheet again" in look(phone, wrong, 404)
    for _turn in range(limits.WRONG_A_MINUTE):
        look_status = phone.get(reverse("home:report", args=["nonsense"])).status_code
    assert look_status == 429
    assert "Day 1 of 7" in look(phone, address(stay)), "a right one is never turned away for them"


def test_a_link_that_was_taken_back_leads_nowhere_and_a_new_one_does(stay, phone):
    old = address(stay)
    make_link(stay, anew=True)
    assert "taken back" in look(phone, old, 410)
    assert send(phone, old, well="1").status_code == 410
    assert "Day 1 of 7" in look(phone, address(stay))
    revoke_link(stay)
    assert not Report.objects.exists()


def test_it_ends_with_the_stay(stay, phone):
    to = address(stay)
    pass_time(DAY)
    send_to_hospital(stay, reason="fever")
    assert "has ended" in look(phone, to, 410)
    assert "028-12345" in look(phone, to, 410)
    assert send(phone, to, well="1").status_code == 410
    assert not Report.objects.exists()


def test_many_reports_within_the_hour_are_refused_kindly(stay, phone):
    to = address(stay)
    statuses = [send(phone, to, well="1").status_code for _turn in range(limits.REPORTS_AN_HOUR + 1)]
    assert statuses[-2:] == [302, 429]
    assert Report.objects.count() == limits.REPORTS_AN_HOUR


def test_nobody_on_the_way_keeps_it_or_finds_it(stay, phone):
    with access.nowhere():
        response = phone.get(address(stay))
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Referrer-Policy"] == "same-origin"
