"""The pages of isolation at home: the look at the dwelling, the board, the call list, one person."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from fangxian.response.home.actions import name_housemate
from fangxian.response.home.links import secret_of
from fangxian.response.home.models import Breach, DwellingCheck, HomeStay, Housemate, Report, ReportLink
from fangxian.response.home.queries.board import board
from fangxian.response.home.queries.people import uncalled
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from tests.factories import NOON, PIDU, PITONG
from tests.home.conftest import DAY, FIT, at_home, pass_time, signed_in, tell


@pytest.fixture
def worker(outbreak):
    """A community worker of the street."""
    return signed_in()


def text(client, name: str, *args, **query) -> str:
    response = client.get(reverse(f"home:{name}", args=args), query)
    assert response.status_code == 200, response.content.decode()[:400]
    return response.content.decode()


def send(client, page: str, /, *args, **said):
    return client.post(reverse(f"home:{page}", args=args), {"request_id": uuid4(), **said})


def answered(**said: str) -> dict[str, str]:
    return {**FIT, "household": "1", "checker": "王五", **said}


def test_an_empty_board_and_list_say_so(worker):
    assert "Nobody is isolated at home here" in text(worker, "board")
    assert "Nobody is isolated at home here" in text(worker, "calls")


def test_from_the_contact_s_page_to_the_stay(worker, exposed):
    contact = exposed()
    assert reverse("home:check", args=[contact.id]) in text(worker, "panel", contact.id)
    response = send(worker, "begin", contact.id)
    assert response.headers["Location"] == reverse("home:check", args=[contact.id])
    response = send(worker, "check", contact.id, **answered())
    assert response.headers["Location"] == reverse("home:begin", args=[contact.id])
    send(worker, "begin", contact.id, help_line="028-777", at="2020-12-08T12:00")
    stay = HomeStay.objects.get()
    assert "028-777" in text(worker, "stay", stay.id)
    assert "Begin isolation at home" not in text(worker, "panel", contact.id)


def test_an_unfit_dwelling_leads_back_and_stands_on_the_board(worker, exposed):
    contact = exposed()
    response = send(worker, "check", contact.id, **answered(own_room="no"))
    assert response.status_code == 422
    assert not DwellingCheck.objects.exists()
    send(worker, "check", contact.id, **answered(own_room="no", own_room_note="one room for four"))
    assert "not fit: waits for a site" in text(worker, "board")
    assert contact.number in text(worker, "board")


def test_a_call_that_went_well_takes_the_card_off_the_list(worker, stay):
    assert stay.person.label in text(worker, "calls")
    card = worker.post(reverse("home:call", args=[stay.id]), {"outcome": "well"}, headers={"HX-Request": "true"})
    assert "heard of today" in card.content.decode()
    assert "Everybody was heard of today" in text(worker, "calls")


def test_nobody_answering_is_counted_on_the_card(worker, stay):
    send(worker, "call", stay.id, outcome="missed")
    assert "missed 1 of 2" in text(worker, "calls")
    send(worker, "call", stay.id, outcome="missed")
    assert "go to the door" in text(worker, "calls")


def test_a_slip_of_the_finger_is_refused_on_the_card(worker, stay):
    said = {"outcome": "well", "temperature": "abc"}
    card = worker.post(reverse("home:call", args=[stay.id]), said, headers={"HX-Request": "true"})
    assert "cannot be right" in card.content.decode()
    assert not Report.objects.exists()


def test_the_number_is_shown_once_asked_for_and_that_is_on_record(worker, stay):
    set_identity(stay.person, IdentityCard(name="赵小明", phone="13800001111"))
    assert "13800001111" not in text(worker, "calls")
    shown = send(worker, "phone", stay.id).content.decode()
    assert 'href="tel:13800001111"' in shown
    assert "赵小明" not in shown
    assert FactRow.objects.get(kind="identity.read").attributes["purpose"] == "Daily call during isolation at home"


def test_without_a_number_the_card_says_what_to_do(worker, stay):
    assert "Go to the door" in send(worker, "phone", stay.id).content.decode()


def test_who_may_not_call_gets_no_number(outbreak, stay):
    assert send(signed_in("epidemiologist"), "phone", stay.id).status_code == 403


def test_the_most_urgent_are_called_first(exposed):
    quiet, ill, missed, gone, told = (at_home(exposed()) for _one in range(5))
    tell(ill, "ill", symptoms=("cough",))
    pass_time(DAY)
    for _turn in range(2):
        tell(gone, "missed")
    tell(missed, "missed")
    tell(told, "well")
    today = clock.now().astimezone(clock.zone()).date()
    assert [one.id for one in uncalled(today)] == [gone.id, ill.id, missed.id, quiet.id]


def test_the_board_counts_each_once_in_its_area(exposed):
    stays = [at_home(exposed()) for _one in range(3)]
    tell(stays[0], "well")
    tell(stays[1], "ill", symptoms=("cough",))
    with access.area(PIDU):
        (line,) = board(PIDU)
    assert (line.area, line.inside, line.reported, line.ill, line.unheard) == (PITONG, 3, 2, 1, 1)
    assert (line.leaving, line.over, line.unfit) == (0, 0, 0)
    clock.advance(NOON + 6 * DAY)
    with access.area(PIDU):
        assert board(PIDU)[0].leaving == 3
    clock.advance(NOON + 7 * DAY)
    with access.area(PIDU):
        assert board(PIDU)[0].over == 3
    with access.area("510108"):
        assert board("510108") == []


def test_the_board_leads_down_to_the_street_and_up_again(outbreak, stay):
    officer = signed_in("duty_officer", PIDU)
    assert f"?area={PITONG}" in text(officer, "board")
    assert f"?area={PIDU}" in text(officer, "board", area=PITONG)
    assert "成华区" not in text(officer, "board", area="510108"), "another district is not shown"


def test_one_person_s_page_says_what_keeps_them(worker, stay):
    tell(stay, "well")
    page = text(worker, "stay", stay.id)
    assert "May they go?" in page
    assert "7 days since the last exposure" in page
    assert "Let this person go?" not in page
    assert send(worker, "release", stay.id, signer="张三").status_code == 422


def test_the_household_is_named_masked_with_what_the_record_says(worker, stay, exposed):
    other = exposed()
    send(worker, "mate", stay.id, name="钱小红", relation="spouse", risk="pregnant")
    send(worker, "mate", stay.id, number=other.number, risk="none", relation="son")
    assert send(worker, "mate", stay.id, number="K-none", risk="none").status_code == 422
    page = text(worker, "stay", stay.id)
    assert "钱小红" not in page
    assert other.number in page
    assert "no contact here" in page
    send(worker, "mate_left", Housemate.objects.get(relation="spouse").id)
    assert "moved out" in text(worker, "stay", stay.id)


def test_naming_somebody_twice_names_them_once(stay, exposed):
    other = exposed()
    assert name_housemate(stay, person=other.person) == name_housemate(stay, person=other.person)


def test_a_breach_is_reported_and_settled(worker, stay):
    send(worker, "breach", stay.id, found_by="visit", text="nobody there", at="2020-12-08T12:00")
    breach = Breach.objects.get()
    assert reverse("home:settle", args=[breach.id]) in text(worker, "stay", stay.id)
    send(worker, "settle", breach.id, outcome="returned", measure="warned")
    assert "warned" in text(worker, "stay", stay.id)


def test_the_sheet_has_the_link_and_its_code_and_a_new_one_replaces_it(worker, stay):
    assert "Make the link" in text(worker, "link", stay.id)
    send(worker, "link", stay.id)
    first = secret_of(ReportLink.objects.get().id)
    page = text(worker, "link", stay.id)
    assert first in page
    assert "<svg" in page
    send(worker, "link", stay.id, anew="1")
    assert first not in text(worker, "link", stay.id)
    send(worker, "revoke", stay.id)
    assert "Make the link" in text(worker, "link", stay.id)


def test_the_printed_page_of_a_stay_carries_the_link_for_those_who_run_it_alone(worker, stay):
    assert "code-picture" not in text(worker, "stay", stay.id)
    send(worker, "link", stay.id)
    secret = secret_of(ReportLink.objects.get().id)
    response = worker.get(reverse("home:stay", args=[stay.id]))
    page = response.content.decode()
    printed = page[page.index("print-only") :]
    assert f"http://testserver{reverse('home:report', args=[secret])}" in printed
    assert "<svg" in printed
    assert "no-store" in response.headers["Cache-Control"]
    assert secret not in text(signed_in("epidemiologist", PIDU), "stay", stay.id)
    send(worker, "revoke", stay.id)
    assert secret not in text(worker, "stay", stay.id)


def test_a_visit_in_full(worker, stay):
    send(worker, "visit", stay.id, outcome="ill", symptoms=["fever", "cough"], temperature="38.1")
    said = Report.objects.get()
    assert (said.source, said.symptoms) == ("visit", ["fever", "cough"])
    worker.post(reverse("home:visit", args=[stay.id]) + "?source=call", {"outcome": "ill", "request_id": uuid4()})
    assert Report.objects.filter(source="call").exists()


def test_another_street_sees_nothing(stay):
    elsewhere = signed_in(at="510108")
    assert elsewhere.get(reverse("home:stay", args=[stay.id])).status_code == 404
    assert stay.person.label not in text(elsewhere, "calls")
