"""The report in the browser: a draft for evaluators, everybody's once released, and every figure leads somewhere."""

from __future__ import annotations

import io
import json
from typing import Any

import docx
import pytest

from fangxian.drill.review.actions import release_report
from fangxian.drill.review.models import Review
from fangxian.drill.room.models import Room
from fangxian.response.coinvestigation.exchange.signing import opened
from fangxian.response.rectification.content import read
from tests.drill_room.review.conftest import TASK, Reviewed, evaluation

REPORT = "/exercise/report/"
MARK = "演练 EXERCISE"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_page_shows_figures_pictures_and_the_way_to_what_they_count(reviewed: Reviewed) -> None:
    page = text(reviewed.cast.get(reviewed.cast.evaluator, REPORT))
    for anchor in ("figures", "objectives", "clocks", "bulletins", "faults", "missed", "findings"):
        assert f'id="{anchor}"' in page, anchor
    for name in ("curve", "maps", "chain", "gantt"):
        assert f"{REPORT}pictures/{name}.svg?" in page, name
    assert f'href="/tasks/{TASK}/"' in page
    assert f'href="{REPORT}facts/{TASK}/"' in page
    assert 'alt="Chain found and true. 1 of 2 true transmissions are on record."' in page
    assert "王芳" in page


def test_a_draft_is_not_for_participants_and_what_is_released_is_for_all(reviewed: Reviewed) -> None:
    cast = reviewed.cast
    paths = (f"{REPORT}pictures/curve.svg", f"{REPORT}files/report.json", f"{REPORT}findings/", f"{REPORT}compare/")
    assert "not been released yet" in text(cast.get(cast.tracer, REPORT))
    assert {cast.get(cast.tracer, path).status_code for path in paths} == {403}
    answer = cast.send(cast.controller, f"{REPORT}release/", signer="王芳")
    assert answer.status_code == 302
    page = text(cast.get(cast.tracer, REPORT))
    assert "signed by 王芳" in page
    assert "Correct the findings" not in page
    assert cast.get(cast.elsewhere, paths[0]).status_code == 200


@pytest.mark.parametrize("name", ["curve", "maps", "chain", "gantt"])
def test_pictures_are_drawn_in_the_readers_language(reviewed: Reviewed, name: str) -> None:
    answer = reviewed.cast.get(reviewed.cast.evaluator, f"{REPORT}pictures/{name}.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content


def test_it_is_taken_away_as_word_page_and_json_each_with_the_mark(reviewed: Reviewed) -> None:
    cast = reviewed.cast
    word = docx.Document(io.BytesIO(cast.get(cast.evaluator, f"{REPORT}files/report.docx").content))
    assert len(word.inline_shapes) == 4
    told = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert any("1 of 2 true transmissions" in one for one in told)
    assert MARK in text(cast.get(cast.evaluator, f"{REPORT}files/report.html"))
    data = json.loads(cast.get(cast.evaluator, f"{REPORT}files/report.json").content)
    assert data["figures"]["people.missed"] == 1
    assert cast.get(cast.evaluator, f"{REPORT}files/report.exe").status_code == 404


def test_a_finding_keeps_itself_and_says_what_is_wrong(reviewed: Reviewed) -> None:
    cast, draft = reviewed.cast, reviewed.drafts["clause.case.core_facts"]
    path = f"{REPORT}findings/{draft.id}/"
    said = {"what_zh": "迟报", "what_en": "Late", "rating": "M", "level": "district", "role": "cdc",
            "due": "2021-09-20", "retest": "2021-10-20", "clause": "case.core_facts"}  # fmt: skip
    client = cast.client(cast.evaluator)
    assert "saved" in text(client.post(path, said, HTTP_HX_REQUEST="true", HTTP_ACCEPT_LANGUAGE="en"))
    wrong = text(client.post(path, said | {"retest": "2021-09-01"}, HTTP_HX_REQUEST="true", HTTP_ACCEPT_LANGUAGE="en"))
    assert "It is not saved" in wrong
    assert reviewed.drafts["clause.case.core_facts"].retest.isoformat() == "2021-10-20"
    assert client.post(path, said, HTTP_ACCEPT_LANGUAGE="en").status_code == 302
    assert client.post(path, said | {"due": "soon"}, HTTP_ACCEPT_LANGUAGE="en").status_code == 422


def test_findings_leave_as_a_signed_file_once_the_report_is_released(reviewed: Reviewed) -> None:
    cast = reviewed.cast
    path = f"{REPORT}files/findings.json"
    assert cast.get(cast.controller, path).status_code == 409
    release_report("王芳", by=cast.controller)
    content = read(opened(json.loads(cast.get(cast.controller, path).content)).content)
    assert (content.signer, content.exercise["scenario"]) == ("王芳", "unknown-origin-18d")
    assert content.findings[0].key == "clause.case.core_facts"
    assert content.findings[0].evidence == [["task", TASK]]


def test_an_earlier_run_is_laid_beside_it(reviewed: Reviewed) -> None:
    cast = reviewed.cast
    earlier = evaluation(figures=evaluation()["figures"] | {"control.days": 6.0})
    file = io.BytesIO(json.dumps(earlier).encode())
    page = text(cast.send(cast.evaluator, f"{REPORT}compare/", file=file))
    assert "1 figures better, 0 worse." in page
    refused = cast.send(cast.evaluator, f"{REPORT}compare/", file=io.BytesIO(b"{}"))
    assert refused.status_code == 422
    assert "no evaluation of an exercise" in text(refused)


def test_before_the_end_the_page_says_what_to_do(cast: Any) -> None:
    page = text(cast.get(cast.evaluator, REPORT))
    assert "The exercise has not ended" in page
    Room.objects.update(state=Room.State.ENDED)
    assert "being evaluated" in text(cast.get(cast.evaluator, REPORT))
    assert not Review.objects.exists()
