"""Two entries of one person: merging, undoing, and that nothing is lost on the way."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.casework.actions import record_relationship, report_case, void_relationship
from fangxian.response.casework.actions.record_follow_up import record_follow_up
from fangxian.response.casework.actions.record_visit import record_visit
from fangxian.response.casework.models import Case, Contact, FollowUp, Relationship
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.ledger.queries import feed
from fangxian.response.ledger.queries.tasks import as_of
from fangxian.response.registry.actions import merge_persons, set_identity, undo_merge
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Duplicate, Merge, Person
from fangxian.response.registry.queries import find_by_document, find_by_phone, masked_identity
from tests import factories
from tests.factories import NOON, PIDU

pytestmark = pytest.mark.usefixtures("everywhere")

DAY = timedelta(days=1)
TABLES = (
    "casework_case", "casework_contact", "casework_relationship", "casework_followup", "casework_visit",
    "registry_person", "registry_identity",
)  # fmt: skip
NUMBER = "11010519491231002X"


@pytest.fixture
def outbreak():
    factories.areas()
    return factories.incident("pidu", pack="tests/casework/mini.toml")


@pytest.fixture
def source(outbreak):
    return report_case(outbreak, number="C-1", classification="confirmed", at=NOON - DAY, area=PIDU).person


def exposed(outbreak, source, label, **said):
    person = factories.person(label)
    record_relationship(
        outbreak, source=source, person=person, **{"last_exposure": NOON - 2 * DAY, "at": NOON - DAY, **said}
    )
    return person


def tasks_of(*people):
    """Every task, as far as it does not say when it became known, nor which voided facts it once rested on."""
    rows = TaskRow.objects.filter(subject__in=[person.subject for person in people]).values()
    return {row["id"]: {k: v for k, v in row.items() if k not in ("known_from", "why")} for row in rows}


def rows_of_everything():
    """Each table that a merge may touch, whole."""
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT to_jsonb(held)::text FROM {table} AS held ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


def test_the_tasks_of_both_become_the_tasks_of_one(outbreak, source):
    one = exposed(outbreak, source, "A")
    other = exposed(outbreak, source, "B", last_exposure=NOON - DAY)
    before = TaskRow.objects.filter(subject=one.subject).count()

    merge_persons(one, other, reason="同一人")

    assert not TaskRow.objects.filter(subject=other.subject).exists()
    tests = TaskRow.objects.filter(subject=one.subject, clause="contact.tests")
    assert TaskRow.objects.filter(subject=one.subject).count() == before
    assert {task.anchor_at for task in tests} == {NOON - DAY}, "the later exposure anchors the tests of the one person"


def test_a_fact_names_both(outbreak, source):
    one, other = exposed(outbreak, source, "A"), exposed(outbreak, source, "B")
    merge = merge_persons(one, other)
    fact = FactRow.objects.get(kind="person.merged")
    assert (fact.id, fact.subject, fact.attributes) == (merge.fact, other.subject, {"into": one.subject})
    assert {fact.subject for fact in feed.of_subject(one.subject)} == {one.subject, other.subject}


def test_no_fact_is_moved_or_copied(outbreak, source):
    one, other = exposed(outbreak, source, "A"), exposed(outbreak, source, "B")
    before = set(FactRow.objects.values_list("id", "subject"))
    merge = merge_persons(one, other)
    assert set(FactRow.objects.values_list("id", "subject")) - before == {(merge.fact, other.subject)}


def test_two_contacts_become_one_that_counts_from_the_latest_exposure(outbreak, source):
    second = report_case(outbreak, number="C-2", classification="confirmed", at=NOON - DAY, area=PIDU).person
    one = exposed(outbreak, source, "A", kind="general")
    other = exposed(outbreak, second, "B", last_exposure=NOON - DAY)
    merge_persons(one, other)
    contact = Contact.objects.get(person=one)
    assert (contact.kind, contact.last_exposure) == ("close", NOON - DAY)
    assert {row.source_id for row in Relationship.objects.filter(person=one)} == {source.id, second.id}
    assert not Contact.objects.filter(person=other).exists()


def test_a_contact_entered_twice_who_is_a_case_becomes_one_story(outbreak, source):
    case = report_case(outbreak, number="C-2", classification="confirmed", at=NOON, area=PIDU)
    twice = exposed(outbreak, source, "B")
    merge = merge_persons(case.person, twice)
    assert Contact.objects.get(person=case.person).became_case_at == NOON
    assert FactRow.objects.filter(kind="person.became_case", subject=case.subject).count() == 1
    still = TaskRow.objects.filter(subject=case.subject, clause__startswith="contact.", state="open")
    assert not still.exists()

    undo_merge(merge, reason="看错了")

    assert Contact.objects.get(person=twice).became_case_at is None
    assert TaskRow.objects.filter(subject=twice.subject, clause="contact.quarantined", state="open").exists()


def test_two_cases_of_one_incident_are_refused(outbreak, source):
    other = report_case(outbreak, number="C-2", classification="confirmed", at=NOON, area=PIDU).person
    with pytest.raises(Conflict) as refused:
        merge_persons(source, other)
    assert refused.value.code == "person.two_cases"
    assert refused.value.context == {"one": "C-1", "other": "C-2"}
    assert not Merge.objects.exists()


def test_cases_of_two_incidents_follow(outbreak, source):
    elsewhere = factories.incident("other", pack="tests/casework/mini.toml")
    case = report_case(elsewhere, number="X-1", classification="confirmed", at=NOON, area=PIDU)
    merge_persons(source, case.person)
    assert Case.objects.get(pk=case.pk).person == source
    assert TaskRow.objects.filter(subject=source.subject, incident=elsewhere).exists()


def test_who_exposed_the_other_cannot_be_the_other(outbreak, source):
    other = exposed(outbreak, source, "B")
    with pytest.raises(Conflict) as refused:
        merge_persons(source, other)
    assert refused.value.code == "person.exposed_oneself"


def test_a_voided_exposure_between_them_is_kept_in_the_merge_and_comes_back(outbreak, source):
    other = exposed(outbreak, source, "B")
    void_relationship(Relationship.objects.get(person=other), reason="重复", at=NOON)
    before = rows_of_everything()
    merge = merge_persons(source, other)
    assert not Relationship.objects.exists()
    undo_merge(merge, reason="看错了")
    assert rows_of_everything() == before


def test_merging_needs_the_right_over_both(outbreak, source):
    far = factories.person("F", area="510108")
    with pytest.raises(NotAllowed):
        merge_persons(source, far, by=factories.post(PIDU, "epidemiologist"))
    with pytest.raises(NotAllowed):
        merge_persons(source, factories.person("G"), by=factories.post(PIDU, "inspector"))


def test_a_request_sent_twice_merges_once(outbreak, source):
    one, other, request = exposed(outbreak, source, "A"), exposed(outbreak, source, "B"), uuid4()
    assert merge_persons(one, other, id=request) == merge_persons(one, other, id=request)
    assert Merge.objects.count() == FactRow.objects.filter(kind="person.merged").count() == 1


def test_who_was_merged_cannot_be_merged_again(outbreak, source):
    one, other, third = (factories.person(label) for label in "ABC")
    merge_persons(one, other)
    with pytest.raises(Conflict) as refused:
        merge_persons(third, other)
    assert refused.value.code == "person.merged_already"


def test_a_fact_that_comes_in_for_the_merged_entry_counts_for_the_one(outbreak, source):
    from fangxian.response.ledger.entry import Entry
    from fangxian.response.ledger.record import record

    one, other = exposed(outbreak, source, "A"), exposed(outbreak, source, "B")
    merge_persons(one, other)
    taken = Entry(kind="sample.taken", subject=other.subject, at=NOON, area=PIDU, incident=outbreak.id)
    record([taken])
    done = TaskRow.objects.get(subject=one.subject, discharged_by=taken.id)
    assert done.clause == "contact.tests"


def test_the_past_is_told_as_it_was_known(outbreak, source):
    one, other = exposed(outbreak, source, "A"), exposed(outbreak, source, "B")
    factories.workspace(clock=NOON + DAY)
    merge_persons(one, other)
    then = {task.subject for task in as_of(outbreak.id, NOON)}
    now = {task.subject for task in as_of(outbreak.id, NOON + DAY)}
    assert {one.subject, other.subject} <= then
    assert other.subject not in now


def test_the_identity_is_found_through_either_entry(outbreak):
    one, other = factories.person("A"), factories.person("B", age=40)
    set_identity(one, IdentityCard(name="王小明", phone="13800000001"))
    set_identity(other, IdentityCard(name="王晓明", id_number=NUMBER, phone="13800000002"))
    merge_persons(one, other)
    assert find_by_document("resident_id", NUMBER) == one
    assert find_by_phone("13800000002") == [one]
    seen = masked_identity(one)
    assert (seen.name, seen.id_number[-4:], seen.phone) == ("王**", "002X", "138****0001")
    assert Person.objects.get(pk=one.pk).age == 40, "what the surviving entry leaves open is filled"


def test_the_document_of_the_merged_entry_may_be_given_to_the_surviving_one(outbreak):
    one, other = factories.person("A"), factories.person("B")
    set_identity(other, IdentityCard(name="王小明", id_number=NUMBER))
    merge_persons(one, other)
    set_identity(one, IdentityCard(name="王小明", id_number=NUMBER))
    assert find_by_document("resident_id", NUMBER) == one


def test_undoing_gives_back_everything_as_it_was(outbreak, source):
    second = report_case(outbreak, number="C-2", classification="confirmed", at=NOON - DAY, area=PIDU).person
    one = exposed(outbreak, source, "A", kind="general")
    other = exposed(outbreak, second, "B", last_exposure=NOON - DAY)
    exposed(outbreak, other, "C")
    rows, tasks = rows_of_everything(), tasks_of(one, other)
    merge = merge_persons(one, other)
    assert rows_of_everything() != rows
    undone = undo_merge(merge, reason="看错了")
    assert rows_of_everything() == rows
    assert tasks_of(one, other) == tasks
    assert (undone.undo_reason, undone.undone_at) == ("看错了", NOON)
    pair = Duplicate.objects.get()
    assert pair.state == "different"


def test_follow_ups_and_visits_follow_and_come_back(outbreak, source):
    one, other = exposed(outbreak, source, "A"), exposed(outbreak, source, "B")
    ours, theirs = Contact.objects.get(person=one), Contact.objects.get(person=other)
    record_follow_up(ours, "missed", at=NOON)
    record_follow_up(theirs, "seen_ill", at=NOON, symptoms=("fever",), temperature=Decimal("38.2"))
    record_follow_up(theirs, "seen_well", at=NOON - DAY)
    record_visit(outbreak, person=other, place="红旗超市", place_area=PIDU, began_at=NOON - DAY)
    rows, tasks = rows_of_everything(), tasks_of(one, other)

    merge = merge_persons(one, other)

    days = dict(FollowUp.objects.filter(contact=ours).values_list("day", "outcome"))
    assert sorted(days.values()) == ["seen_ill", "seen_well"], "of one day, whoever saw the person ill"
    assert one.visits.count() == 1
    undo_merge(merge, reason="看错了")
    assert rows_of_everything() == rows
    assert tasks_of(one, other) == tasks


def test_what_was_recorded_after_the_merge_stays_with_the_one(outbreak, source):
    one, other = exposed(outbreak, source, "A"), exposed(outbreak, source, "B")
    merge = merge_persons(one, other)
    second = report_case(outbreak, number="C-2", classification="confirmed", at=NOON - DAY, area=PIDU).person
    record_relationship(outbreak, source=second, person=one, last_exposure=NOON - DAY)
    undo_merge(merge, reason="看错了")
    assert Contact.objects.get(person=one).last_exposure == NOON - DAY
    assert Contact.objects.get(person=other).last_exposure == NOON - 2 * DAY
    assert Relationship.objects.filter(person=other).count() == 1


def test_undoing_needs_a_reason(outbreak):
    merge = merge_persons(factories.person("A"), factories.person("B"))
    with pytest.raises(Invalid):
        undo_merge(merge, reason=" ")


def test_the_later_merge_is_undone_first(outbreak):
    one, other, third = (factories.person(label) for label in "ABC")
    first = merge_persons(one, other)
    later = merge_persons(one, third)
    with pytest.raises(Conflict) as refused:
        undo_merge(first, reason="看错了")
    assert refused.value.code == "merge.later"
    undo_merge(later, reason="看错了")
    undo_merge(first, reason="看错了")
    assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_a_chain_of_merges_is_read_to_its_end(outbreak, source):
    one, other = exposed(outbreak, source, "A"), exposed(outbreak, source, "B")
    third = factories.person("C")
    merge_persons(one, other)
    last = merge_persons(third, one)
    assert not TaskRow.objects.filter(subject__in=[one.subject, other.subject]).exists()
    assert TaskRow.objects.filter(subject=third.subject).exists()
    undo_merge(last, reason="看错了")
    assert TaskRow.objects.filter(subject=one.subject).exists()


_STATEMENTS = st.lists(
    st.tuples(
        st.sampled_from("AB"), st.sampled_from(["close", "general", "secondary"]), st.integers(0, 2), st.integers(1, 5)
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(statements=_STATEMENTS, order=st.booleans())
def test_merging_and_undoing_is_as_if_nothing_had_been(everywhere, statements, order):
    point = transaction.savepoint()
    try:
        outbreak = factories.incident(pack="tests/casework/mini.toml")
        sources = [
            report_case(outbreak, number=f"C-{n}", classification="confirmed", at=NOON - DAY, area=PIDU).person
            for n in range(3)
        ]
        people = {label: factories.person(label) for label in "AB"}
        for label, kind, by, days in statements:
            record_relationship(
                outbreak, source=sources[by], person=people[label], kind=kind, last_exposure=NOON - days * DAY, at=NOON
            )
        kept, merged = people.values() if order else reversed(people.values())
        rows, tasks = rows_of_everything(), tasks_of(*people.values())
        facts = set(FactRow.objects.values_list("id", flat=True))
        merge = merge_persons(kept, merged)
        assert facts < set(FactRow.objects.values_list("id", flat=True)), "nothing is lost"
        assert Contact.objects.filter(incident=outbreak).count() == 1
        undo_merge(merge, reason="看错了")
        assert rows_of_everything() == rows
        assert tasks_of(*people.values()) == tasks
    finally:
        transaction.savepoint_rollback(point)
