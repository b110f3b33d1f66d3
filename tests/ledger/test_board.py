"""The board: filters, inboxes and pages by key."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.errors import Invalid
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.actions import (
    accept_tasks,
    finish_parts,
    offer_tasks,
    receive_tasks,
    return_tasks,
    split_task,
)
from fangxian.response.ledger.models import TaskRow
from fangxian.response.ledger.queries import board, paging
from fangxian.response.ledger.queries.tasks import from_row
from tests.ledger.offices import Cast, Say, open_case


def ids(page: board.Page) -> set[str]:
    return {task.id for task in page.tasks}


def every(**chosen: object) -> set[str]:
    return ids(board.page(board.Filter(**chosen), clock.now()))


@pytest.mark.parametrize("hours", [0, 200, 311.9])
def test_each_status_shows_what_the_page_of_the_task_says(say: Say, cast: Cast, hours: float) -> None:
    open_case(say, hours)
    now = clock.now()
    views = [from_row(row, now) for row in TaskRow.objects.filter(state="open")]
    for status in ("due_soon", "overdue"):
        assert every(status=status) == {view.id for view in views if view.status == status}
    assert every() == {view.id for view in views}


def test_it_narrows_to_office_clause_severity_and_area(say: Say, cast: Cast) -> None:
    tasks = open_case(say)
    ours = {str(row.id) for row in tasks.values() if row.office_id == cast.cdc.office_id}
    assert every(office=cast.cdc.office_id) == ours
    assert every(clause="case.to_hospital") == {str(tasks["case.to_hospital"].id)}
    critical = {str(row.id) for row in tasks.values() if row.severity == "critical"}
    assert every(severity="critical") == critical
    assert every(area="510117001") == {str(row.id) for row in tasks.values()}
    assert every(area="510117002") == set()


def test_unreceived_leaves_out_what_was_received_and_what_has_not_begun(say: Say, cast: Cast) -> None:
    tasks = open_case(say)
    task = tasks["case.full_investigation"]
    assert str(task.id) in every(status="unreceived", office=cast.cdc.office_id)
    receive_tasks([task.id], by=cast.cdc)
    assert str(task.id) not in every(status="unreceived", office=cast.cdc.office_id)
    now = clock.now()
    begun = {str(row.id) for row in TaskRow.objects.filter(window_from__lte=now, state="open")}
    assert every(status="unreceived") == begun - {str(task.id)}


def test_the_inboxes_show_offers_returns_and_parts(task: TaskRow, cast: Cast) -> None:
    now = clock.now()
    (part,) = split_task(task.id, [cast.street.office_id], note="Ask the neighbours", by=cast.cdc)
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    assert ids(board.offered(cast.hospital.office_id, now)) == {str(task.id)}
    assert ids(board.offered_by(cast.cdc.office_id, now)) == {str(task.id)}
    assert ids(board.parts(cast.street.office_id, now)) == {str(part)}
    accept_tasks([task.id], by=cast.hospital)
    return_tasks([task.id], reason="No", by=cast.hospital)
    assert ids(board.offered(cast.hospital.office_id, now)) == set()
    assert ids(board.returned(cast.cdc.office_id, now)) == {str(task.id)}
    receive_tasks([task.id], by=cast.cdc)
    assert ids(board.returned(cast.cdc.office_id, now)) == set()
    finish_parts([part], by=cast.street)
    assert ids(board.parts(cast.street.office_id, now)) == set()


def test_a_user_sees_only_the_area_of_the_office(say: Say, cast: Cast) -> None:
    open_case(say)
    with access.area(cast.village.area):
        assert every()
    with access.area(cast.elsewhere.area):
        assert every() == set()


def test_pages_follow_each_other_without_gap_or_repetition(say: Say, cast: Cast) -> None:
    for number in range(9):
        open_case(say, 300 + number / 10)
    now = clock.now()
    wanted = [str(row.id) for row in TaskRow.objects.filter(state="open").order_by("due_at", "id")]
    assert len(wanted) > paging.PAGE
    seen: list[str] = []
    after, pages = "", []
    while True:
        page = board.page(board.Filter(), now, after=after)
        pages.append(page)
        seen += [task.id for task in page.tasks]
        if not page.next:
            break
        after = page.next
    assert seen == wanted
    back = board.page(board.Filter(), now, before=pages[1].previous)
    assert [task.id for task in back.tasks] == [task.id for task in pages[0].tasks]
    assert (pages[0].previous, pages[-1].next) == ("", "")


@pytest.mark.parametrize("key", ["x", "2020-12-08T00:00:00+08:00_x", "2020-12-08T00:00:00_" + "0" * 32, "2020-12-08"])
def test_a_key_that_is_none_is_refused(task: TaskRow, key: str) -> None:
    with pytest.raises(Invalid) as refusal:
        board.page(board.Filter(), clock.now() + timedelta(0), after=key)
    assert refusal.value.code == "page.key"
