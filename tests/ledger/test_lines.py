"""A task as a line of text says what PostgreSQL says of the same task."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.protocol.bulk import evaluate_alike, evaluate_many, task_of
from fangxian.protocol.task import Owner, Task, Why
from fangxian.response.ledger import lines, packs, project, store
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.ledger.verify import subjects
from tests.ledger.conftest import Say

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
MOMENT = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))])).filter(
    lambda moment: 1950 < moment.year < 2200
)


def exposed(say: Say, person: str, hour: int) -> Entry:
    last = f"2020-12-0{1 + hour}T12:00:00+08:00"
    return say("exposure.recorded", person, hour, kind="close", relationship=str(uuid4()), last_exposure=last)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXT)
def test_any_text_comes_back_from_copy_as_it_was(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS said (words text)")
        with cursor.copy("COPY said FROM STDIN") as copy:
            copy.write(lines.quoted(text) + "\n")
        cursor.execute("DELETE FROM said RETURNING words")
        assert cursor.fetchall() == [(text,)]


@pytest.mark.django_db
@given(moment=MOMENT)
def test_a_time_is_written_as_postgresql_writes_it(moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz::text", [moment.isoformat()])
        assert cursor.fetchone() == (lines.stamp(moment),)


@pytest.mark.django_db
def test_reasons_are_written_as_postgresql_writes_them() -> None:
    moment = datetime(2020, 12, 7, 8, 0, 0, 120, tzinfo=UTC)
    why = (Why("corrected", {"replaces": "a", "fact": '\u201cb\u201d \\ " 案'}), Why("moved", {}))
    task = Task(
        "3b7f9e0a-0000-5000-8000-000000000001", "c.one", "place:x", 1, "day:4", Owner(None, "cdc"), "law", moment,
        str(uuid4()), moment, moment, moment, "open", pack="p", why=why,
    )  # fmt: skip
    (line,) = lines.of_tasks(uuid4(), [task])
    reasons = line.text.split("\t")[-1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT replace(%s::jsonb::text, '\\', '\\\\')", [reasons.replace("\\\\", "\\")])
        assert cursor.fetchone() == (reasons,)


def test_the_lines_of_stored_tasks_are_those_that_postgresql_makes(incident: Incident, say: Say, person: str) -> None:
    record([say("case.confirmed", person), exposed(say, person, 3)])
    record([say("case.reported", person, 1)])
    facts = project.group(store.of_subjects([person], [incident.id]))
    wanted = {line.text for line in project.owed_lines(facts, datetime(2021, 1, 1, tzinfo=UTC))}
    with connection.cursor() as cursor:
        cursor.execute(subjects.HELD, [[person]])
        assert {line for (line,) in cursor.fetchall()} == wanted != set()


def test_the_values_of_very_many_tasks_are_those_of_the_tasks(incident: Incident, say: Say) -> None:
    """By the compiled evaluator, by the reference, and for the subjects that the first leaves to the second."""
    for number in range(8):
        person = f"person:{uuid4()}"
        record([exposed(say, person, hour) for hour in range(number % 3 + 1)])
    facts = {
        pair[1]: [one.fact for one in stored] for pair, stored in project.group(store.of_incident(incident.id)).items()
    }
    timeline, now = packs.timeline(incident.id), datetime(2021, 1, 1, tzinfo=UTC)
    assert timeline is not None
    tasks = [task for found in evaluate_many(timeline, facts, now=now, few=0).values() for task in found]
    lone = [task for name, own in facts.items() for task in evaluate_alike(timeline, {name: own}, now=now)]
    many = list(evaluate_alike(timeline, facts, now=now))
    assert sorted(map(task_of, many), key=str) == sorted(map(task_of, lone), key=str) == sorted(tasks, key=str)
