"""The load of offices: counted as the tasks' own pages say."""

from __future__ import annotations

from collections import Counter

from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.actions import excuse_tasks, receive_tasks, split_task
from fangxian.response.ledger.models import TaskRow
from fangxian.response.ledger.queries import load
from fangxian.response.ledger.queries.tasks import from_row
from tests.ledger.offices import Cast, Say, open_case


def test_it_counts_what_each_office_owes_by_status(say: Say, cast: Cast) -> None:
    for hours in (100, 309, 311):
        open_case(say, hours)
    now = clock.now()
    wanted: Counter[tuple[int | None, str]] = Counter()
    for row in TaskRow.objects.filter(state="open"):
        wanted[row.office_id, from_row(row, now).status] += 1
    found = {one.office: one for one in load.of_area(now)}
    assert found.keys() == {office for office, _status in wanted}
    for office, one in found.items():
        for status in ("open", "due_soon", "overdue", "waiting"):
            assert getattr(one, status) == wanted[office, status], (office, status)
        assert one.owed == one.open + one.due_soon + one.overdue == one.unreceived
    assert {status for _office, status in wanted} >= {"open", "due_soon", "overdue"}


def test_the_worst_off_come_first(say: Say, cast: Cast) -> None:
    open_case(say, 100)
    overdue = [one.overdue for one in load.of_area(clock.now())]
    assert overdue == sorted(overdue, reverse=True)
    assert overdue[0] > 0


def test_receipts_excuses_and_parts_count(task: TaskRow, cast: Cast) -> None:
    now, office = clock.now(), cast.cdc.office_id
    before = load.of_office(office, now)
    assert before.oldest_unreceived is not None
    receive_tasks([task.id], by=cast.cdc)
    split_task(task.id, [cast.street.office_id], by=cast.cdc)
    received = load.of_office(office, now)
    assert (received.unreceived, received.owed) == (before.unreceived - 1, before.owed)
    assert load.of_office(cast.street.office_id, now).parts == 1
    excuse_tasks([task.id], reason="Abroad", by=cast.headquarters)
    excused = load.of_office(office, now)
    assert (excused.owed, excused.excused) == (before.owed - 1, 1)


def test_an_office_without_tasks_has_no_load(task: TaskRow, cast: Cast) -> None:
    assert load.of_office(cast.village.office_id, clock.now()).owed == 0
    with access.area(cast.elsewhere.area):
        assert load.of_area(clock.now()) == []
