"""`ledger.record`: the one door through which facts enter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import Conflict
from fangxian.protocol.errors import ProtocolError
from fangxian.response.ledger import clock, project, store
from fangxian.response.ledger.models import FactRow, Incident, PackAdoption, TaskRow
from fangxian.response.ledger.record import record
from fangxian.response.ledger.store import FEW
from tests.ledger.conftest import START, Say, sayer


def tasks_of(subject: str) -> dict[tuple[str, str], TaskRow]:
    return {(row.clause, row.step): row for row in TaskRow.objects.filter(subject=subject)}


def test_a_confirmed_case_opens_the_network_report_due_in_two_hours(say: Say, person: str) -> None:
    done = record([say("case.confirmed", person)])
    report = tasks_of(person)["case.network_report", "once"]
    assert done.new == 1
    assert done.opened == len(tasks_of(person)) > 0
    assert report.state == "open"
    assert report.due_at == START + timedelta(hours=2)
    assert report.basis == "law"
    assert report.office is not None


def test_the_report_discharges_it_and_the_evidence_is_the_fact(say: Say, person: str) -> None:
    record([say("case.confirmed", person)])
    report = say("case.reported", person, 1)
    record([report])
    task = tasks_of(person)["case.network_report", "once"]
    assert (task.state, task.discharged_by, task.late) == ("discharged", report.id, False)


def test_a_late_report_still_discharges_and_the_lateness_is_kept(say: Say, person: str) -> None:
    record([say("case.confirmed", person), say("case.reported", person, 3)])
    task = tasks_of(person)["case.network_report", "once"]
    assert (task.state, task.late) == ("discharged", True)


def test_the_same_fact_sent_twice_is_recorded_once(say: Say, person: str) -> None:
    fact = say("case.confirmed", person)
    assert record([fact]).new == 1
    again = record([fact])
    assert (again.new, again.opened, again.changed) == (0, 0, 0)
    assert FactRow.objects.filter(subject=person).count() == 1


def test_the_same_id_with_another_content_is_refused_and_nothing_is_written(say: Say, person: str) -> None:
    fact = say("case.confirmed", person)
    record([fact])
    other = say("case.confirmed", person, 5, id=fact.id)
    with pytest.raises(Conflict) as refusal, transaction.atomic():
        record([say("case.reported", person, 1), other])
    assert refusal.value.code == "fact.id_taken"
    assert FactRow.objects.filter(subject=person).count() == 1


def test_one_bad_fact_refuses_the_whole_batch(say: Say, person: str) -> None:
    with pytest.raises(ProtocolError):
        record([say("case.confirmed", person), say("case.went_fishing", person)])
    assert not FactRow.objects.filter(subject=person).exists()


def test_a_fact_from_the_future_is_refused(say: Say, person: str) -> None:
    with pytest.raises(ProtocolError):
        record([say("case.confirmed", person, 24 * 400)])


def test_a_voided_case_owes_nothing(say: Say, person: str) -> None:
    fact = say("case.confirmed", person)
    record([fact])
    gone = record([say("fact.voided", person, 2, corrects=fact.id)])
    assert gone.withdrawn > 0
    assert not tasks_of(person)


def test_a_correction_moves_the_clock(say: Say, person: str) -> None:
    fact = say("case.confirmed", person)
    record([fact])
    record([say("case.confirmed", person, 1, corrects=fact.id)])
    assert tasks_of(person)["case.network_report", "once"].due_at == START + timedelta(hours=3)


def test_facts_cannot_be_changed_or_removed_by_the_application(say: Say, person: str) -> None:
    record([say("case.confirmed", person)])
    for statement in ("UPDATE ledger_fact SET kind = 'x'", "DELETE FROM ledger_fact", "TRUNCATE ledger_fact"):
        with pytest.raises(Exception, match=r"permission denied|append-only"), transaction.atomic():
            connection.cursor().execute(statement)


def test_a_missing_incident_is_refused_by_the_database(say: Say, person: str) -> None:
    record([replace(say("case.confirmed", person), incident=uuid4())])
    with pytest.raises(IntegrityError):
        connection.check_constraints()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_and_any_batching_of_facts_leads_to_the_same_tasks(say: Say, data: st.DataObject) -> None:
    person = f"person:{uuid4()}"
    facts = [
        say("case.suspected", person, 0),
        say("case.confirmed", person, 2),
        say("case.reported", person, 3),
        say("case.core_facts_filed", person, 9),
        say("case.investigation_filed", person, 20),
        say("exposure.recorded", person, 1, kind="close", relationship=str(uuid4()), last_exposure=START.isoformat()),
    ]
    order = data.draw(st.permutations(facts))
    cut = data.draw(st.integers(0, len(facts)))
    record(order[:cut])
    record(order[cut:])
    record(data.draw(st.lists(st.sampled_from(facts))))
    # Said in order and all at once about somebody else, the same facts call for the same.
    other = f"person:{uuid4()}"
    record([replace(fact, subject=other, id=uuid4()) for fact in facts])
    assert outline(person) == outline(other)


def outline(subject: str) -> dict[tuple[str, str], tuple[object, ...]]:
    return {
        key: (row.state, row.opened_at, row.due_at, row.discharged_at, row.late, row.lapsed_at, row.reason)
        for key, row in tasks_of(subject).items()
    }


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_of_people_calls_for_the_same_tasks_whoever_of_them_was_heard_of_before(
    say: Say, incident: Incident, data: st.DataObject
) -> None:
    people = [f"person:{uuid4()}" for _ in range(6)]
    told, later = [], [say("case.suspected", f"person:{uuid4()}") for _ in range(FEW)]
    for person in people:
        exposed = {"kind": "close", "relationship": str(uuid4()), "last_exposure": START.isoformat()}
        story = [say("exposure.recorded", person, 1, **exposed), say("sample.taken", person, 30)]
        cut = data.draw(st.integers(0, len(story)))
        told += story[:cut]
        later += story[cut:]
    numbers = st.integers(0, len(people) - 1)
    for one, other in data.draw(st.lists(st.tuples(numbers, numbers), max_size=2)):
        if one < other:
            merged = say("person.merged", people[one], 2, into=people[other])
            data.draw(st.sampled_from([told, later])).append(merged)
    for fact in told:
        record([fact])
    record(later)
    facts, now = project.group(store.of_incident(incident.id)), clock.now()
    wanted = {(one.task.id, one.task.state, one.task.due_at, one.area) for one in project.owed(facts, now)}
    rows = TaskRow.objects.filter(incident=incident, subject__in={subject for _incident, subject in facts})
    assert {(str(row.id), row.state, row.due_at, row.area) for row in rows} == wanted != set()


def test_facts_of_two_incidents_in_one_call_leave_the_other_tasks_of_their_subjects_alone(incident: Incident) -> None:
    """Somebody known in two incidents, and somebody else of the second one, in one batch about the first."""
    second = Incident.objects.create(
        slug="second", title_zh="二", title_en="Second", disease="covid19", area="510117", opened_at=START
    )
    PackAdoption.objects.create(incident=second, pack="covid19-cn-7", in_force_from=START)
    known, other = f"person:{uuid4()}", f"person:{uuid4()}"
    record([sayer(one.id)("case.confirmed", known) for one in (incident, second)])
    before = set(TaskRow.objects.filter(incident=second, subject=known).values_list("id", flat=True))
    record([sayer(incident.id)("case.reported", known, 1), sayer(second.id)("case.confirmed", other)])
    assert set(TaskRow.objects.filter(incident=second, subject=known).values_list("id", flat=True)) == before != set()
