"""Injects come by time, by condition or by hand; what ought to follow them is seen in the facts."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.drill.room import curtain
from fangxian.drill.room.actions import acknowledge, deliver_inject, withdraw_inject, write_inject
from fangxian.drill.room.actions.write_inject import Written
from fangxian.drill.room.due import due_injects
from fangxian.drill.room.models import Fault, Inject, Message
from fangxian.drill.room.queries import injects
from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from tests.drill_room.conftest import CHENGHUA, MORNING, Cast, later


def written(cast: Cast, **said: object) -> Written:
    return Written(**{"offices": [cast.tracer.office], "text": "有人打听", "sender": "市民", **said})


def test_an_inject_is_due_at_its_minute_and_not_before(cast: Cast, behind: None) -> None:
    inject = write_inject(written(cast, at=MORNING + timedelta(hours=9)), by=cast.controller)
    assert inject not in due_injects(MORNING + timedelta(hours=8, minutes=59))
    assert inject in due_injects(MORNING + timedelta(hours=9))


def test_a_condition_waits_for_so_many_facts_and_then_its_delay(cast: Cast, behind: None) -> None:
    after = {"fact": "rumour.found", "where": {"reach": {"ge": 100}}, "count": 2, "delay": 3600, "anyway": None}
    inject = Inject.objects.create(key="c", place=99, to=[], channel="phone", due_at=None, after=after)
    now = later(hours=1)
    for number, reach in enumerate((5, 500, 900)):
        subject = f"rumour:00000000-0000-0000-0000-00000000000{number}"
        record([Entry(kind="rumour.found", subject=subject, at=now, area=CHENGHUA, attributes={"reach": reach})])
    assert inject not in due_injects(now + timedelta(minutes=59))
    assert inject in due_injects(now + timedelta(minutes=60))


def test_a_condition_that_never_comes_true_is_overtaken_by_its_last_day(cast: Cast, behind: None) -> None:
    anyway = MORNING + timedelta(days=3)
    after = {"fact": "rumour.found", "where": {}, "count": 1, "delay": 0, "anyway": anyway.isoformat()}
    inject = Inject.objects.create(key="c", place=99, to=[], channel="phone", due_at=None, after=after)
    assert inject not in due_injects(anyway - timedelta(minutes=1))
    assert inject in due_injects(anyway)


def test_every_inject_of_the_shipped_exercise_finds_an_office(cast: Cast, behind: None) -> None:
    for inject in Inject.objects.all():
        assert injects.line(cast.room, inject).to, inject.key


def test_delivered_it_lies_with_its_office_once_and_can_be_acknowledged_there_alone(cast: Cast) -> None:
    inject = write_inject(written(cast), by=cast.controller)
    (message,) = Message.objects.all()
    assert (message.office_id, message.text_zh) == (cast.tracer.office_id, "有人打听")
    assert [one.id for one in deliver_inject(inject, by=cast.controller)] == [message.id]
    with pytest.raises(NotAllowed):
        acknowledge(message, by=cast.hospital)
    assert acknowledge(message, by=cast.tracer).acknowledged_by == cast.tracer
    at = Message.objects.get().acknowledged_at
    later(hours=1)
    assert acknowledge(message, by=cast.tracer).acknowledged_at == at


def test_what_followed_and_what_did_not_is_read_from_the_facts(cast: Cast, behind: None) -> None:
    said = {"expects": "rumour.found", "within": timedelta(hours=2)}
    inject = write_inject(written(cast, **said), by=cast.controller)

    def state() -> str:
        return injects.line(cast.room, Inject.objects.get(id=inject.id)).expected[0].state

    assert state() == "open"
    later(hours=3)
    assert state() == "overdue"
    fact = Entry(
        kind="rumour.found", subject="rumour:00000000-0000-0000-0000-000000000001", at=clock.now(), area=CHENGHUA
    )
    record([fact])
    assert state() == "late"


def test_a_fault_begins_with_its_inject_and_lasts_as_long_as_it_says(cast: Cast, behind: None) -> None:
    write_inject(written(cast, fault="testing_lane", lasts=timedelta(hours=5)), by=cast.controller)
    fault = Fault.objects.get()
    assert (fault.kind, fault.begins_at, fault.ends_at) == ("testing_lane", MORNING, MORNING + timedelta(hours=5))


def test_withdrawn_it_does_not_come_and_called_back_it_does(cast: Cast, behind: None) -> None:
    inject = write_inject(written(cast, at=MORNING + timedelta(hours=1)), by=cast.controller)
    withdraw_inject(inject, by=cast.controller)
    assert inject not in due_injects(MORNING + timedelta(hours=2))
    with pytest.raises(Conflict):
        deliver_inject(inject, by=cast.controller)
    withdraw_inject(inject, back=True, by=cast.controller)
    assert inject in due_injects(MORNING + timedelta(hours=2))


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("text", {"text": " "}), ("sender", {"sender": ""}), ("offices", {"offices": []}), ("at", {"at": MORNING}),
        ("expects", {"expects": "nothing.known"}), ("fault", {"fault": "earthquake"}),
        ("lasts", {"fault": "network", "lasts": timedelta(days=4)}),
        ("factor", {"fault": "lab_overload", "factor": 0.5}),
    ],
)  # fmt: skip
def test_what_is_wrong_names_its_field(cast: Cast, field: str, said: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        write_inject(written(cast, **said), by=cast.controller)
    assert refused.value.context["field"] == field


def test_the_same_form_sent_twice_writes_once(cast: Cast) -> None:
    number = uuid4()
    assert write_inject(written(cast), by=cast.controller, id=number) == write_inject(
        written(cast), by=cast.controller, id=number
    )
    assert Message.objects.count() == 1


def test_nobody_but_controllers_writes_or_delivers(cast: Cast, behind: None) -> None:
    inject = Inject.objects.filter(state="waiting").first()
    assert inject is not None
    for post in (cast.tracer, cast.evaluator):
        with pytest.raises(NotAllowed):
            write_inject(written(cast), by=post)
        with pytest.raises(NotAllowed):
            deliver_inject(inject, by=post)
    with curtain.lifted():
        assert Inject.objects.get(id=inject.id).state == "waiting"
