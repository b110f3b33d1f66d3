"""Findings in the browser: a file is taken in, its findings are worked on, and a clause shows who asked for it."""

from __future__ import annotations

import io
import json
from typing import Any

from fangxian.response.coinvestigation.exchange.signing import sign
from fangxian.response.rectification.models import Finding, Intake
from tests.rectification.conftest import Live, content, finding


def text(answer: Any) -> str:
    return str(answer.content.decode())


def get(live: Live, path: str, **said: Any) -> Any:
    return live.client(live.director).get(path, HTTP_ACCEPT_LANGUAGE="en", **said)


def send(live: Live, path: str, by: Any = None, **said: Any) -> Any:
    return live.client(by or live.director).post(path, said, HTTP_ACCEPT_LANGUAGE="en")


def test_a_file_is_carried_in_worked_through_and_its_clause_shows_the_finding(live: Live) -> None:
    assert "No findings yet" in text(get(live, "/findings/"))
    file = io.BytesIO(json.dumps(sign(content(finding(), finding("own.1", clause="")))).encode())
    answer = send(live, "/findings/take-in/", file=file)
    held = Intake.objects.get()
    assert answer.url == f"/findings/files/{held.id}/"
    page = text(get(live, answer.url))
    assert page.count("Core facts were late") == 2
    one = Finding.objects.get(key="clause.case.core_facts")
    path = f"/findings/{one.id}/"
    assert "Put right what an inspection found" in text(get(live, path))
    assert send(live, f"{path}right/", by=live.tracer, measure="加两班").status_code == 302
    refused = send(live, f"{path}check/", passed="no")
    assert refused.status_code == 422
    assert "a day to come" in text(refused)
    assert send(live, f"{path}check/", passed="yes").status_code == 302
    assert send(live, f"{path}retest/", exercise="新预案", passed="yes").status_code == 302
    assert "tested again, closed" in text(get(live, path))
    assert "tested again, closed 1" in text(get(live, "/findings/?state=closed"))
    assert f'href="/findings/{one.id}/"' in text(get(live, "/packs/covid19-cn-8/?q=case.core_facts"))


def test_a_file_is_taken_back_with_a_reason(live: Live) -> None:
    held = live.bring()
    path = f"/findings/files/{held.id}/"
    assert send(live, path, reason=" ").status_code == 422
    assert send(live, path, reason="旧报告").status_code == 302
    page = text(get(live, path))
    assert "旧报告" in page
    assert "Take it back" not in page
    assert "No findings yet" in text(get(live, "/findings/"))


def test_a_file_that_is_none_of_ours_is_refused_with_the_way_out(live: Live) -> None:
    refused = send(live, "/findings/take-in/", file=io.BytesIO(b"hello"))
    assert refused.status_code == 422
    assert not Intake.objects.exists()


def test_whoever_may_not_manage_findings_reads_them_only(live: Live) -> None:
    held = live.bring()
    client = live.client(live.tracer)
    assert client.get("/findings/take-in/").status_code == 403
    assert client.get(f"/findings/{held.findings.get().id}/").status_code == 200
