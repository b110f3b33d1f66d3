"""The replay of Pidu 2020, once for all tests of a module, in a database that really commits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from fangxian.drill.replay.load import Record, load_record
from tests.conftest import database_of_its_own


@dataclass(frozen=True)
class Played:
    """A replayed outbreak: its record, what the run said of itself, and where it lies."""

    record: Record
    acts: int
    dsn: str


@pytest.fixture(scope="session")
def record() -> Record:
    """The documented outbreak."""
    return load_record()


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Played]:
    """The whole outbreak, replayed from the first case to the last zone."""
    from fangxian.drill.replay.replay import replay
    from fangxian.response.jurisdiction import access

    with database_of_its_own("played", django_db_blocker) as dsn:
        make_workspace()
        with access.everywhere():
            done = replay(load_record())
            yield Played(load_record(), done.acts, dsn)


def make_workspace(kind: str = "sample") -> None:
    """The workspace a replay runs in, its clock not yet set."""
    from fangxian.response.jurisdiction import access
    from fangxian.response.ledger.actions.create_workspace import create_workspace

    with access.everywhere():
        create_workspace(slug="pidu-2020", kind=kind, title_zh="郫都", title_en="Pidu", home="5101")
