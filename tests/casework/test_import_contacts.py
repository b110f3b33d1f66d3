"""Importing contacts, who exposed them, and what is on record of them."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fangxian.response.casework.actions import _import_contacts
from fangxian.response.casework.actions._import_run import Memory
from fangxian.response.casework.actions.import_linelist import import_delivery
from fangxian.response.casework.linelist.formats import Delivery, read_delivery
from fangxian.response.casework.linelist.formats.delivery import digest_of, of_objects
from fangxian.response.casework.models import (
    Contact,
    FollowUp,
    ImportedRow,
    LineListImport,
    Relationship,
    ReviewRow,
    Visit,
)
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.registry.actions import find_duplicates
from fangxian.response.registry.models import Duplicate, Identity, Person
from tests import factories
from tests.casework.ledger import kinds, said
from tests.factories import PIDU, PITONG, TAIPING

pytestmark = pytest.mark.usefixtures("outbreak")
IDENTITY = "11010519491231002X"


def delivery(**sheets: list[dict[str, object]]) -> Delivery:
    return of_objects("table", sheets, "file.json", digest_of(repr(sorted(sheets.items())).encode()))


def contact(number: str, source: str = "A1", **said_: object) -> dict[str, object]:
    return {"number": number, "source_case": source, "last_exposure": "2020-12-06 18:30", **said_}


def case(number: str = "A1") -> dict[str, object]:
    return {"number": number, "classification": "confirmed", "confirmed_on": "2020-12-07"}


def counts(result) -> tuple[int, int, int, int]:
    return (result.created, result.updated, result.unchanged, result.rejected)


def test_a_contact_comes_under_management_with_the_hour_that_the_list_says(outbreak):
    factories.case(outbreak, number="A1")
    rows = [contact("K1", sex="女", age=30, area=PITONG, kind="密接", setting="household")]
    result = import_delivery(outbreak, delivery(contacts=rows))
    assert counts(result) == (1, 0, 0, 0)
    held = Contact.objects.get()
    assert (held.number, held.kind, held.area, held.person.sex, held.person.age) == ("K1", "close", PITONG, "F", 30)
    assert held.last_exposure.isoformat() == "2020-12-06T10:30:00+00:00"
    assert kinds(held.subject) == ["exposure.recorded"]
    assert said(held.subject, "exposure.recorded")["batch"] == str(result.batch)
    assert TaskRow.objects.filter(subject=held.subject).exists()


def test_a_spreadsheet_of_contacts_is_known_by_its_headings(outbreak):
    factories.case(outbreak, number="A1")
    text = "密接编号,病例编号,姓名,身份证号,末次接触时间,与病例关系\nK1,A1,张某某,,2020-12-06,同事\n"
    found = read_delivery(text.encode("gb18030"), "密接.csv")
    assert [sheet.kind.name for sheet in found.sheets] == ["contacts"]
    import_delivery(outbreak, found)
    assert Relationship.objects.get().social == "同事"
    assert Identity.objects.filter(person=Contact.objects.get().person).exists()


def test_cases_contacts_and_all_that_is_about_them_come_in_at_once(outbreak):
    factories.areas()
    found = delivery(
        cases=[case()],
        contacts=[contact("K1", controlled_at="2020-12-07 09:00"), {"number": "K2"}],
        relationships=[{"source_case": "A1", "number": "K2", "last_exposure": "2020-12-05"}],
        visits=[{"number": "A1", "place": "菜市场", "place_area": PIDU, "began_at": "2020-12-06 08:00"}],
        follow_ups=[{"number": "K1", "day": "2020-12-07", "status": "正常", "temperature": "36.6"}],
        samples=[{"number": "K1", "sample": "S1", "taken_at": "2020-12-07 10:00", "result": "阴性"}],
    )
    result = import_delivery(outbreak, found)
    assert counts(result) == (7, 0, 0, 0), result.problems
    assert set(Contact.objects.values_list("number", flat=True)) == {"K1", "K2"}
    first = Contact.objects.get(number="K1")
    assert first.controlled_at is not None
    assert kinds(first.subject) == [
        "exposure.recorded", "quarantine.started", "followup.visit", "sample.taken", "sample.resulted",
    ]  # fmt: skip
    assert Visit.objects.get().place_name == "菜市场"
    assert {fact.attributes.get("batch") for fact in FactRow.objects.all()} == {str(result.batch)}


def test_a_contact_of_a_contact_may_stand_before_it_in_the_list(outbreak):
    factories.case(outbreak, number="A1")
    rows = [contact("K3", "K2"), contact("K2", "K1"), contact("K1")]
    assert counts(import_delivery(outbreak, delivery(contacts=rows))) == (3, 0, 0, 0)
    assert Relationship.objects.count() == 3


def test_contacts_who_name_each_other_as_source_stay_out(outbreak):
    result = import_delivery(outbreak, delivery(contacts=[contact("K1", "K2"), contact("K2", "K1")]))
    assert [problem.code for problem in result.problems] == ["row.source_unknown", "row.source_unknown"]
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"number": "K1"}, "row.no_source"),
        (contact("K1", "X9"), "row.source_unknown"),
        (contact("", "A1"), "row.missing"),
        (contact("K1", last_exposure=""), "row.refused"),
        (contact("K1", kind="friend"), "value.choice"),
    ],
)
def test_what_is_wrong_with_a_row_is_listed_and_stops_no_other(outbreak, row, code):
    factories.case(outbreak, number="A1")
    result = import_delivery(outbreak, delivery(contacts=[contact("K8"), row, contact("K9")]))
    assert [problem.code for problem in result.problems] == [code]
    assert Contact.objects.filter(number__in=["K8", "K9"]).count() == 2
    assert result.rows == result.created + result.updated + result.unchanged + result.rejected == 3


def test_a_contact_whose_relationships_all_stay_out_stays_out_too(outbreak):
    found = delivery(contacts=[{"number": "K1"}], relationships=[{"source_case": "X", "number": "K1"}])
    assert counts(import_delivery(outbreak, found)) == (0, 0, 0, 2)
    assert not Person.objects.exists()
    assert not ImportedRow.objects.exists()


def test_a_known_identity_document_leads_to_its_person(outbreak):
    factories.case(outbreak, number="A1")
    import_delivery(outbreak, delivery(contacts=[contact("K1", id_number=IDENTITY, name="张某某")]))
    twice = [contact("K2", id_number=IDENTITY), contact("K3", id_number="440524188001010014"),
             contact("K4", id_number="440524188001010014")]  # fmt: skip
    result = import_delivery(outbreak, delivery(contacts=twice))
    assert [(p.line, p.code, p.params["held"]) for p in result.problems] == [
        (1, "row.same_person", "K1"), (3, "row.same_person", "K3"),
    ]  # fmt: skip
    assert sorted(Contact.objects.values_list("number", flat=True)) == ["K1", "K3"]
    assert Person.objects.exclude(cases__number="A1").count() == 2


def test_who_merely_resembles_somebody_goes_into_the_queue(outbreak):
    factories.case(outbreak, number="A1")
    same = {"name": "张三丰", "phone": "13812345678"}
    import_delivery(outbreak, delivery(contacts=[contact("K1", **same)]))
    import_delivery(outbreak, delivery(contacts=[contact("K2", **same)]))
    find_duplicates()
    assert Duplicate.objects.get().state == "waiting"
    assert Contact.objects.count() == 2


def test_what_the_register_says_otherwise_is_left_and_listed(outbreak):
    factories.case(outbreak, number="A1")
    import_delivery(outbreak, delivery(contacts=[contact("K1", age=30)]))
    result = import_delivery(outbreak, delivery(contacts=[contact("K1", age=31, sex="M")]))
    assert counts(result) == (0, 1, 0, 0)
    person = Contact.objects.get().person
    assert (person.age, person.sex) == (30, "M")
    assert [(p.field, p.params["held"]) for p in result.problems] == [("age", "30")]


def test_a_later_exposure_in_the_next_list_moves_the_contact(outbreak):
    factories.case(outbreak, number="A1")
    import_delivery(outbreak, delivery(contacts=[contact("K1")]))
    import_delivery(outbreak, delivery(contacts=[contact("K1", last_exposure="2020-12-07 20:00")]))
    assert Contact.objects.get().last_exposure.isoformat() == "2020-12-07T12:00:00+00:00"
    assert Relationship.objects.count() == 1


def test_a_post_brings_in_what_belongs_to_its_area_and_no_more(outbreak):
    factories.case(outbreak, number="A1")
    factories.case(outbreak, number="A2", area=PITONG)
    rows = [contact("K1", area=TAIPING), contact("K2", area=PIDU), contact("K3", "A2", area=PIDU)]
    result = import_delivery(outbreak, delivery(contacts=rows), by=factories.post(PITONG))
    assert sorted(Contact.objects.values_list("number", flat=True)) == ["K1", "K3"]
    assert [(problem.line, problem.code) for problem in result.problems] == [(2, "row.outside_area")]


def test_a_later_outcome_corrects_a_follow_up(outbreak):
    factories.contact(outbreak, number="K1")
    row = {"number": "K1", "day": "2020-12-07"}
    import_delivery(outbreak, delivery(follow_ups=[row | {"status": "missed"}]))
    result = import_delivery(outbreak, delivery(follow_ups=[row | {"status": "发热", "symptoms": "发热、咳嗽"}]))
    assert counts(result) == (0, 1, 0, 0)
    held = FollowUp.objects.get()
    assert (held.outcome, held.symptoms) == ("seen_ill", ["fever", "cough"])


_NUMBERS = st.sampled_from(["K1", "K2", "K3", "A1", "A2"])
_SOURCES = st.sampled_from(["K1", "K2", "K3", "A1", "A2", "X9", ""])
_ROWS = st.fixed_dictionaries(
    {"number": _NUMBERS, "source_case": _SOURCES, "last_exposure": st.sampled_from(["2020-12-06 18:30", "soon"])},
    optional={
        "age": st.sampled_from(["30", "31", "old"]),
        "kind": st.sampled_from(["次密接", "friend"]),
        "identified_at": st.sampled_from(["2020-12-06", "2020-12-24"]),
        "id_number": st.sampled_from([IDENTITY, "440524188001010014", "1"]),
        "controlled_at": st.sampled_from(["2020-12-07 09:00", "never"]),
    },
)
_LINKS = st.fixed_dictionaries(
    {"source_case": _SOURCES, "number": _NUMBERS, "last_exposure": st.sampled_from(["2020-12-05", "never"])},
    optional={"identified_at": st.just("2020-12-06")},
)
_KEPT = (Contact, Person, Relationship, Identity, FactRow, ReviewRow, ImportedRow)


def everything() -> list[list[dict[str, object]]]:
    return [list(model._default_manager.order_by("pk").values()) for model in _KEPT]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(contacts=st.lists(_ROWS, max_size=6), relationships=st.lists(_LINKS, max_size=5))
@example(
    contacts=[{"number": "K1", "source_case": ""}],
    relationships=[{"source_case": "K1", "number": "K1"}, {"source_case": "K1", "number": "A1"}],
)
@example(  # K2 stays out, and is by its document K1, of whom its row would say more
    contacts=[contact("K1", id_number=IDENTITY), {"number": "K2", "age": "30", "id_number": IDENTITY}],
    relationships=[{"source_case": "X9", "number": "K2", "last_exposure": "2020-12-05"}],
)
@example(  # K1 and K2 share a document that only rows which stay out have stated
    contacts=[
        contact("K1", "K1"), contact("K2", "K1", id_number=IDENTITY), contact("K1", "", id_number=IDENTITY),
        contact("K1", "A1"),
    ],
    relationships=[],
)  # fmt: skip
@example(
    contacts=[
        contact("K1", "K1"), contact("K2", "K1", id_number=IDENTITY), contact("K1", "", id_number=IDENTITY),
        contact("K2", "A1"),
    ],
    relationships=[],
)  # fmt: skip
def test_whatever_the_file_every_row_is_accounted_for_and_a_second_time_changes_nothing(
    outbreak, contacts, relationships
):
    with transaction.atomic():
        factories.case(outbreak, number="A1")
        found = delivery(cases=[case("A2")], contacts=contacts, relationships=relationships)
        result = import_delivery(outbreak, found)
        assert result.rows == found.rows
        assert result.rows == result.created + result.updated + result.unchanged + result.rejected
        assert result.created == ImportedRow.objects.count()
        before = everything()
        again = import_delivery(outbreak, found)
        assert (again.created, again.updated, again.rejected) == (0, 0, result.rejected)
        assert everything() == before
        assert LineListImport.objects.count() == 1
        transaction.set_rollback(True)


def test_nothing_hangs_on_a_contact_who_stays_out(outbreak):
    factories.case(outbreak, number="A1")
    found = delivery(
        contacts=[{"number": "K1"}, contact("K2", "K1"), {"number": "K3"}, contact("K4")],
        relationships=[
            {"source_case": "A1", "number": "K1", "last_exposure": "never"},
            {"source_case": "K1", "number": "K3", "last_exposure": "2020-12-05"},
        ],
    )
    result = import_delivery(outbreak, found)
    assert sorted((problem.line, problem.code) for problem in result.problems if problem.code.startswith("row.")) == [
        (1, "row.no_source"), (1, "row.refused"), (2, "row.source_unknown"), (2, "row.source_unknown"),
        (3, "row.no_source"),
    ]  # fmt: skip
    assert list(Contact.objects.values_list("number", flat=True)) == ["K4"]
    assert set(Person.objects.values_list("label", flat=True)) == {"A1", "K4"}


def test_what_a_row_that_stays_out_says_of_a_person_is_not_taken(outbreak):
    factories.case(outbreak, number="A1")
    import_delivery(outbreak, delivery(contacts=[contact("K1"), contact("K2")]))
    import_delivery(outbreak, delivery(contacts=[contact("K1", "K2", last_exposure="soon", age=30)]))
    assert Contact.objects.get(number="K1").person.age is None
    import_delivery(outbreak, delivery(contacts=[contact("K1", "K2", age=31)]))
    assert Contact.objects.get(number="K1").person.age == 31


def test_a_chain_of_relationships_comes_in_whatever_its_order(outbreak):
    factories.case(outbreak, number="A1")
    links = [{"source_case": source, "number": number, "last_exposure": "2020-12-05"}
             for source, number in (("K2", "K3"), ("K1", "K2"), ("A1", "K1"))]  # fmt: skip
    found = delivery(contacts=[contact("K4", "K3"), *({"number": f"K{n}"} for n in (3, 2, 1))], relationships=links)
    assert counts(import_delivery(outbreak, found)) == (7, 0, 0, 0)
    assert sorted(Contact.objects.values_list("number", flat=True)) == ["K1", "K2", "K3", "K4"]


@pytest.mark.parametrize("reached", [0, 1, 2, 3])
def test_an_import_that_was_cut_off_leaves_nothing_half_and_is_finished_by_the_next(outbreak, monkeypatch, reached):
    factories.case(outbreak, number="A1")
    found = delivery(
        contacts=[contact("K1"), contact("K2", "K1"), {"number": "K3"}],
        relationships=[{"source_case": "K2", "number": "K3", "last_exposure": "2020-12-05"}],
    )
    monkeypatch.setattr(_import_contacts, "CHUNK", 1)
    write, calls = Memory.write, iter(range(9))

    def cut_off(memory: Memory, *said: object) -> None:
        if next(calls) == reached:
            raise ConnectionError
        write(memory, *said)

    with monkeypatch.context() as cut:
        cut.setattr(Memory, "write", cut_off)
        with pytest.raises(ConnectionError):
            import_delivery(outbreak, found)
    came_in = min(reached, 2)  # the relationship and the row of whom it exposes come in together
    assert ImportedRow.objects.count() == Contact.objects.count() == Relationship.objects.count() == came_in
    assert Person.objects.count() == came_in + 1
    assert counts(import_delivery(outbreak, found)) == (4 - came_in, 0, came_in, 0)
    assert sorted(Contact.objects.values_list("number", flat=True)) == ["K1", "K2", "K3"]


def test_a_dry_run_leaves_nothing(outbreak):
    result = import_delivery(outbreak, delivery(cases=[case()], contacts=[contact("K1")]), dry_run=True)
    assert counts(result) == (2, 0, 0, 0)
    assert not FactRow.objects.exists()
    assert not LineListImport.objects.exists()


def test_progress_reaches_the_number_of_rows(outbreak):
    told = []
    found = delivery(cases=[case()], contacts=[contact("K1"), contact("K2", "X")])
    import_delivery(outbreak, found, on_progress=lambda done, whole: told.append((done, whole)))
    assert told[-1] == (3, 3)


def test_a_csv_written_by_others_is_read_the_same(outbreak):
    factories.case(outbreak, number="A1")
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([["contact_id", "source_visualid", "date_of_last_contact"], ["K1", "A1", "2020-12-06"]])
    import_delivery(outbreak, read_delivery(file.getvalue().encode(), "contacts.csv"))
    assert Contact.objects.get().number == "K1"
