"""Disinfection: ordered, sampled, done, checked; it passes on samples alone."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from fangxian.errors import Conflict, Invalid
from fangxian.response.containment.actions import (
    check_disinfection,
    enter_swab,
    order_disinfection,
    report_disinfected,
    take_swabs,
)
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.photos.queries import photos_of
from tests import factories
from tests.factories import NOON, PIDU

HOUR = timedelta(hours=1)


@pytest.fixture
def order(ninth, market):
    return order_disinfection(market, ninth, scope="全部摊位", due_at=NOON + 24 * HOUR, office="消毒一队")


def disinfect(order, at=NOON, **changes):
    said = {"agent": "chlorine", "concentration": 1000, "minutes": 60, "team": "消毒一队", **changes}
    return report_disinfected(order, at=at, **said)


def test_an_order_has_its_own_clock_and_the_work_ends_it(market, order):
    task = TaskRow.objects.get(subject=market.subject, clause="place.disinfection_order")
    assert (task.state, task.due_at) == ("open", NOON + 24 * HOUR)
    disinfect(order)
    task.refresh_from_db()
    assert task.state == "discharged"
    said = FactRow.objects.get(kind="place.disinfected").attributes
    assert (said["agent"], said["concentration"], said["minutes"]) == ("chlorine", 1000, 60)


def test_an_agent_that_the_rulebook_does_not_know_is_refused(order):
    with pytest.raises(Invalid) as refused:
        disinfect(order, agent="vinegar")
    assert refused.value.context["field"] == "agent"
    with pytest.raises(Invalid):
        disinfect(order, minutes=0)


def test_it_passes_only_where_every_sample_after_it_is_negative(order, clock_at):
    (before,) = take_swabs(order, "before", ["砧板"])
    enter_swab(before, "positive")
    order = disinfect(order)
    with pytest.raises(Conflict) as refused:
        check_disinfection(order, passed=True, checker="CDC")
    assert refused.value.code == "disinfection.not_proven"
    clock_at(NOON + HOUR)
    first, second = take_swabs(order, "after", ["砧板", "门把手"])
    enter_swab(first, "negative")
    with pytest.raises(Conflict):
        check_disinfection(order, passed=True, checker="CDC")
    enter_swab(second, "negative")
    assert check_disinfection(order, passed=True, checker="CDC").passed
    assert FactRow.objects.get(kind="place.disinfection_checked").attributes["passed"] is True


def test_a_check_that_failed_needs_no_samples(order):
    assert check_disinfection(disinfect(order), passed=False, checker="CDC").passed is False


def test_before_and_after_are_told_apart_by_the_work(order):
    with pytest.raises(Conflict):
        take_swabs(order, "after", ["砧板"])
    disinfect(order)
    with pytest.raises(Conflict):
        take_swabs(order, "before", ["砧板"])


def test_a_photo_is_added_on_its_page_and_shown_there(ninth, order):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(factories.post(PIDU, "epidemiologist").holder)
    body = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(body, "JPEG")
    body.seek(0)
    body.name = "work.jpg"
    said = {"file": body, "caption": "作业中", "request_id": uuid4()}
    assert client.post(reverse("containment:photo", args=[order.id]), said).status_code == 302
    (photo,) = photos_of("disinfection", order.id)
    page = client.get(reverse("containment:disinfection", args=[order.id])).content.decode()
    assert reverse("photos:small", args=[photo.id]) in page
    assert client.get(reverse("photos:photo", args=[photo.id])).status_code == 200
