"""Evaluators rate the tasks of the guide and note what they see; the chat is kept as it was said."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from fangxian.drill.evaluation.figures import FIGURES
from fangxian.drill.room import curtain
from fangxian.drill.room.actions import ask_question, observe, say, stop_room
from fangxian.drill.room.models import Event, Observation, Remark
from fangxian.drill.room.queries.chat import chat
from fangxian.drill.room.queries.guide import guide
from fangxian.drill.room.queries.standing import script
from fangxian.errors import Invalid, NotAllowed
from tests import factories
from tests.drill_room.conftest import Cast


def test_the_guide_holds_every_critical_task_of_the_package_once(cast: Cast) -> None:
    parts, _notes = guide()
    assert sorted(task.key for part in parts for task in part.tasks) == sorted(one.id for one in script()[1].guide)


def test_a_task_that_a_figure_decides_says_in_words_which_and_from_where_on(cast: Cast) -> None:
    tasks = {task.key: task for part in guide()[0] for task in part.tasks}
    for check in script()[1].guide:
        shown = tasks[check.id]
        if check.measure is None:
            assert (shown.figure, shown.limits) == ("", "")
        else:
            figure, sign = FIGURES[check.measure.figure], "≥" if check.measure.better == "more" else "≤"
            assert shown.figure in (figure.zh, figure.en)
            assert re.findall("[PSM] .", shown.limits) == [f"{rating} {sign}" for rating in "PSM"]


def test_an_evaluators_latest_rating_counts_and_the_earlier_stay(cast: Cast) -> None:
    key = script()[1].guide[0].id
    other = factories.post("5101", "evaluator", office=cast.evaluator.office)
    observe(check=key, rating="M", text="迟了一小时", by=cast.evaluator)
    observe(check=key, rating="S", by=cast.evaluator)
    observe(check=key, rating="P", by=other)
    task = next(task for part in guide()[0] for task in part.tasks if task.key == key)
    assert [seen.made.rating for seen in task.ratings] == ["S", "P"]
    assert [seen.made.note for seen in task.notes] == ["迟了一小时"]
    with curtain.lifted():
        assert Observation.objects.count() == 3


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "observation.empty"), ({"rating": "P"}, "observation.check"),
        ({"check": "x", "text": "y"}, "observation.check"), ({"rating": "A", "check": "x"}, "value.unknown"),
    ],
)  # fmt: skip
def test_a_rating_needs_a_task_of_the_guide_and_a_letter(cast: Cast, said: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        observe(**said, by=cast.evaluator)
    assert refused.value.code == code


def test_participants_rate_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        observe(text="一切都好", by=cast.tracer)


def test_ratings_journal_and_chat_cannot_be_changed_or_removed(cast: Cast) -> None:
    observe(text="在场", by=cast.evaluator)
    say("到", by=cast.tracer)
    with curtain.lifted():
        for model in (Observation, Event, Remark):
            for change in (lambda rows: rows.delete(), lambda rows: rows.update(at=cast.room.begins_at)):
                with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                    change(model.objects.all())


def test_the_chat_is_said_once_in_order_and_goes_on_after_a_stop(cast: Cast) -> None:
    number = uuid4()
    say("一", by=cast.tracer, id=number)
    say("一", by=cast.tracer, id=number)
    stop_room("real_event", by=cast.controller)
    say("二", by=cast.hospital)
    assert [line.text for line in chat(cast.room, cast.elsewhere)] == ["一", "二"]


def test_scoring_on_the_page_takes_a_whole_number_of_points(cast: Cast) -> None:
    asked = ask_question(office=cast.tracer.office, by=cast.evaluator)
    path = f"/exercise/evaluate/questions/{asked.id}/score/"
    assert cast.send(cast.evaluator, path, points="many").status_code == 302
    assert "Points are a whole number" in cast.get(cast.evaluator, "/exercise/evaluate/").content.decode()
    assert cast.send(cast.evaluator, path, points="3", comment="缺条款").status_code == 302
    asked.refresh_from_db()
    assert (asked.score, asked.comment) == (3, "缺条款")
    page = cast.get(cast.evaluator, "/exercise/evaluate/").content.decode()
    assert 'value="3"' in page
