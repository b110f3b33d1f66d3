"""Before Django: what a city does at once is answered without a thread each, and never differently from Django."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.test import Client

from fangxian.response.testing.lane import door, grouping, seats, view
from fangxian.response.testing.lane.door import Door
from fangxian.response.testing.models import Laboratory, Registration, Round
from tests.factories import NOON
from tests.testing.conftest import Phone, make_batch, someone
from tests.testing.test_laboratory import run

Answer = tuple[int, dict[str, str], bytes]
HANDED_ON = 299


class Clerk:
    """Works in the thread of the test, the only one that sees what the test stored, while others wait in a loop."""

    def __init__(self) -> None:
        self.work: SimpleQueue[Callable[[], Any] | None] = SimpleQueue()

    def submit(self, work: Callable[[], Any]) -> Future[Any]:
        done: Future[Any] = Future()
        self.work.put(lambda: done.set_result(work()))
        return done

    def wait_for(self, story: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine in a loop of its own, and work for it until it ends."""
        with ThreadPoolExecutor(1) as elsewhere:
            ends = elsewhere.submit(asyncio.run, story)
            ends.add_done_callback(lambda _ends: self.work.put(None))
            while (work := self.work.get()) is not None:
                work()
        ends.result()


clerk = Clerk()


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door._looking, "_clerk", clerk)
    monkeypatch.setattr(view.writing, "_clerk", clerk)


def ask(application: Any, path: str, language: str = "en", *, body: list[bytes] | None = None, key: str = "") -> Answer:
    """Ask an ASGI application, sending a body in parts."""
    told: list[dict[str, Any]] = []
    headers = [(b"accept-language", language.encode()), (b"authorization", f"Bearer {key}".encode())]
    method, parts = ("GET", [b""]) if body is None else ("POST", list(body))

    async def receive() -> dict[str, Any]:
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    clerk.wait_for(application({"type": "http", "method": method, "path": path, "headers": headers}, receive, send))
    start, content = told
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}, content["body"]


async def _say(send: Any, status: int, headers: dict[str, str], content: bytes) -> None:
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": content})


async def closed(_scope: Any, _receive: Any, send: Any) -> None:
    await _say(send, HANDED_ON, {}, b"")


async def django(scope: Any, _receive: Any, send: Any) -> None:
    """Django, which in a test keeps its connection."""
    language = dict(scope["headers"])[b"accept-language"].decode()
    client = Client(headers={"Accept-Language": language})
    response = await asyncio.wrap_future(clerk.submit(lambda: client.get(scope["path"])))
    await _say(send, response.status_code, dict(response.headers.items()), response.content)


def test_it_says_to_the_byte_what_django_says(phone: Phone, round_: Round, laboratory: Laboratory) -> None:
    people = [someone(1, "T-1"), someone(2, "T-2"), someone(3, "T-3")]
    phone.send(make_batch(people))
    run(round_, laboratory, ["T-1", "T-2"], T_1="positive")
    paths = [f"/r/{round_.serial}/{swab}/" for swab in (*(one["id"] for one in people), uuid4())]
    for language in ("en", "zh-CN"):
        said = [ask(django, path, language) for path in paths]
        assert [ask(Door(closed, lambda: True), path, language) for path in paths] == said
        assert [one[0] for one in said] == [200, 200, 200, 404]
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
    assert ask(Door(closed, lambda: True), path)[0] == HANDED_ON


def test_in_an_exercise_and_without_a_rendered_page_django_answers(phone: Phone, round_: Round) -> None:
    person = someone(1)
    phone.send(make_batch([person]))
    path = f"/r/{round_.serial}/{person['id']}/"
    assert ask(Door(closed, lambda: True), path)[0] == HANDED_ON, "nobody asked yet: no page is rendered"
    Client(headers={"Accept-Language": "en"}).get(path)
    assert ask(Door(closed, lambda: True), path)[0] == 200
    assert ask(Door(closed, lambda: False), path)[0] == HANDED_ON


def test_without_the_database_django_says_so(round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_group: object) -> None:
        raise psycopg.OperationalError

    monkeypatch.setattr(door, "_rows", gone)
    monkeypatch.setattr(door.connection, "close", lambda: None)
    assert ask(Door(closed, lambda: True), f"/r/{round_.serial}/{uuid4()}/")[0] == HANDED_ON


