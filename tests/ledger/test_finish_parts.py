"""Report parts done; a whole task is closed by its fact, never by a click."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, NotAllowed
from fangxian.response.ledger.actions import finish_parts, split_task
from fangxian.response.ledger.models import TaskRow
from tests.ledger.offices import Cast, held


def test_a_part_is_reported_done(task: TaskRow, cast: Cast) -> None:
    (part,) = split_task(task.id, [cast.street.office_id], by=cast.cdc)
    finish_parts([part], note="Three contacts named", by=cast.street).or_raise()
    assert held(part).done_at is not None
    assert held(task).parts_done == 1
    assert finish_parts([part], by=cast.street).already == (part,)


def test_a_whole_task_is_not_closed_by_a_click_and_the_refusal_says_what_closes_it(task: TaskRow, cast: Cast) -> None:
    with pytest.raises(Conflict) as refusal:
        finish_parts([task.id], by=cast.cdc).or_raise()
    assert refusal.value.code == "task.closed_by_fact"
    assert refusal.value.context["facts"]
    assert TaskRow.objects.get(id=task.id).state == "open"


def test_only_the_office_that_holds_the_part_reports_it(task: TaskRow, cast: Cast) -> None:
    (part,) = split_task(task.id, [cast.street.office_id], by=cast.cdc)
    with pytest.raises(NotAllowed) as refusal:
        finish_parts([part], by=cast.cdc).or_raise()
    assert refusal.value.code == "task.not_held"
