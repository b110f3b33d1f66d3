"""Out of one workspace and into an empty one: the same record."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction

from fangxian.response.casework.actions.import_linelist import import_delivery, import_linelist
from fangxian.response.casework.linelist.formats import read_path
from fangxian.response.casework.linelist.mapping import load_mapping
from fangxian.response.casework.linelist.table import read_file
from fangxian.response.casework.models import Case, Contact, FollowUp, Relationship, Visit
from fangxian.response.interchange.actions.write_file import write_file
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.registry.models import Identity, Place
from fangxian.response.registry.queries import card_of
from tests.casework.test_import_contacts import delivery
from tests.casework.test_tianjin import FILE as TIANJIN
from tests.casework.test_undo_import import WHOLE

KINDS = ("cases", "contacts", "relationships", "visits", "follow_ups", "samples")
TABLES = (Case, Contact, Relationship, Visit, FollowUp, Identity, TaskRow)


def record() -> tuple[Counter[str], dict[str, int], dict[str, object]]:
    """The facts without ids, the rows of each table, and who everybody is."""
    numbers = {f"person:{person}": number for person, number in Contact.objects.values_list("person", "number")}
    numbers |= {f"person:{person}": number for person, number in Case.objects.values_list("person", "number")}
    numbers |= {f"place:{id_}": name for id_, name in Place.objects.values_list("id", "name")}
    links = {
        str(row.id): f"{numbers[f'person:{row.source_id}']} > {numbers[f'person:{row.person_id}']}"
        for row in Relationship.objects.all()
    }
    facts: Counter[str] = Counter()
    for fact in FactRow.objects.exclude(kind="export.made"):
        said = {name: value for name, value in fact.attributes.items() if name != "batch"}
        named = {
            name: numbers.get(str(value), links.get(str(value), value))
            for name, value in said.items()
        }  # fmt: skip
        facts[repr((fact.kind, numbers[fact.subject], fact.at, fact.area, sorted(named.items(), key=repr)))] += 1
    people = {numbers[one.person.subject]: card_of(one.person) for one in Identity.objects.select_related("person")}
    return facts, {model.__name__: model.objects.count() for model in TABLES}, people


def out_and_in(outbreak, path: Path, bring, format: str = "") -> None:
    with transaction.atomic():
        bring()
        before = record()
        write_file(path, kinds=KINDS, purpose="数据迁移核对", identities=True, format=format)
        transaction.set_rollback(True)
    assert not FactRow.objects.exists()
    result = import_delivery(outbreak, read_path(path))
    assert not result.problems, result.problems
    after = record()
    assert after[0] - before[0] == before[0] - after[0] == Counter()
    assert after[1:] == before[1:]


@pytest.mark.parametrize(("ending", "format"), [("jsonl", ""), ("xlsx", ""), ("zip", "csv"), ("zip", "parquet")])
def test_cases_contacts_and_all_that_is_about_them(outbreak, tmp_path, ending, format):
    more = {
        "cases": [
            {"number": "A1", "classification": "confirmed", "classified_at": "2020-12-07 09:12", "sex": "F", "age": 69,
             "onset_on": "2020-12-05", "network_report_at": "2020-12-07 10:03", "sampled_at": "2020-12-06 08:00",
             "route": "fever_clinic", "severity": "ordinary", "source": "菜市场", "cluster": "太平村",
             "notes": "“引号”, 逗号",
             "name": "张某某", "id_number": "11010519491231002X", "phone": "+44 20 7946 0958", "address": "太平村"},
            {"number": "A2", "classification": "asymptomatic", "confirmed_on": "2020-12-07", "outcome": "recovered",
             "outcome_at": "2020-12-08 10:00"},
        ],
        "relationships": [{"source_case": "A1", "number": "A2", "last_exposure": "2020-12-05", "certainty": "probable"},
                          {"source_case": "A2", "number": "K2", "last_exposure": "2020-12-06", "setting": "市场"}],
        "follow_ups": [{"number": "K1", "day": "2020-12-07", "status": "seen_ill", "temperature": "38.2",
                        "symptoms": "fever, cough", "note": "已送诊"}],
    }  # fmt: skip
    found = delivery(**{**WHOLE, **more})
    out_and_in(outbreak, tmp_path / f"record.{ending}", lambda: import_delivery(outbreak, found), format)


def test_a_case_who_had_been_a_contact_stays_one_person(outbreak, tmp_path):
    found = delivery(
        cases=[{"number": "A1", "classification": "confirmed", "confirmed_on": "2020-12-06"},
               {"number": "A2", "classification": "confirmed", "confirmed_on": "2020-12-08", "contact_number": "K1"}],
        contacts=[{"number": "K1", "source_case": "A1", "last_exposure": "2020-12-05", "identified_at": "2020-12-06"}],
    )  # fmt: skip
    out_and_in(outbreak, tmp_path / "record.jsonl", lambda: import_delivery(outbreak, found))
    assert Contact.objects.get().became_case_at is not None
    assert Contact.objects.get().person == Case.objects.get(number="A2").person


@pytest.mark.skipif(not TIANJIN.exists(), reason="the published list is not here")
def test_the_published_list_of_tianjin(outbreak, tmp_path):
    outbreak.area = "12"
    outbreak.save()

    def bring() -> None:
        assert import_linelist(outbreak, read_file(TIANJIN), load_mapping("tianjin2020")).created > 100

    out_and_in(outbreak, tmp_path / "tianjin.jsonl", bring)
