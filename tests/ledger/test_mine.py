"""My tasks today: what the office has to do, each task once, in the order of urgency."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fangxian.response.ledger import clock
from fangxian.response.ledger.actions import excuse_tasks, offer_tasks, receive_tasks, return_tasks, split_task
from fangxian.response.ledger.models import TaskRow
from fangxian.response.ledger.presence import acts_for, attended, present
from fangxian.response.ledger.queries.mine import Today, end_of_day, today
from tests import factories
from tests.ledger.offices import Cast, Say, open_case

ZONE = ZoneInfo("Asia/Shanghai")


def day(post: object, **options: object) -> Today:
    return today(post.office, clock.now(), ZONE, **options)


def where(post: object, task: object, **options: object) -> str | None:
    """The group a task stands in."""
    found = [group.key for group in day(post, **options).groups for one in group.tasks if one.id == str(task)]
    assert len(found) <= 1
    return found[0] if found else None


def test_a_day_ends_at_midnight_of_the_place() -> None:
    assert end_of_day(datetime(2020, 12, 8, 15, 59, tzinfo=UTC), ZONE) == datetime(2020, 12, 8, 16, tzinfo=UTC)
    assert end_of_day(datetime(2020, 12, 8, 16, 0, tzinfo=UTC), ZONE) == datetime(2020, 12, 9, 16, tzinfo=UTC)


def test_what_is_late_comes_before_what_is_due_today(say: Say, cast: Cast) -> None:
    tasks = open_case(say)
    now = clock.now()
    midnight = end_of_day(now, ZONE)
    for row in tasks.values():
        if row.office_id == cast.cdc.office_id:
            wanted = "overdue" if row.due_at < now else "today" if row.due_at <= midnight else "unreceived"
            assert where(cast.cdc, row.id) == wanted


def test_received_tasks_of_later_days_are_not_shown_and_excused_ones_neither(say: Say, cast: Cast) -> None:
    later = open_case(say, 311.9)["case.full_investigation"]
    assert where(cast.cdc, later.id) == "unreceived"
    receive_tasks([later.id], by=cast.cdc)
    assert where(cast.cdc, later.id) is None
    overdue = open_case(say, 100)["case.full_investigation"]
    assert where(cast.cdc, overdue.id) == "overdue"
    excuse_tasks([overdue.id], reason="Abroad", by=cast.headquarters)
    assert where(cast.cdc, overdue.id) is None


def test_offers_returns_and_parts_have_groups_of_their_own(task: TaskRow, cast: Cast) -> None:
    (part,) = split_task(task.id, [cast.street.office_id], by=cast.cdc)
    assert where(cast.street, part) == "parts"
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    assert where(cast.hospital, task.id) == "offered"
    return_tasks([task.id], reason="Not ours", by=cast.cdc)
    assert where(cast.headquarters, task.id) == "returned"


def test_what_was_given_to_a_colleague_can_be_left_out(task: TaskRow, cast: Cast) -> None:
    colleague = factories.post(duty="epidemiologist", office=cast.cdc.office)
    receive_tasks([task.id], assignee=colleague, by=cast.cdc)
    assert where(cast.cdc, task.id) is not None
    assert where(cast.cdc, task.id, only=cast.cdc) is None
    assert where(colleague, task.id, only=colleague) is not None
    assert day(cast.cdc).people[colleague.pk].holder == colleague.holder


def test_a_task_of_somebody_who_left_falls_back_to_the_office(task: TaskRow, cast: Cast) -> None:
    colleague = factories.post(duty="epidemiologist", office=cast.cdc.office)
    receive_tasks([task.id], assignee=colleague, by=cast.cdc)
    colleague.holder.is_active = False
    colleague.holder.save()
    assert where(cast.cdc, task.id, only=cast.cdc) is not None
    colleague.holder = None
    colleague.save()
    assert where(cast.cdc, task.id, only=cast.cdc) is not None
    assert day(cast.cdc).people == {}


def test_nobody_sits_where_no_post_is_held(cast: Cast) -> None:
    office = cast.village.office
    assert attended([office.pk]) == {office.pk}
    assert not acts_for(cast.street, office)
    cast.village.holder.is_active = False
    cast.village.holder.save()
    assert attended([office.pk]) == set()
    assert present([cast.village.pk, cast.street.pk]).keys() == {cast.street.pk}
    for superior in (cast.street, cast.headquarters, cast.city):
        assert acts_for(superior, office)
    assert not acts_for(cast.hospital, office)
