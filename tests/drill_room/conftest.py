"""A room of the shipped exercise in Chenghua, on its first morning, with people at some of the posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from fangxian.drill.room import curtain, faults
from fangxian.drill.room.actions import open_room
from fangxian.drill.room.models import Room
from fangxian.drill.scenario.files import SHIPPED, read_files
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from tests import factories

CHENGHUA = "510108"
HOME = "510108011005"
MORNING = datetime(2021, 8, 12, 16, tzinfo=UTC)
"""The start of day 0, midnight of 13 August 2021 in Chengdu."""

SEED = 7


@pytest.fixture(autouse=True)
def _ask_again() -> Iterator[None]:
    """What a process believes of one test's workspace is not true of the next one's."""
    faults.forget()
    yield
    faults.forget()


@pytest.fixture(scope="session")
def files() -> Mapping[str, bytes]:
    """The files of the shipped exercise."""
    return read_files(SHIPPED / "unknown-origin-18d")


@dataclass
class Cast:
    """Who plays."""

    controller: Post
    evaluator: Post
    tracer: Post
    hospital: Post
    elsewhere: Post
    """Somebody of another district."""
    room: Room
    clients: dict[int, Client] = field(default_factory=dict)

    def client(self, post: Post) -> Client:
        """A browser of whoever holds a post."""
        if post.pk not in self.clients:
            self.clients[post.pk] = Client()
            self.clients[post.pk].force_login(post.holder)
        return self.clients[post.pk]

    def get(self, post: Post, path: str, **said: Any) -> Any:
        """A page as somebody sees it."""
        return self.client(post).get(path, HTTP_ACCEPT_LANGUAGE="en", **said)

    def send(self, post: Post, path: str, **said: Any) -> Any:
        """A form sent by somebody."""
        return self.client(post).post(path, said, HTTP_ACCEPT_LANGUAGE="en")


def people(files: Mapping[str, bytes], **said: Any) -> Cast:
    """The offices, whoever holds a post there, and the room."""
    factories.workspace(kind="drill", clock=MORNING, slug="room", home=HOME)
    for code, name in (("51", "四川省"), ("5101", "成都市"), (CHENGHUA, "成华区"), (CHENGHUA + "011", "二仙桥街道"),
                       (HOME, "某社区"), ("510117", "郫都区")):  # fmt: skip
        factories.area(code, name)
    city = factories.office("5101", "headquarters")
    factories.office(CHENGHUA, "headquarters")
    cdc, hospital = factories.office(CHENGHUA, "cdc"), factories.office(CHENGHUA, "designated_hospital")
    return Cast(
        controller=factories.post("5101", "controller", office=city, title="导调员甲", title_en="Controller A"),
        evaluator=factories.post("5101", "evaluator", office=city, title="评估员乙", title_en="Evaluator B"),
        tracer=factories.post(CHENGHUA, "epidemiologist", office=cdc),
        hospital=factories.post(CHENGHUA, "duty_officer", office=hospital),
        elsewhere=factories.post("510117", "epidemiologist"),
        room=open_room(files, seed=SEED, **said),
    )


@pytest.fixture
def cast(db: None, files: Mapping[str, bytes]) -> Iterator[Cast]:
    """Everybody, in a room that nobody drives."""
    with access.everywhere():
        yield people(files)


@pytest.fixture
def behind() -> Iterator[None]:
    """With the curtain lifted."""
    with ExitStack() as stack:
        stack.enter_context(curtain.lifted())
        yield


def later(**span: float) -> datetime:
    """Let the clock go on."""
    from datetime import timedelta

    moment = clock.now() + timedelta(**span)
    clock.advance(moment)
    return moment
