"""No one missed: every subject a clause covers is named, each in exactly one state."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.actions.excuse_tasks import excuse_tasks
from fangxian.response.ledger.models import TaskRow
from fangxian.response.rulebook.queries import coverage
from tests import factories
from tests.rulebook.conftest import Scene


def quarantine_clause(scene: Scene) -> str:
    """Id of the clause that the start of quarantine discharges."""
    return TaskRow.objects.filter(subject=scene.in_time.subject, state="discharged").values_list("clause", flat=True)[0]


def states(scene: Scene, clause: str) -> dict[str, str]:
    return {row.label: row.state for row in coverage.names(scene.incident.id, clause, clock.now())}


def test_each_covered_person_is_named_in_one_state(scene: Scene) -> None:
    clause = quarantine_clause(scene)
    assert states(scene, clause) == {"密接-1": "discharged", "密接-2": "late", "密接-3": "overdue"}


def test_the_counts_are_those_of_the_names(scene: Scene) -> None:
    for row in coverage.by_clause(scene.incident.id, clock.now()):
        named = coverage.names(scene.incident.id, row.clause, clock.now(), limit=10_000)
        assert row.steps == len(named) == sum(row.states.values())
        assert row.subjects == len({one.subject for one in named})
        for state, count in row.states.items():
            assert count == sum(one.state == state for one in named)


def test_an_excused_person_is_shown_with_reason_and_signer(scene: Scene) -> None:
    clause = quarantine_clause(scene)
    task = TaskRow.objects.get(subject=scene.missing.subject, clause=clause)
    excuse_tasks([UUID(str(task.id))], reason="ICU", signer="Dr Li")
    row = next(one for one in coverage.names(scene.incident.id, clause, clock.now()) if one.label == "密接-3")
    assert (row.state, row.excused_reason, row.excused_by) == ("excused", "ICU", "Dr Li")


def test_pages_of_names_hold_everybody_once(scene: Scene) -> None:
    clause = quarantine_clause(scene)
    seen, after = [], ""
    while page := coverage.names(scene.incident.id, clause, clock.now(), after=after, limit=1):
        seen.append(page[0].label)
        after = page[-1].key
    assert sorted(seen) == ["密接-1", "密接-2", "密接-3"]


def test_a_street_elsewhere_sees_nobody(scene: Scene) -> None:
    with access.area("510108"):
        assert coverage.by_clause(scene.incident.id, clock.now()) == []


@pytest.fixture
def epidemiologist(scene: Scene, client: Client) -> Client:
    user = factories.user()
    factories.post("510117", "epidemiologist", holder=user)
    client.force_login(user)
    return client


def test_the_page_lists_the_unfinished_by_name(scene: Scene, epidemiologist: Client) -> None:
    clause = quarantine_clause(scene)
    page = epidemiologist.get(f"/coverage/{clause}/?state=unfinished").content.decode()
    assert "密接-3" in page
    assert "密接-1" not in page


def test_the_csv_names_everybody_and_bears_the_watermark(scene: Scene, epidemiologist: Client) -> None:
    response = epidemiologist.get(f"/coverage/{quarantine_clause(scene)}/?format=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = text.splitlines()
    assert "示例 SAMPLE" in lines[0]
    assert len(lines) == 3 + 3
    assert all(any(label in line for line in lines) for label in ("密接-1", "密接-2", "密接-3"))


def test_the_api_names_the_same_people(scene: Scene, epidemiologist: Client) -> None:
    found = epidemiologist.get(f"/api/v1/coverage/{quarantine_clause(scene)}?state=overdue").json()
    assert [row["label"] for row in found["rows"]] == ["密接-3"]
    assert found["next"] is None
