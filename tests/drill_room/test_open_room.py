"""A room opens in an exercise, and only there; what it keeps of the package lies behind the curtain."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.db import DatabaseError, transaction

from fangxian.drill.room import curtain
from fangxian.drill.room.actions import open_room
from fangxian.drill.room.models import Inject, Room, Script, Truth
from fangxian.drill.room.queries.standing import script
from fangxian.errors import Conflict
from fangxian.response.jurisdiction import access
from tests import factories
from tests.drill_room.conftest import MORNING, SEED, Cast


def test_it_holds_the_whole_package_and_begins_in_its_briefing(cast: Cast) -> None:
    room = cast.room
    assert (room.scenario, room.state, room.begins_at) == ("unknown-origin-18d", "briefing", MORNING)
    assert (room.ends_at - room.begins_at).days == 19
    held, package = script()
    assert (held.seed, held.digest) == (SEED, package.digest)
    with curtain.lifted():
        assert Inject.objects.count() == len(package.injects) > 5


def test_again_it_is_the_same_room_and_another_exercise_is_refused(cast: Cast, files: Mapping[str, bytes]) -> None:
    assert open_room(files, seed=SEED).id == cast.room.id
    with pytest.raises(Conflict) as refused:
        open_room(files, seed=SEED + 1)
    assert refused.value.code == "room.taken"


@pytest.mark.parametrize("kind", ["live", "sample"])
def test_no_room_opens_where_there_is_no_exercise(db: None, files: Mapping[str, bytes], kind: str) -> None:
    with access.everywhere():
        factories.workspace(kind=kind, clock=None if kind == "live" else MORNING)
        with pytest.raises(Conflict) as refused:
            open_room(files, seed=1)
    assert refused.value.code == "drill.not_a_drill"


@pytest.mark.parametrize("kind", ["live", "sample"])
def test_the_database_itself_takes_no_row_of_a_room_there(db: None, kind: str) -> None:
    factories.workspace(kind=kind, clock=None if kind == "live" else MORNING)
    said = {"scenario": "x", "title_zh": "x", "title_en": "x", "area": "51", "begins_at": MORNING, "ends_at": MORNING}
    with pytest.raises(DatabaseError, match="no exercise"), transaction.atomic():
        Room.objects.create(**said)
    with pytest.raises(DatabaseError, match="no exercise"), transaction.atomic(), curtain.lifted():
        Truth.objects.create(at=MORNING, figures={}, areas={})


def test_without_the_curtain_lifted_the_secret_tables_are_empty_and_take_nothing(cast: Cast) -> None:
    assert not Inject.objects.exists()
    assert not Script.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Truth.objects.create(at=MORNING, figures={}, areas={})
    with curtain.lifted():
        assert Inject.objects.exists()
    assert not Inject.objects.exists()
