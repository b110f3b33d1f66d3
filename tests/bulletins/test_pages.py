"""Bulletins in the browser: drafted by the officer, approved by a director, published, corrected, read by everybody."""

from __future__ import annotations

from typing import Any

from fangxian.response.bulletins.models import Bulletin
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from tests import factories
from tests.bulletins.conftest import NAMES, Press, browser, hours
from tests.bulletins.test_rewrite_bulletin import FRAME


def text(answer: Any) -> str:
    assert answer.status_code in (200, 422), answer.status_code
    return str(answer.content.decode())


def test_from_the_empty_list_to_the_public_page_and_its_correction(press: Press) -> None:
    officer, director, anybody = browser(press.officer), browser(press.director), browser()
    assert "No bulletin yet" in text(officer.get("/bulletins/"))
    assert "Bulletins are published here" in text(anybody.get("/public/bulletins/"))
    answer = officer.post("/bulletins/new/", NAMES | {"incident": press.incident.id, "as_of": "2020-12-08T15:00"})
    one = Bulletin.objects.get()
    path = f"/bulletins/{one.id}/"
    assert answer.url == path
    page = text(officer.get(path))
    assert "You wrote it" in page
    assert 'action="/bulletins/' not in page.replace(f"{path}drop/", "")
    assert anybody.get(f"/public{path}").status_code == 404
    assert f"{path}approve/" in text(director.get(path))
    assert director.post(f"{path}approve/").url == path
    assert officer.post(f"{path}publish/").url == path
    public = text(anybody.get(f"/public{path}"))
    assert "2 confirmed cases and 0 asymptomatic" in public
    assert "确诊病例2例" in public
    assert "No. 1" in text(anybody.get("/public/bulletins/"))
    wrong = officer.post(f"{path}correct/", NAMES | {"as_of": "2020-12-08T20:00", "reason": "漏列一区"})
    other = Bulletin.objects.get(kind="correction")
    assert wrong.url == f"/bulletins/{other.id}/"
    for client, step in ((director, "approve"), (officer, "publish")):
        client.post(f"{wrong.url}{step}/")
    assert "Corrected by No. 2" in text(anybody.get(f"/public{path}"))
    assert "Stands in place of No. 1" in text(anybody.get(f"/public{wrong.url}"))
    assert "漏列一区" in text(anybody.get(f"/public{wrong.url}"))


def test_a_draft_shows_every_figure_beside_the_bulletin_before(press: Press) -> None:
    press.publish(as_of=hours(5))
    made = press.draft()
    page = text(browser(press.officer).get(f"/bulletins/{made.id}/"))
    assert "confirmed cases" in page
    assert '<td class="n">2</td><td class="n">1</td><td class="n">+1</td>' in page
    assert "(+1 since the last bulletin)" in page


def test_what_a_text_may_not_say_stands_at_its_field(press: Press) -> None:
    made = press.draft()
    officer = browser(press.officer)
    said = NAMES | {"as_of": "2020-12-08T15:00", "words_zh": FRAME + "69岁", "words_en": FRAME}
    refused = officer.post(f"/bulletins/{made.id}/", said)
    assert refused.status_code == 422
    assert "69岁” is somebody&#x27;s age" in text(refused)
    assert officer.post(f"/bulletins/{made.id}/", said | {"words_zh": FRAME}).status_code == 302
    made.refresh_from_db()
    assert made.words_zh == FRAME.strip()


def test_drafts_are_for_those_who_write_or_approve_and_publications_for_everybody(press: Press) -> None:
    press.publish()
    press.draft()
    street = browser(factories.post("510117001", "street_officer"))
    page = text(street.get("/bulletins/"))
    assert "No. 1" in page
    assert "In hand" not in page
    assert "In hand" in text(browser(press.director).get("/bulletins/"))
    assert street.get("/bulletins/new/").status_code == 403


def test_a_press_conference_on_record_is_listed_with_its_figures(press: Press) -> None:
    said = {"channel": "发布会", "confirmed": 2}
    record([Entry("bulletin.published", f"incident:{press.incident.id}", hours(20), "5101", said, press.incident.id)])
    page = text(browser(press.officer).get("/bulletins/"))
    assert "Published elsewhere" in page
    assert "confirmed cases 2" in page


def test_a_draft_is_dropped_from_its_page(press: Press) -> None:
    made = press.draft()
    assert browser(press.officer).post(f"/bulletins/{made.id}/drop/").url == "/bulletins/"
    assert "In hand" not in text(browser(press.officer).get("/bulletins/"))


def test_nobody_who_is_not_signed_in_sees_the_working_pages(press: Press) -> None:
    made = press.draft()
    for path in ("/bulletins/", "/bulletins/new/", f"/bulletins/{made.id}/"):
        assert browser().get(path).status_code == 302