def test_of_several_each_is_told_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def rows(group: list[Any]) -> list[tuple[Any, ...]]:
        return [(place, None, "negative", False, "", False) for place in range(1, len(group), 2)]

    monkeypatch.setattr(door, "_rows", rows)
    found = door._look_up([door.Swab(1, uuid4()) for _ in range(4)])
    assert [state for state, _at in found] == ["negative", "unknown", "negative", "unknown"]


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the workspace follows the real time, and that is known."""
    monkeypatch.setattr(seats, "_believed", lambda: NOON)


def sent(phone: Phone, body: dict[str, Any], application: Any = closed) -> tuple[int, Any]:
    data = json.dumps(body).encode()
    status, _headers, content = ask(
        Door(application, lambda: True), view.PATH, body=[data[:100], data[100:]], key=phone.key
    )
    return status, json.loads(content) if content else None


@pytest.mark.usefixtures("live")
def test_a_batch_is_stored_once_the_device_is_known(phone: Phone) -> None:
    people = [someone(1, "T-1"), someone(2, "T-1")]
    assert sent(phone, make_batch(people))[0] == HANDED_ON, "Django looks the device up"
    phone.send(make_batch([]))
    status, said = sent(phone, make_batch(people))
    assert (status, said["accepted"], said["duplicates"], said["rejected"]) == (200, 2, 0, [])
    assert Registration.objects.count() == 2
    assert sent(phone, make_batch(people))[1]["duplicates"] == 2
    assert phone.send(make_batch(people)).json()["duplicates"] == 2


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize("small", [0, 1 << 20])
def test_a_bad_item_is_refused_alone_however_the_batch_is_read(
    phone: Phone, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "SMALL", small)
    phone.send(make_batch([]))
    status, said = sent(phone, make_batch([someone(1), someone(2, number="51011719900101001X")]))
    assert (status, said["accepted"]) == (200, 1)
    assert [one["field"] for one in said["rejected"]] == ["number"]


@pytest.mark.usefixtures("live")
def test_what_is_no_batch_is_refused_with_the_words_of_django(phone: Phone) -> None:
    phone.send(make_batch([]))
    status, _headers, content = ask(Door(closed, lambda: True), view.PATH, body=[b"{"], key=phone.key)
    refused = phone.send(b"{")
    assert (status, content) == (refused.status_code, refused.content)
    assert status == 400


@pytest.mark.usefixtures("live")
def test_nothing_larger_than_any_batch_is_read(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "LARGEST", 1000)
    phone.send(make_batch([]))
    status, _headers, _content = ask(Door(closed, lambda: True), view.PATH, body=[b"x" * 600] * 2, key=phone.key)
    assert status == 413


@pytest.mark.usefixtures("live")
def test_an_unknown_key_is_handed_on(phone: Phone) -> None:
    phone.send(make_batch([]))
    assert ask(Door(closed, lambda: True), view.PATH, body=[b"{}"], key="nobody")[0] == HANDED_ON


@pytest.mark.usefixtures("live")
def test_a_device_that_sends_too_fast_is_told_so(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    phone.send(make_batch([]))
    monkeypatch.setattr(view, "BATCHES_A_SECOND", 0.5)
    assert 429 in [sent(phone, make_batch([]))[0] for _ in range(3)]


@pytest.mark.usefixtures("live")
def test_without_the_database_nothing_is_acknowledged(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_said: object) -> None:
        raise psycopg.OperationalError

    phone.send(make_batch([]))
    monkeypatch.setattr(grouping, "store_together", gone)
    monkeypatch.setattr(grouping.connection, "close", lambda: None)
    status, said = sent(phone, make_batch([someone(1)]))
    assert (status, said["code"]) == (503, "lane.database")


@pytest.mark.usefixtures("live")
def test_more_batches_than_have_room_are_asked_to_come_back(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "AT_ONCE", 0)
    monkeypatch.setattr(view, "PATIENCE_S", 0.01)
    phone.send(make_batch([]))
    status, said = sent(phone, make_batch([someone(1)]))
    assert (status, said["code"]) == (503, "lane.full")


@pytest.mark.usefixtures("live")
def test_no_more_is_held_than_there_is_memory_for(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    phone.send(make_batch([]))
    open_ = Door(closed, lambda: True)
    body = json.dumps(make_batch([someone(1)])).encode()
    monkeypatch.setattr(door, "MOST_HELD", len(body) - 1)
    status, _headers, content = ask(open_, view.PATH, body=[body], key=phone.key)
    assert (status, json.loads(content)["code"]) == (503, "lane.full")
    monkeypatch.setattr(door, "MOST_HELD", len(body))
    assert [ask(open_, view.PATH, body=[body], key=phone.key)[0] for _ in range(2)] == [200, 200]
