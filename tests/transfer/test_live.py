"""The live board counts everybody and shows the most urgent."""

from __future__ import annotations

from datetime import timedelta

from fangxian.response.casework.models import Contact
from fangxian.response.jurisdiction import access
from fangxian.response.transfer.actions import bring_to_door, cancel_transfer
from fangxian.response.transfer.queries.live import live
from tests import factories
from tests.factories import NOON, PIDU
from tests.quarantine.conftest import pass_time, put
from tests.transfer.conftest import ask, carry, send

HOUR = timedelta(hours=1)


def test_the_figures_count_everybody_however_few_are_shown(site, exposed, van):
    waiting, called, aboard = ask(exposed(), exposed(), group="child"), ask(exposed()), ask(exposed())
    carry(van, site, *aboard)
    send(van, site, *called)
    pass_time(NOON + 13 * HOUR)
    ask(exposed(at=NOON + 13 * HOUR))
    seen = live(shown=1)
    counted = seen.figures
    assert (counted.waiting, counted.aboard, counted.longest) == (4, 1, 13 * 60)
    assert counted.over == len(waiting) + len(called) + len(aboard)
    assert [(one.whole, len(one.lines), one.hidden) for one in (seen.waits, seen.called, seen.road)] == [
        (2, 1, 1), (1, 1, 0), (1, 1, 0),
    ]  # fmt: skip
    assert {one.id for one in seen.waits.lines[0].people} == {one.id for one in waiting}, "the first due, together"


def test_who_has_arrived_or_was_cancelled_is_not_on_it(site, exposed, van):
    (first,), (second,) = ask(exposed()), ask(exposed())
    carry(van, site, first)
    bring_to_door([first.id])
    assert (live().figures.door, live().figures.waiting) == (1, 1)
    put(site, Contact.objects.select_related("incident", "person").get(person=first.person_id))
    cancel_transfer([second.id], reason="x")
    seen = live()
    assert (seen.figures.arrived, seen.figures.waiting, seen.figures.aboard, seen.figures.door) == (1, 0, 0, 0)
    assert seen.waits.whole == seen.called.whole == seen.road.whole == 0


def test_another_district_counts_nobody_of_this_one(exposed):
    ask(exposed())
    with access.area(PIDU):
        assert live().figures.waiting == 1
    with access.area("510108"):
        assert live().figures.waiting == 0


def test_the_page_offers_the_rest(exposed, client, monkeypatch):
    from fangxian.response.transfer.pages import board

    monkeypatch.setattr(board, "SHOWN", 1)
    ask(exposed())
    ask(exposed())
    client.force_login(factories.post(PIDU, "director").holder)
    assert "?all=1" in client.get("/transfer/").content.decode()
    assert client.get("/transfer/", {"all": "1"}).context["waits"].hidden == 0


def test_the_vehicles_come_after_the_board(van, client):
    client.force_login(factories.post(PIDU, "director").holder)
    board = client.get("/transfer/").content.decode()
    assert van.plate not in board
    assert 'hx-get="/transfer/on-duty/"' in board
    assert van.plate in client.get("/transfer/on-duty/").content.decode()
