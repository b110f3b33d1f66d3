"""The record proves itself after a merge too, and facts of merged subjects are read as those of the surviving one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from fangxian.response.casework.actions import record_relationship, report_case
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import merges
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.seal import seal_all
from fangxian.response.ledger.verify import verify
from fangxian.response.registry.actions import merge_persons, undo_merge
from fangxian.response.registry.models import Merge, Person
from tests import factories
from tests.factories import NOON, PIDU

DAY = timedelta(days=1)


@pytest.fixture
def merged(own_database: str) -> Iterator[tuple[Incident, Merge]]:
    """Two entries of one contact, of whom only the one that was given up has facts; in a database that commits."""
    with access.everywhere():
        factories.workspace()
        incident = factories.incident(pack="tests/casework/mini.toml")
        source = report_case(incident, number="C-1", classification="confirmed", at=NOON - DAY, area=PIDU).person
        kept, other = factories.person("A"), factories.person("B")
        record_relationship(incident, source=source, person=other, last_exposure=NOON - DAY, at=NOON)
        merge = merge_persons(kept, other)
        seal_all()
        yield incident, merge


@pytest.mark.parametrize("workers", [1, 2])
def test_a_record_with_a_merge_is_sound(merged: tuple[Incident, Merge], workers: int) -> None:
    result = verify(workers=workers)
    assert result.sound, result


def test_a_record_with_an_undone_merge_is_sound(merged: tuple[Incident, Merge]) -> None:
    undo_merge(merged[1], reason="看错了")
    seal_all()
    result = verify()
    assert result.sound, result


def test_who_was_merged_is_read_as_the_surviving_subject(merged: tuple[Incident, Merge]) -> None:
    kept, other = merged[1].kept.subject, merged[1].merged.subject
    assert merges.members([kept]) == {kept: kept, other: kept}
    assert merges.members([other]) == {kept: kept, other: kept}
    assert merges.roots() == {other: kept}
    assert merges.roots(until=NOON - DAY) == {}
    third = Person.objects.create(label="C", area=PIDU, created_at=NOON)
    merge_persons(third, merged[1].kept)
    assert set(merges.members([other]).values()) == {third.subject}
    assert merges.members(["zone:x"]) == {"zone:x": "zone:x"}
