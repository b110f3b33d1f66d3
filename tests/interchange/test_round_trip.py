"""Out of one workspace and into an empty one: the same record."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction

from fangxian.response.casework.actions import (
    add_contact,
    control_contact,
    end_follow_up,
    except_contact,
    exclude_case,
    extend_quarantine,
    reclassify_case,
    record_relationship,
    release_contact,
    report_case,
)
from fangxian.response.casework.actions.close_contacts import close_contacts
from fangxian.response.casework.actions.import_linelist import import_delivery, import_linelist
from fangxian.response.casework.actions.undo_import import undo_import
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.linelist.formats import read_path
from fangxian.response.casework.linelist.mapping import load_mapping
from fangxian.response.casework.linelist.table import read_file
from fangxian.response.casework.models import (
    Case,
    CaseStatus,
    Contact,
    FollowUp,
    LineListImport,
    Relationship,
    Visit,
)
from fangxian.response.interchange.actions.write_file import write_file
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.ledger.record import record as ledger
from fangxian.response.registry.models import Identity, Place
from fangxian.response.registry.queries import card_of
from tests.casework.test_import_contacts import delivery
from tests.casework.test_tianjin import FILE as TIANJIN
from tests.casework.test_undo_import import WHOLE
from tests.factories import NOON, PIDU

KINDS = ("cases", "contacts", "relationships", "classes", "measures", "visits", "follow_ups", "samples")
TABLES = (Case, CaseStatus, Contact, Relationship, Visit, FollowUp, Identity, TaskRow)
FORMATS = [("jsonl", ""), ("xlsx", ""), ("zip", "csv"), ("zip", "parquet")]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def record() -> tuple[Counter[str], dict[str, int], dict[str, object], list[object]]:
    """The facts without ids, the rows of each table, who everybody is, and where everybody stands."""
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
    return facts, {model.__name__: model.objects.count() for model in TABLES}, people, standing()


def standing() -> list[object]:
    """Cases with their classes, contacts with the beginning and the ends of their management."""
    cases = Case.objects.order_by("number").values_list("number", "classification", "classified_at", "reported_at")
    classes = CaseStatus.objects.order_by("case__number", "at").values_list("case__number", "classification", "at")
    contacts = Contact.objects.order_by("number").values_list(
        "number", "kind", "last_exposure", "identified_at", "controlled_at", "quarantine_until", "became_case_at",
        "ended_at", "follow_up_ended_at",
    )  # fmt: skip
    return [*cases, *classes, *contacts]


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


@pytest.mark.parametrize(("ending", "format"), FORMATS)
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


def exposed(incident, number: str, source: Case, at: datetime) -> Contact:
    """Somebody whom a case has exposed, found at that time."""
    row = add_contact(incident, source.person, number=number, area=PIDU, last_exposure=at - HOUR, at=at)
    return Contact.objects.get(person=row.person)


@pytest.mark.parametrize(("ending", "format"), FORMATS)
def test_earlier_classes_the_first_report_and_the_ends_of_management(outbreak, tmp_path, ending, format):
    out_and_in(outbreak, tmp_path / f"record.{ending}", lambda: months_in_two_days(outbreak), format)


def months_in_two_days(outbreak) -> None:
    """What a record gathers that runs from the first suspicion to the last release."""
    start = NOON - 2 * DAY
    first = report_case(outbreak, number="A1", classification="suspect", at=start, area=PIDU)
    doubted = report_case(outbreak, number="A2", classification="asymptomatic", at=start + HOUR, area=PIDU)
    reclassify_case(first, "confirmed", at=start + 5 * HOUR, reason="复核阳性; “两次”", id=uuid4())
    exclude_case(doubted, reason="第二实验室复核阴性", at=start + DAY)
    kept = {number: exposed(outbreak, number, first, start + 2 * HOUR) for number in ("K1", "K2", "K3", "K4", "K5")}
    for contact in kept.values():
        control_contact(contact, at=start + 6 * HOUR, mode="central", legal_basis="传染病防治法第三十九条")
    signed = {"signer": "李局长", "reason": "误判"}
    release_contact(kept["K1"], at=start + DAY, certificate="郫都解〔2020〕1号", **signed)
    end_follow_up(kept["K1"], at=start + DAY + HOUR, **signed)
    release_contact(kept["K2"], at=start + DAY, **signed)
    again = report_case(outbreak, number="A4", classification="confirmed", at=start + DAY, area=PIDU)
    record_relationship(
        outbreak, source=again.person, person=kept["K2"].person, last_exposure=start + DAY, at=start + DAY + 2 * HOUR
    )
    extend_quarantine(kept["K3"], date(2020, 12, 30), at=start + DAY, **signed)
    kept["K3"].person.refresh_from_db()
    report_case(outbreak, number="A3", classification="confirmed", at=NOON, area=PIDU, person=kept["K3"].person)
    except_contact(kept["K4"], "child", "home", at=start + DAY, **signed)
    whom = Whom(outbreak.id, kept["K5"].subject, PIDU)
    ledger([whom.fact("person.cleared", start + DAY, {"reason": "不在本地"}, request=uuid4())])
    close_contacts(outbreak.id, {kept["K5"].person_id: start + DAY})


def test_what_is_brought_in_again_changes_nothing(outbreak, tmp_path):
    path = tmp_path / "record.jsonl"
    with transaction.atomic():
        months_in_two_days(outbreak)
        write_file(path, kinds=KINDS, purpose="数据迁移核对", identities=True)
        transaction.set_rollback(True)
    import_delivery(outbreak, read_path(path))
    before = record()
    assert import_delivery(outbreak, read_path(path)).changed is False
    assert record() == before


def test_the_measures_of_a_file_are_held_to_the_rule(outbreak):
    found = delivery(
        cases=[{"number": "A1", "classification": "confirmed", "confirmed_on": "2020-12-06"}],
        contacts=[{"number": "K1", "source_case": "A1", "last_exposure": "2020-12-05", "identified_at": "2020-12-06"}],
        measures=[{"number": "K1", "measure": "quarantined", "at": "2020-12-06 10:00", "mode": "居家"},
                  {"number": "K1", "measure": "moved", "at": "2020-12-07 10:00", "mode": "central", "group": "child"},
                  {"number": "K9", "measure": "解除隔离", "at": "2020-12-07 10:00"}],
    )  # fmt: skip
    result = import_delivery(outbreak, found)
    assert [(one.code, one.line) for one in result.problems] == [("row.refused", 2), ("row.person_unknown", 3)]
    assert result.kinds["measures"].as_dict()["created"] == 1
    assert Contact.objects.get().controlled_at is not None


def test_taking_back_what_changed_the_class_of_a_known_case_keeps_the_case(outbreak):
    case = report_case(outbreak, number="A1", classification="suspect", at=NOON - DAY, area=PIDU)
    found = delivery(classes=[{"number": "A1", "classification": "确诊病例", "since": "2020-12-08 09:00"}])
    batch = LineListImport.objects.get(id=import_delivery(outbreak, found).batch)
    case.refresh_from_db()
    assert case.classification == "confirmed"
    undone = undo_import(batch)
    assert (undone.undone, [one["code"] for one in undone.kept]) == (0, ["undo.corrected"])
    assert Case.objects.get().classification == "confirmed"


@pytest.mark.skipif(not TIANJIN.exists(), reason="the published list is not here")
def test_the_published_list_of_tianjin(outbreak, tmp_path):
    outbreak.area = "12"
    outbreak.save()

    def bring() -> None:
        assert import_linelist(outbreak, read_file(TIANJIN), load_mapping("tianjin2020")).created > 100

    out_and_in(outbreak, tmp_path / "tianjin.jsonl", bring)
