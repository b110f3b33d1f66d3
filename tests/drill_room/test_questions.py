"""Questions are drawn from the seed, answered once by the office asked, and scored against the reference."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.drill.room.actions import answer_question, ask_question, score_answer, take_post
from fangxian.drill.room.models import Asked
from fangxian.drill.room.queries import questions
from fangxian.drill.room.queries.standing import script
from fangxian.drill.world.chance import Purpose, below, second_below, word
from fangxian.errors import Conflict, Invalid, NotAllowed
from tests.drill_room.conftest import Cast


def test_drawn_they_never_repeat_until_the_bank_is_empty(cast: Cast) -> None:
    bank = {one.id for one in script()[1].questions}
    drawn = [ask_question(by=cast.evaluator).key for _one in bank]
    assert sorted(drawn) == sorted(bank)
    with pytest.raises(Conflict) as refused:
        ask_question(by=cast.evaluator)
    assert refused.value.code == "question.none_left"
    assert ask_question(key=drawn[0], by=cast.evaluator).key == drawn[0]


def test_offices_that_people_play_are_asked_first(cast: Cast) -> None:
    for post in (cast.tracer, cast.hospital):
        take_post(post, by=post)
    played = {cast.tracer.office_id, cast.hospital.office_id}
    bank = script()[1].questions
    for one in (ask_question(by=cast.evaluator) for _one in bank):
        if any((to.level, to.role) == ("district", "cdc") for to in script()[1].question_of[one.key].to):
            assert one.office_id in played


@given(seed=st.integers(0, 2**31), number=st.integers(1, 10_000), choices=st.integers(1, 60))
@settings(max_examples=60)
def test_what_is_drawn_follows_from_seed_and_number_alone(seed: int, number: int, choices: int) -> None:
    def draw() -> tuple[int, int]:
        luck = word(seed, Purpose.QUESTION, number)
        return below(luck, choices), second_below(luck, choices)

    assert draw() == draw()
    assert all(0 <= one < choices for one in draw())


def test_the_first_answer_counts_and_is_the_offices_alone(cast: Cast) -> None:
    asked = ask_question(office=cast.tracer.office, by=cast.controller)
    with pytest.raises(NotAllowed):
        answer_question(asked, "两小时", by=cast.hospital)
    answer_question(asked, "两小时内网络直报", by=cast.tracer)
    answer_question(asked, "两小时内网络直报", by=cast.tracer)
    with pytest.raises(Conflict):
        answer_question(asked, "四小时", by=cast.tracer)
    assert Asked.objects.get().answer == "两小时内网络直报"


def test_an_answer_after_the_timer_is_kept_as_late(cast: Cast) -> None:
    asked = ask_question(office=cast.tracer.office, by=cast.evaluator)
    Asked.objects.update(closes_at=asked.asked_at - timedelta(seconds=1))
    answer_question(asked, "迟到", by=cast.tracer)
    (line,) = questions.scored()
    assert line.late
    assert line.waiting


def test_a_score_lies_within_the_points_and_a_later_one_replaces_it(cast: Cast) -> None:
    asked = ask_question(office=cast.tracer.office, by=cast.evaluator)
    for points in (-1, asked.points + 1):
        with pytest.raises(Invalid) as refused:
            score_answer(asked, points, by=cast.evaluator)
        assert refused.value.context["field"] == "points"
    score_answer(asked, 1, by=cast.evaluator)
    assert score_answer(asked, asked.points, by=cast.evaluator).score == asked.points
    with pytest.raises(NotAllowed):
        score_answer(asked, 1, by=cast.tracer)


def test_the_office_sees_the_question_and_its_timer_but_never_the_reference(cast: Cast) -> None:
    asked = ask_question(office=cast.tracer.office, by=cast.evaluator)
    known = script()[1].question_of[asked.key]
    page = cast.get(cast.tracer, "/exercise/play/").content.decode()
    assert known.text.en[:40] in page.replace("&#x27;", "'")
    assert known.answer.en not in page
    assert known.answer.zh not in page
    found = cast.get(cast.tracer, "/api/v1/exercise/questions").json()
    assert set(found[0]) == {"id", "number", "text", "points", "closes_at", "answered"}
    scored = cast.get(cast.evaluator, "/exercise/evaluate/").content.decode()
    assert "Reference answer" in scored


def test_only_behind_the_curtain_is_a_question_put(cast: Cast, files: Mapping[str, bytes]) -> None:
    with pytest.raises(NotAllowed):
        ask_question(by=cast.tracer)
    assert cast.send(cast.tracer, "/exercise/evaluate/ask/").status_code == 403
    assert not Asked.objects.exists()
