"""Two exercises at once, tick about, beside a live record: each has its own clock, record and mark."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from psycopg import conninfo

from fangxian.drill.autopilot.run import TICK
from fangxian.drill.room import faults
from fangxian.drill.room.actions import open_room
from fangxian.drill.room.models import Room
from fangxian.drill.room.queries.standing import script
from fangxian.drill.room.step import begin, step
from fangxian.drill.scenario.files import SHIPPED, read_files
from fangxian.drill.scenario.stage import stage
from fangxian.response.casework.models import Case
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow, Incident, Workspace
from fangxian.science.city.build import build_city
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.spec import from_rows
from tests import factories
from tests.conftest import database_of_its_own

GAP = float("nan")
UNTIL = timedelta(hours=13)
"""The first case is found before noon."""


@dataclass
class Played:
    """A room with its own city, in a database of its own."""

    name: str
    slug: str
    starts_at: datetime
    advance: Callable[[], None]
    controller: Post


@contextmanager
def inside(name: str) -> Iterator[None]:
    """Speak to one of the databases, as the process that serves it would."""
    before = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
    for alias in before:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    faults.forget()
    try:
        with access.everywhere():
            yield
    finally:
        for alias, other in before.items():
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = other


def set_up(name: str, scenario: str, slug: str, seed: int) -> Played:
    """Open a room of a shipped scenario over a small city around its home."""
    files = read_files(SHIPPED / scenario)
    with inside(name):
        factories.workspace(kind="drill", clock=datetime(2020, 1, 1, tzinfo=UTC), slug=slug)
        room = open_room(files, seed=seed)
        Workspace.objects.update(clock=room.begins_at, home=room.area)
        for length in (2, 4, 6, 9, 12):
            factories.area(room.area[:length])
        controller = factories.post(room.area[:4], "controller", office=factories.office(room.area[:4], "headquarters"))
        rows = [(room.area, 1_500.0, GAP, GAP, 600.0, 1.0)]
        held, package = script()
        play = stage(
            package, build_city(from_rows("town", rows, load_parameters()), seed), variant=held.variant, seed=seed,
            slug=slug,
        ).play  # fmt: skip
        running = begin(play)
    return Played(name, slug, room.begins_at, lambda: step(running, clock.now() + TICK), controller)


def record_of(played: Played) -> list[tuple[Any, ...]]:
    with inside(played.name):
        return list(FactRow.objects.order_by("id").values_list("id", "kind", "subject", "at", "digest"))


def shown(played: Played) -> Any:
    with inside(played.name):
        client = Client()
        client.force_login(played.controller.holder)
        return client.get("/exercise/control/", HTTP_ACCEPT_LANGUAGE="en")


@pytest.fixture
def names(django_db_setup: None, django_db_blocker: Any) -> Iterator[Mapping[str, str]]:
    """Databases by what they are for."""
    with ExitStack() as stack:
        made = {}
        for one in ("live", "alone", "first", "second"):
            dsn = stack.enter_context(database_of_its_own(one, django_db_blocker))
            made[one] = str(conninfo.conninfo_to_dict(dsn)["dbname"])
        yield made


def test_two_rooms_and_a_live_record_know_nothing_of_each_other(names: Mapping[str, str]) -> None:
    with inside(names["live"]):
        factories.workspace(kind="live", clock=None, slug="live")
        kept = Workspace.objects.get()
    alone = set_up(names["alone"], "unknown-origin-18d", "first", 7)
    first = set_up(names["first"], "unknown-origin-18d", "first", 7)
    second = set_up(names["second"], "school", "second", 4)
    with inside(alone.name):
        for _tick in range(UNTIL // TICK):
            alone.advance()
    for number in range(UNTIL // TICK):
        with inside(first.name):
            first.advance()
        if number % 2:
            with inside(second.name):
                second.advance()

    assert record_of(first) == record_of(alone), "what runs beside it changes nothing"
    ids = {row[0] for row in record_of(first)}
    assert ids
    assert not ids & {row[0] for row in record_of(second)}
    for one, passed in ((first, UNTIL), (second, UNTIL / 2)):
        page = shown(one)
        text = page.content.decode()
        assert page["X-Fangxian-Workspace"] == f"drill:{one.slug}"
        assert "演练 EXERCISE" in text
        with inside(one.name):
            assert clock.now() == one.starts_at + passed
            assert Room.objects.get().title_en in text
            assert set(Incident.objects.values_list("slug", flat=True)) <= {one.slug}
    with inside(first.name):
        assert Case.objects.exists()
    with inside(names["live"]):
        assert not FactRow.objects.exists()
        assert not Room.objects.exists()
        assert (Workspace.objects.get().slug, Workspace.objects.get().clock) == (kept.slug, None)
