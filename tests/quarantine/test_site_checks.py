"""When a site is checked again is what the rulebook says; photos prove what was seen."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from PIL import Image

from fangxian.errors import Conflict
from fangxian.response.ledger.models import PackAdoption, TaskRow
from fangxian.response.ledger.refresh import refresh
from fangxian.response.photos.models import Photo
from fangxian.response.quarantine.actions import check_site, close_site
from fangxian.response.quarantine.checklist import items
from fangxian.response.quarantine.queries.running import CHECK, next_check
from tests.factories import NOON
from tests.quarantine.conftest import DAY, make_site, pass_time
from tests.quarantine.test_pages import officer, signed_in

__all__ = ["officer"]

ALL = {item.id: "yes" for item in items()}
FIRST = NOON + 6 * DAY + timedelta(hours=12)
"""24:00 of the seventh day after the site was called up, which was the day before."""


def test_a_site_owes_its_first_check_a_week_after_it_was_called_up(site):
    due = next_check(site)
    assert due.due_at == FIRST
    assert (due.clause.mark, due.task) == ("D", TaskRow.objects.get(clause=CHECK).id)


def test_a_check_meets_its_turn_and_the_next_is_due_a_week_later(site):
    pass_time(NOON + 2 * DAY)
    check_site(site, ALL, checker="孙督查")
    assert TaskRow.objects.get(clause=CHECK).state == "discharged"
    assert (next_check(site).due_at, next_check(site).task) == (FIRST + 7 * DAY, None)
    pass_time(FIRST + DAY)
    refresh()
    assert next_check(site).due_at == FIRST + 7 * DAY
    assert next_check(site).task is not None


def test_a_check_that_was_missed_stays_owed_and_stands_out(site, officer):
    pass_time(FIRST + timedelta(hours=1))
    refresh()
    assert next_check(site).due_at == FIRST
    page = officer.get(reverse("quarantine:checks", args=[site.id])).content.decode()
    assert ">overdue<" in page
    assert "Check the quarantine site again" in page


def test_a_rulebook_without_an_interval_says_so(outbreak, officer):
    PackAdoption.objects.filter(incident=outbreak).update(pack="regulation-2003")
    site = make_site(outbreak)
    assert next_check(site) is None
    page = officer.get(reverse("quarantine:checks", args=[site.id])).content.decode()
    assert "names no interval for checks" in page


def test_a_closed_site_is_checked_no_more(site):
    from fangxian.response.quarantine.models import Room

    Room.objects.filter(site=site).update(state="closed")
    closed = close_site(site)
    assert next_check(closed) is None
    with pytest.raises(Conflict) as refused:
        check_site(closed, ALL, checker="孙督查")
    assert refused.value.code == "site.closed"


def test_a_photo_of_a_check_is_seen_on_its_page_and_in_its_area_alone(site, officer):
    check = check_site(site, ALL, checker="孙督查")
    body = io.BytesIO()
    Image.new("RGB", (640, 480), "green").save(body, "PNG")
    body.seek(0)
    body.name = "gate.png"
    add = reverse("quarantine:check_photo", args=[check.id])
    assert officer.post(add, {"file": body, "caption": "缓冲区", "request_id": uuid4()}).status_code == 302
    photo = Photo.objects.get()
    page = officer.get(reverse("quarantine:checks", args=[site.id])).content.decode()
    assert reverse("photos:small", args=[photo.id]) in page
    assert "缓冲区" in page
    other = signed_in("duty_officer", "510108")
    for address in (add, reverse("photos:photo", args=[photo.id])):
        assert other.get(address).status_code == 404


def test_what_is_no_picture_is_refused_at_its_field(site, officer):
    check = check_site(site, ALL, checker="孙督查")
    body = io.BytesIO(b"no picture")
    body.name = "x.jpg"
    answer = officer.post(reverse("quarantine:check_photo", args=[check.id]), {"file": body, "request_id": uuid4()})
    assert answer.status_code == 422
    assert "no picture that can be read" in answer.content.decode()
