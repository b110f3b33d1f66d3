from __future__ import annotations

import re
from collections import Counter
from datetime import datetime

import pytest
from django.db import transaction

from fangxian.drill.names import Names
from fangxian.drill.replay.load import load_record
from fangxian.drill.replay.published import compare
from fangxian.drill.replay.replay import replay
from fangxian.drill.replay.summary import clocks_by_clause
from fangxian.response.casework.actions.import_linelist import import_delivery
from fangxian.response.casework.linelist.formats import read_path
from fangxian.response.casework.models import Case, Contact
from fangxian.response.interchange.actions.write_file import write_file
from fangxian.response.interchange.choice import Choice
from fangxian.response.interchange.rows import rows as exported
from fangxian.response.ledger.models import FactRow, Incident, PackAdoption, Seal, TaskRow
from fangxian.response.ledger.queries import standing, tasks
from fangxian.response.ledger.verify import verify
from fangxian.response.registry.models import Identity, Person

FIGURES = [
    (total.at, total.area, figure, value) for total in load_record().totals for figure, value in total.figures().items()
]
INCIDENT = Names("pidu-2020").id("incident")
TRAVELLING = ("cases", "contacts", "relationships", "visits")
LEFT_BEHIND = {
    "uuid", "incident", "recorded_at", "date_of_reporting", "date_became_case", "contact_status", "quarantine_end",
    "date_of_followup_end", "team",
}  # fmt: skip
"""Ids, and what does not travel: earlier classes of a case with their times, and the ends of management."""


@pytest.fixture(scope="module")
def rows(played):
    return clocks_by_clause(INCIDENT, played.record.outbreak.ends_at)


@pytest.fixture(scope="module")
def compared(played):
    return {(one.at, one.area, one.figure): one for one in compare(played.record)}


@pytest.mark.parametrize(
    ("at", "area", "figure", "value"),
    FIGURES,
    ids=[f"{at:%m%d-%H}-{area}-{figure}" for at, area, figure, _v in FIGURES],
)
def test_the_ledger_says_what_was_published(compared, at, area, figure, value):
    assert compared[at, area, figure].ledger == value


def test_fourteen_infections_thirteen_of_them_confirmed(played):
    assert Case.objects.count() == 14
    assert Counter(Case.objects.values_list("classification", flat=True)) == {"confirmed": 13, "asymptomatic": 1}
    assert Counter(Case.objects.values_list("route", flat=True)) == {
        "contact": 10,
        "mass_test": 3,
        "fever_clinic": 1,
    }


def test_all_areas_are_low_24_days_after_the_first_report(played):
    first = FactRow.objects.filter(kind="case.confirmed").order_by("at").values_list("at", flat=True)[0]
    last = FactRow.objects.filter(kind="zone.lifted").order_by("-at").values_list("at", flat=True)[0]
    assert (last.date() - first.date()).days == 24
    assert FactRow.objects.filter(kind="zone.opened").count() == FactRow.objects.filter(kind="zone.lifted").count() == 6


def test_a_contact_who_became_a_case_is_one_person(played):
    converted = Contact.objects.exclude(became_case_at=None)
    assert converted.count() == 10
    assert set(converted.values_list("person", flat=True)) <= set(Case.objects.values_list("person", flat=True))
    assert Person.objects.count() == 14 + Contact.objects.count() - 10


def test_nobody_real_can_be_recognised(played):
    labels = Person.objects.values_list("label", "sex", "age")
    assert all(re.fullmatch(r"PD-\d\d|密接-\d{3}|次密接-\d{3}", label) for label, _sex, _age in labels)
    assert {(sex, age) for _label, sex, age in labels} == {("", None)}
    assert Identity.objects.count() == 0


