"""Before Django: what is looked up most is answered from a rendered page, and never differently from Django."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.test import Client

from fangxian.response.testing.lane import door
from fangxian.response.testing.lane.door import Door
from fangxian.response.testing.models import Laboratory, Round
from tests.testing.conftest import Phone, make_batch, someone
from tests.testing.test_laboratory import run

Answer = tuple[str, dict[str, str], bytes]


def ask(application: Callable[..., Any], path: str, language: str = "en") -> Answer:
    told: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_ACCEPT_LANGUAGE": language}
    body = b"".join(application(environ, lambda status, headers: told.extend((status, dict(headers)))))
    return told[0], told[1], body


def closed(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("299 Handed on", [])
    return []


def django(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Django, which in a test keeps its connection."""
    client = Client(headers={"Accept-Language": environ["HTTP_ACCEPT_LANGUAGE"]})
    response = client.get(environ["PATH_INFO"])
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.headers.items()))
    return [response.content]


def test_it_says_to_the_byte_what_django_says(phone: Phone, round_: Round, laboratory: Laboratory) -> None:
    people = [someone(1, "T-1"), someone(2, "T-2"), someone(3, "T-3")]
    phone.send(make_batch(people))
    run(round_, laboratory, ["T-1", "T-2"], T_1="positive")
    paths = [f"/r/{round_.serial}/{swab}/" for swab in (*(one["id"] for one in people), uuid4())]
    for language in ("en", "zh-CN"):
        said = [ask(django, path, language) for path in paths]
        assert [ask(Door(closed, lambda: True), path, language) for path in paths] == said
        assert [one[0] for one in said] == ["200 OK", "200 OK", "200 OK", "404 Not Found"]
    assert len({one[2] for one in said}) == 4


def test_a_new_result_is_seen_at_once(phone: Phone, round_: Round, laboratory: Laboratory) -> None:
    person = someone(1, "T-1")
    phone.send(make_batch([person]))
    open_ = Door(django, lambda: True)
    before = ask(open_, f"/r/{round_.serial}/{person['id']}/")
    run(round_, laboratory, ["T-1"])
    after = ask(open_, f"/r/{round_.serial}/{person['id']}/")
    assert b"Not known yet" in before[2]
    assert b"Nothing was found" in after[2]


@pytest.mark.parametrize("path", ["/r/1/not-a-code/", "/r/", "/cases/", "/r/1/00000000-0000-0000-0000-000000000000"])
def test_anything_else_is_handed_on(db: None, path: str) -> None:
    assert ask(Door(closed, lambda: True), path)[0] == "299 Handed on"


def test_in_an_exercise_and_without_a_rendered_page_django_answers(phone: Phone, round_: Round) -> None:
    person = someone(1)
    phone.send(make_batch([person]))
    path = f"/r/{round_.serial}/{person['id']}/"
    assert ask(Door(closed, lambda: True), path)[0] == "299 Handed on", "nobody asked yet: no page is rendered"
    Client(headers={"Accept-Language": "en"}).get(path)
    assert ask(Door(closed, lambda: True), path)[0] == "200 OK"
    assert ask(Door(closed, lambda: False), path)[0] == "299 Handed on"


def test_without_the_database_django_says_so(round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_group: object) -> None:
        raise psycopg.OperationalError

    monkeypatch.setattr(door, "_rows", gone)
    assert ask(Door(closed, lambda: True), f"/r/{round_.serial}/{uuid4()}/")[0] == "299 Handed on"


def test_of_several_each_is_told_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def rows(group: list[Any]) -> list[tuple[Any, ...]]:
        return [(place, None, "negative", False, "", False) for place in range(1, len(group), 2)]

    monkeypatch.setattr(door, "_rows", rows)
    found = door._look_up([door.Swab(1, uuid4()) for _ in range(4)])
    assert [state for state, _at in found] == ["negative", "unknown", "negative", "unknown"]
