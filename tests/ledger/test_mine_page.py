"""My tasks today, and my notices, as pages."""

from __future__ import annotations

import re

from fangxian.response.ledger import clock
from fangxian.response.ledger.actions import offer_tasks, receive_tasks
from fangxian.response.ledger.models import Notice, Preference, TaskRow, Workspace
from tests import factories
from tests.ledger.offices import Cast, Say, open_case
from tests.ledger.pages import signed_in, words


def test_the_day_of_an_office_is_one_page_with_one_button_for_each_group(say: Say, cast: Cast) -> None:
    for hours in (100, 101):
        open_case(say, hours)
    client = signed_in(cast.cdc)
    page = client.get("/mine/")
    overdue = next(group for group in page.context["groups"] if group["key"] == "overdue")
    assert f"Receive all {len(overdue['receivable'])}" in words(page)
    client.post("/tasks/act/receive/", {"id": overdue["receivable"], "next": "/mine/"})
    again = next(group for group in client.get("/mine/").context["groups"] if group["key"] == "overdue")
    assert again["receivable"] == []


def test_an_offer_is_answered_there(task: TaskRow, cast: Cast) -> None:
    offer_tasks([task.id], to=cast.hospital.office_id, reason="Is with you", by=cast.cdc)
    text = words(signed_in(cast.hospital).get("/mine/"))
    assert "Offered to us 1" in text
    assert "Is with you" in text
    assert "Accept" in text
    assert "Decline" in text


def test_only_mine_leaves_out_what_colleagues_were_given(task: TaskRow, cast: Cast) -> None:
    colleague = factories.post(duty="epidemiologist", office=cast.cdc.office)
    receive_tasks([task.id], assignee=colleague, by=cast.cdc)
    client = signed_in(cast.cdc)
    assert str(task.id) in client.get("/mine/").content.decode()
    assert str(task.id) not in client.get("/mine/?only=mine").content.decode()


def test_a_free_day_says_so(cast: Cast) -> None:
    assert "Nothing to do today" in words(signed_in(cast.village).get("/mine/"))


def test_every_entry_has_a_box_to_tick_on_paper(task: TaskRow, cast: Cast) -> None:
    page = signed_in(cast.cdc).get("/mine/")
    shown = sum(len(group["tasks"]) for group in page.context["groups"])
    assert page.content.decode().count('class="tick"') == shown > 0


# -- notices ----------------------------------------------------------------------------------------------------


def notice(cast: Cast, **said: object) -> Notice:
    assert cast.cdc.holder is not None
    fields = {"kind": "overdue", "created_at": clock.now(), "params": {"count": 2}, "link": "/mine/#overdue", **said}
    return Notice.objects.create(user=cast.cdc.holder, **fields)


def test_unread_notices_show_as_a_badge_until_they_are_read(cast: Cast) -> None:
    notice(cast)
    client = signed_in(cast.cdc)
    badge = re.compile(r'class="badge">1<')
    assert badge.search(client.get("/tasks/").content.decode())
    page = client.get("/notices/")
    assert "2 tasks are overdue" in words(page)
    assert 'href="/mine/#overdue"' in page.content.decode()
    client.post("/notices/read/")
    assert not badge.search(client.get("/tasks/").content.decode())


def test_one_reads_only_ones_own(cast: Cast) -> None:
    mine = notice(cast)
    signed_in(cast.hospital).post("/notices/read/", {"id": mine.pk})
    assert Notice.objects.get(pk=mine.pk).read_at is None
    assert signed_in(cast.cdc).get("/notices/read/").status_code == 405


def test_wishes_are_kept_and_wrong_ones_refused_beside_the_field(cast: Cast) -> None:
    client = signed_in(cast.cdc)
    said = {"email": "on", "address": "cao@cdc.example", "digest_times": "08:00, 18:00"}
    assert client.post("/notices/", {**said, "quiet_from": "21:00", "quiet_to": "06:00"}).status_code == 302
    held = Preference.objects.get(user=cast.cdc.holder)
    assert (held.email, held.digest_times) == (True, "08:00,18:00")
    cast.cdc.holder.refresh_from_db()
    assert cast.cdc.holder.email == "cao@cdc.example"
    wrong = client.post("/notices/", {**said, "digest_times": "25:00"})
    assert "is no time of the day" in wrong.context["form"].errors["digest_times"][0]


def test_a_workspace_that_is_not_live_says_that_it_sends_nothing(cast: Cast) -> None:
    client = signed_in(cast.cdc)
    assert "it never sends a message" in words(client.get("/notices/"))
    Workspace.objects.update(kind="live", clock=None)
    assert "it never sends a message" not in words(client.get("/notices/"))