def test_everybody_made_from_totals_is_marked_and_so_is_what_is_said_of_them(played):
    assert set(Person.objects.filter(label__contains="密接").values_list("reconstructed", flat=True)) == {True}
    assert set(Person.objects.filter(label__startswith="PD").values_list("reconstructed", flat=True)) == {False}
    made = [f"person:{id_}" for id_ in Person.objects.filter(reconstructed=True).values_list("id", flat=True)]
    said = FactRow.objects.filter(subject__in=made)
    assert said.count() > 20_000
    assert set(said.values_list("attributes__certainty", flat=True)) == {"reconstructed"}


def test_every_fact_says_how_sure_it_is_but_those_the_house_makes_itself(played):
    silent = FactRow.objects.filter(attributes__certainty=None).values_list("kind", flat=True)
    assert set(silent) <= {
        "incident.opened",
        "incident.pack_adopted",
        "case.converted",
        "person.became_case",
    }


def test_the_record_is_sound_and_sealed(played):
    found = verify()
    assert found.sound, list(found.lines())
    assert found.unsealed == 0
    assert Seal.objects.count() > 0


def test_running_it_again_changes_nothing(played):
    def state():
        return (
            FactRow.objects.count(),
            TaskRow.objects.count(),
            Person.objects.count(),
            FactRow.objects.order_by("-seq").values_list("seq", flat=True)[0],
        )

    before = state()
    again = replay(played.record)
    assert (again.performed, state()) == (0, before)


def test_the_summary_counts_every_task_once(rows):
    assert sum(row.steps for row in rows) == TaskRow.objects.filter(incident=INCIDENT).count()
    for row in rows:
        assert row.steps == row.met + row.late + row.missed + row.open + row.lapsed


def test_what_the_record_itself_shows_late_is_late(rows):
    of = {row.clause: row for row in rows}
    assert (of["zone.published"].late, of["zone.published"].met) == (6, 0)
    assert of["case.source_hypothesis"].late == 1
    assert of["case.network_report"].met == 14
    assert of["zone.lift"].met == 6


@pytest.mark.parametrize("moment", ["2020-12-08T12:00:00+08:00", "2020-12-11T00:00:00+08:00"])
def test_at_any_moment_the_history_says_what_the_facts_known_by_then_call_for(played, moment):
    at = datetime.fromisoformat(moment)
    evaluated = Counter((view.pack, view.clause_id, view.status) for view in tasks.as_of(INCIDENT, at))
    kept = {
        (pack, clause, status): count
        for (pack, clause), counts in standing.by_clause(INCIDENT, at).items()
        for status, count in counts.items()
    }
    assert kept == evaluated


def test_two_recorders_of_one_hour_see_the_case_before_the_zone(played):
    confirmed = FactRow.objects.get(kind="case.confirmed", attributes__number="PD-01")
    zone = FactRow.objects.get(kind="zone.opened", area="510117001218")
    assert confirmed.recorded_at < zone.recorded_at
    assert zone.at.isoformat() == "2020-12-07T13:00:00+00:00"


def test_exported_and_imported_into_another_incident_it_is_the_same_record(played, tmp_path):
    path = tmp_path / "pidu.jsonl"
    with transaction.atomic():
        first = Incident.objects.get(id=INCIDENT)
        again = Incident.objects.create(slug="again", disease=first.disease, area=first.area, opened_at=first.opened_at)
        for one in first.adoptions.all():
            PackAdoption.objects.create(incident=again, pack=one.pack, in_force_from=one.in_force_from)
        write_file(path, kinds=TRAVELLING, purpose="round trip", incident=first.slug)
        brought = import_delivery(again, read_path(path))
        assert (brought.rejected, brought.problems) == (0, [])
        assert taken(again) == taken(first)
        transaction.set_rollback(True)


def taken(incident: Incident) -> dict[str, Counter[tuple[tuple[str, object], ...]]]:
    """Every row of the incident as it is exported, without ids and without what stays behind."""
    return {
        kind: Counter(
            tuple(sorted((name, value) for name, value in row.items() if name not in LEFT_BEHIND))
            for chunk in exported(kind, Choice(incident=incident.id), identities=False)
            for row in chunk
        )
        for kind in TRAVELLING
    }
