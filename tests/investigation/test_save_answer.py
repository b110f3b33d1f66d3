"""Saving one answer: never over what somebody else has written meanwhile."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, NotFound
from fangxian.protocol.errors import ProtocolError
from fangxian.response.investigation.actions import discard_draft, open_draft, save_answer
from fangxian.response.ledger.context import acting


@pytest.fixture
def draft(case):
    return open_draft(case, "core-facts")


def test_an_answer_is_kept_with_who_said_it_and_when(draft):
    with acting("user:7/post:3"):
        draft = save_answer(draft, "occupation", "教师")
    assert draft.answers["occupation"] == "教师"
    assert draft.touched["occupation"][:2] == [1, "user:7/post:3"]


def test_saying_the_same_again_changes_nothing(draft):
    once = save_answer(draft, "occupation", "教师")
    assert save_answer(draft, "occupation", " 教师 ").revision == once.revision == 1


def test_an_answer_is_taken_back(draft):
    save_answer(draft, "occupation", "教师")
    assert "occupation" not in save_answer(draft, "occupation", "").answers


def test_two_people_write_in_different_questions(draft):
    with acting("user:1/post:1"):
        save_answer(draft, "occupation", "教师", seen=0)
    with acting("user:2/post:2"):
        last = save_answer(draft, "age", "44", seen=0)
    assert (last.answers["occupation"], last.answers["age"]) == ("教师", 44)


def test_two_people_in_one_question_are_told_instead_of_overwritten(draft):
    with acting("user:1/post:1"):
        save_answer(draft, "occupation", "教师", seen=0)
    with acting("user:2/post:2"):
        with pytest.raises(Conflict) as caught:
            save_answer(draft, "occupation", "医生", seen=0)
        assert (caught.value.context["theirs"], caught.value.context["actor"]) == ("教师", "user:1/post:1")
        kept = save_answer(draft, "occupation", "医生", seen=caught.value.context["revision"])
    assert kept.answers["occupation"] == "医生"


def test_names_of_documents_and_phones_are_never_kept(draft):
    with pytest.raises(ProtocolError) as caught:
        save_answer(draft, "source", "见 13812345678")
    assert caught.value.code == "answer.phone"
    with pytest.raises(NotFound):
        save_answer(draft, "phone", "13812345678")


def test_a_draft_thrown_away_takes_no_answers(draft):
    discard_draft(draft)
    with pytest.raises(NotFound):
        save_answer(draft, "occupation", "教师")
