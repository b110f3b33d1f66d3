"""Telling people: what is collected for whom, what is mailed, and never from a workspace that is not live."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from fangxian.errors import Invalid
from fangxian.response.jurisdiction.models import User
from fangxian.response.ledger import clock
from fangxian.response.ledger.actions import (
    accept_tasks,
    decline_tasks,
    excuse_tasks,
    offer_tasks,
    receive_tasks,
    return_tasks,
    split_task,
)
from fangxian.response.ledger.actions.mark_read import mark_read
from fangxian.response.ledger.actions.set_preference import set_preference
from fangxian.response.ledger.collect import collect
from fangxian.response.ledger.digest import send_digests, wishes_of
from fangxian.response.ledger.models import Notice, TaskRow, Workspace
from fangxian.response.ledger.queries import notices
from fangxian.response.ledger.seal import seal_all
from tests import factories
from tests.ledger.offices import Cast, Say, open_case


@pytest.fixture
def begun(cast: Cast) -> None:
    """Collecting has begun: what comes now is news."""
    seal_all()
    assert collect() == 0


def news(post: object) -> dict[str, int]:
    """What a post's holder was told since, by kind."""
    found = Notice.objects.filter(user=post.holder, read_at=None)
    return {one.kind: one.params["count"] for one in found}


def later(**span: float) -> None:
    clock.advance(clock.now() + timedelta(**span))


def test_the_first_time_only_marks_where_to_begin(task: TaskRow, cast: Cast) -> None:
    seal_all()
    assert collect() == 0
    assert collect() == 0


@pytest.mark.usefixtures("begun")
def test_new_tasks_are_told_to_the_office_once_sealed(say: Say, cast: Cast) -> None:
    tasks = open_case(say, 311.9)
    assert collect() == 0, "not sealed yet"
    seal_all()
    collect()
    wanted = sum(row.office_id == cast.cdc.office_id for row in tasks.values())
    assert news(cast.cdc)["new"] == wanted
    assert news(cast.village) == {}
    assert collect() == 0


@pytest.mark.usefixtures("begun")
def test_a_task_already_received_or_done_is_no_news(say: Say, cast: Cast) -> None:
    tasks = [row for row in open_case(say, 311.9).values() if row.office_id == cast.cdc.office_id]
    receive_tasks([row.id for row in tasks], by=cast.cdc)
    seal_all()
    collect()
    assert "new" not in news(cast.cdc)


@pytest.mark.usefixtures("begun")
def test_offers_returns_refusals_and_parts_are_told_to_the_office_that_must_act(say: Say, cast: Cast) -> None:
    first, second, third = (open_case(say, 311)["case.full_investigation"] for _number in range(3))
    offer_tasks([first.id, second.id, third.id], to=cast.hospital.office_id, by=cast.cdc)
    decline_tasks([second.id], reason="Full", by=cast.hospital)
    accept_tasks([third.id], by=cast.hospital)
    return_tasks([third.id], reason="No car", by=cast.hospital)
    split_task(first.id, [cast.street.office_id], by=cast.cdc)
    seal_all()
    collect()
    assert news(cast.hospital)["offered"] == 1
    assert (news(cast.cdc)["declined"], news(cast.cdc)["returned"]) == (1, 1)
    assert news(cast.street)["part"] == 1


@pytest.mark.usefixtures("begun")
def test_due_soon_overdue_and_escalated_follow_the_clock(say: Say, cast: Cast) -> None:
    task = open_case(say, 311.9)["case.full_investigation"]
    seal_all()
    collect()
    Notice.objects.all().delete()
    clock.advance(task.due_at - timedelta(minutes=30))
    collect()
    assert news(cast.cdc)["due_soon"] >= 1
    Notice.objects.all().delete()
    clock.advance(task.due_at + timedelta(minutes=1))
    collect()
    assert news(cast.cdc)["overdue"] >= 1
    Notice.objects.all().delete()
    clock.advance(task.due_at + timedelta(hours=2, minutes=1))
    collect()
    assert news(cast.headquarters)["escalated"] >= 1
    Notice.objects.all().delete()
    assert collect() == 0


@pytest.mark.usefixtures("begun")
def test_what_is_excused_troubles_nobody(say: Say, cast: Cast) -> None:
    tasks = open_case(say, 311.9)
    excuse_tasks([row.id for row in tasks.values()], reason="Mistake", by=cast.city)
    later(days=3)
    seal_all()
    collect()
    assert not Notice.objects.exists()


@pytest.mark.usefixtures("begun")
def test_only_the_post_it_was_given_to_hears_unless_nobody_holds_it(say: Say, cast: Cast) -> None:
    colleague = factories.post(duty="epidemiologist", office=cast.cdc.office)
    tasks = [row for row in open_case(say, 311.9).values() if row.office_id == cast.cdc.office_id]
    receive_tasks([row.id for row in tasks], assignee=colleague, by=cast.cdc)
    later(hours=1)
    collect()
    later(days=3)
    collect()
    assert news(colleague)["overdue"] == len(tasks)
    assert "overdue" not in news(cast.cdc)
    colleague.holder.is_active = False
    colleague.holder.save()
    Notice.objects.all().delete()
    open_tasks = [row for row in open_case(say, 380).values() if row.office_id == cast.cdc.office_id]
    receive_tasks([row.id for row in open_tasks], assignee=colleague, by=cast.headquarters)
    later(days=3)
    collect()
    assert "overdue" in news(cast.cdc)
    assert not Notice.objects.filter(user=colleague.holder).exists()


@pytest.mark.usefixtures("begun")
def test_a_notice_counts_and_names_clauses_never_persons(say: Say, cast: Cast) -> None:
    task = open_case(say, 311.9)["case.full_investigation"]
    seal_all()
    collect()
    notice = Notice.objects.get(user=cast.cdc.holder, kind="new")
    assert task.subject.removeprefix("person:") not in str(notice.params)
    assert str(notice.params["count"]) in notices.text(notice)
    assert notice.critical


def test_read_notices_leave_the_badge(cast: Cast) -> None:
    user = cast.cdc.holder
    assert user is not None
    for number in range(3):
        Notice.objects.create(user=user, kind="new", created_at=clock.now(), params={"count": number})
    assert notices.unread(user) == 3
    newest = notices.of_user(user)[0]
    assert mark_read(user, [newest.pk]) == 1
    assert mark_read(user) == 2
    assert notices.unread(user) == 0
    assert mark_read(cast.hospital.holder) == 0


# -- mail -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def live(cast: Cast) -> User:
    """The workspace is live; the officer of the CDC has an address and something unread, and wants no quiet hours."""
    Workspace.objects.update(kind="live", clock=None)
    user = cast.cdc.holder
    assert user is not None
    user.email, user.language = "cao@cdc.example", "en"
    user.save()
    set_preference(user, email=True)
    Notice.objects.create(user=user, kind="overdue", created_at=datetime.now(UTC), params={"count": 2})
    return user


def test_one_digest_goes_out_and_not_a_second_time(live: User) -> None:
    Notice.objects.create(user=live, kind="new", created_at=datetime.now(UTC), params={"count": 4})
    assert send_digests() == 1
    assert send_digests() == 0
    (sent,) = mail.outbox
    assert sent.to == ["cao@cdc.example"]
    assert "6 tasks" in sent.subject
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("kind", ["sample", "drill"])
def test_a_sample_or_an_exercise_never_sends_a_message(live: User, kind: str) -> None:
    Workspace.objects.update(kind=kind)
    assert send_digests() == 0
    assert mail.outbox == []
    assert Notice.objects.filter(mailed_at=None).count() == 1


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_who_cannot_be_reached_is_left_out(live: User, change: dict[str, object]) -> None:
    User.objects.filter(pk=live.pk).update(**change)
    assert send_digests() == 0


def test_what_was_read_in_the_meantime_is_not_mailed(live: User) -> None:
    mark_read(live)
    assert send_digests() == 0


def test_who_wants_no_mail_gets_none(live: User) -> None:
    set_preference(live, email=False)
    assert send_digests() == 0
    assert notices.unread(live) == 1


def test_a_mail_that_failed_is_tried_again(live: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> int:
        raise ConnectionRefusedError("mail server is down")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", fail)
        assert send_digests() == 0
    assert send_digests() == 1


def test_a_digest_speaks_its_readers_language(live: User) -> None:
    live.language = "en"
    live.save()
    send_digests()
    assert "2 tasks are overdue" in mail.outbox[0].body


def test_wishes_are_kept_in_order_and_once(cast: Cast) -> None:
    user = cast.cdc.holder
    assert user is not None
    held = set_preference(user, email=True, digest_times="18:00, 08:00 18:00", quiet_from=time(21), quiet_to=time(6))
    assert held.digest_times == "08:00,18:00"
    wishes = wishes_of(user)
    assert wishes.times == (time(8), time(18))
    assert wishes.quiet == (time(21), time(6))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"digest_times": "8"}, "digest.time"),
        ({"digest_times": "24:00"}, "digest.time"),
        ({"digest_times": ",".join(f"{hour:02}:00" for hour in range(13))}, "digest.time"),
        ({"quiet_from": time(22)}, "quiet.half"),
        ({"quiet_to": time(7)}, "quiet.half"),
    ],
)
def test_wishes_that_make_no_sense_are_refused(cast: Cast, said: dict[str, object], code: str) -> None:
    user = cast.cdc.holder
    assert user is not None
    with pytest.raises(Invalid) as refusal:
        set_preference(user, email=True, **said)
    assert refusal.value.code == code
