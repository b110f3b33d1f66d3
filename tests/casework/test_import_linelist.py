"""Importing a line list."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import NotAllowed
from fangxian.response.casework.actions import amend_case, reclassify_case
from fangxian.response.casework.actions.import_linelist import import_linelist
from fangxian.response.casework.linelist.mapping import Mapping
from fangxian.response.casework.linelist.table import read_bytes
from fangxian.response.casework.models import Case, Contact, ImportedRow, LineListImport, Relationship, ReviewRow
from fangxian.response.ledger.models import FactRow
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Identity, Person
from tests import factories
from tests.casework.ledger import kinds, said
from tests.factories import PIDU

FIELDS = ("number", "classification", "confirmed_on", "onset_on", "sex", "age", "area", "source", "related_cases")
MAPPING = Mapping(
    columns={name: name for name in (*FIELDS, "severity", "died_on", "name", "id_number", "phone", "contact_number")}
)


def listed(*rows: dict[str, str], **options):
    headings = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, headings)
    writer.writeheader()
    writer.writerows(rows)
    return read_bytes(file.getvalue().encode(), "list.csv")


def case(number: str, **said_: str) -> dict[str, str]:
    return {"number": number, "classification": "confirmed", "confirmed_on": "2020-12-07", **said_}


def counts(result):
    return (result.created, result.updated, result.unchanged, result.rejected)


def test_each_row_becomes_a_case_at_the_beginning_of_its_local_day(outbreak):
    result = import_linelist(outbreak, listed(case("A1", sex="女", age="69", onset_on="2020-12-05")), MAPPING)
    assert counts(result) == (1, 0, 0, 0)
    held = Case.objects.get()
    assert (held.onset_on, held.person.sex, held.person.age, held.area) == (date(2020, 12, 5), "F", 69, PIDU)
    assert held.classified_at.isoformat() == "2020-12-06T16:00:00+00:00"
    assert kinds(held.subject) == ["case.confirmed"]
    assert said(held.subject, "case.confirmed")["batch"] == str(result.batch)


def test_the_same_file_twice_changes_nothing(outbreak):
    table = listed(case("A1", source="case A2"), case("A2", age="not known"))
    import_linelist(outbreak, table, MAPPING)
    before = [list(model.objects.order_by("pk").values()) for model in (Case, FactRow, ReviewRow, LineListImport)]
    result = import_linelist(outbreak, table, MAPPING)
    assert counts(result) == (0, 0, 2, 0)
    after = [list(model.objects.order_by("pk").values()) for model in (Case, FactRow, ReviewRow, LineListImport)]
    assert after == before


def test_a_value_that_the_next_list_says_otherwise_is_a_correction_not_a_second_case(outbreak):
    import_linelist(outbreak, listed(case("A1", onset_on="2020-12-05")), MAPPING)
    result = import_linelist(outbreak, listed(case("A1", onset_on="2020-12-04")), MAPPING)
    assert counts(result) == (0, 1, 0, 0)
    held = Case.objects.get()
    assert held.onset_on == date(2020, 12, 4)
    first, second = FactRow.objects.filter(kind="case.confirmed").order_by("seq")
    assert (second.corrects, second.attributes["onset_on"]) == (first.id, "2020-12-04")


def test_an_empty_cell_erases_nothing(outbreak):
    import_linelist(outbreak, listed(case("A1", onset_on="2020-12-05", age="40")), MAPPING)
    result = import_linelist(outbreak, listed(case("A1", onset_on="", age="")), MAPPING)
    assert counts(result) == (0, 0, 1, 0)
    assert Case.objects.get().onset_on == date(2020, 12, 5)


def test_what_somebody_corrected_by_hand_is_left_and_listed(outbreak):
    import_linelist(outbreak, listed(case("A1", onset_on="2020-12-05")), MAPPING)
    amend_case(Case.objects.get(), {"onset_on": date(2020, 12, 1)})
    old = import_linelist(outbreak, listed(case("A1", onset_on="2020-12-05")), MAPPING)
    assert counts(old) == (0, 0, 1, 0)
    new = import_linelist(outbreak, listed(case("A1", onset_on="2020-12-04")), MAPPING)
    assert Case.objects.get().onset_on == date(2020, 12, 1)
    assert [(p.field, p.code, p.params["held"]) for p in new.problems] == [("onset_on", "value.differs", "2020-12-01")]


def test_a_case_entered_by_hand_is_met_again_by_its_number_and_filled_in(outbreak):
    factories.case(outbreak, number="A1", onset_on=None)
    result = import_linelist(outbreak, listed(case("A1", onset_on="2020-12-04", confirmed_on="2020-12-08")), MAPPING)
    assert counts(result) == (0, 1, 0, 0)
    assert Case.objects.get().onset_on == date(2020, 12, 4)


def test_a_later_class_is_a_step_of_the_history(outbreak):
    import_linelist(outbreak, listed(case("A1", classification="疑似病例", confirmed_on="2020-12-06")), MAPPING)
    import_linelist(outbreak, listed(case("A1", classification="确诊病例", confirmed_on="2020-12-07")), MAPPING)
    held = Case.objects.get()
    assert [line.classification for line in held.history.filter(replaced_at=None)] == ["suspect", "confirmed"]
    assert kinds(held.subject) == ["case.suspected", "case.confirmed", "case.converted"]


def test_another_class_on_the_same_day_is_a_correction(outbreak):
    import_linelist(outbreak, listed(case("A1", classification="asymptomatic")), MAPPING)
    import_linelist(outbreak, listed(case("A1", classification="confirmed")), MAPPING)
    held = Case.objects.get()
    assert held.classification == "confirmed"
    assert [line.classification for line in held.history.filter(replaced_at=None)] == ["confirmed"]
    assert FactRow.objects.get(kind="case.confirmed").corrects == FactRow.objects.get(kind="case.asymptomatic").id


def test_an_old_list_does_not_undo_a_class_given_by_hand(outbreak):
    table = listed(case("A1", classification="suspect", confirmed_on="2020-12-06"))
    import_linelist(outbreak, table, MAPPING)
    reclassify_case(Case.objects.get(), "confirmed", at=factories.NOON)
    assert counts(import_linelist(outbreak, table, MAPPING)) == (0, 0, 1, 0)
    assert Case.objects.get().classification == "confirmed"


def test_a_bad_value_is_left_out_of_its_row_and_listed(outbreak):
    result = import_linelist(outbreak, listed(case("A1", onset_on="soon", age="59", area="火星")), MAPPING)
    assert counts(result) == (1, 0, 0, 0)
    held = Case.objects.get()
    assert (held.onset_on, held.person.age, held.area) == (None, 59, PIDU)
    review = {(row.row, row.field, row.code): row.values for row in ReviewRow.objects.all()}
    assert review == {
        (2, "onset_on", "value.date"): {"text": "soon", "number": "A1"},
        (2, "area", "value.area_unknown"): {"text": "火星", "number": "A1"},
    }


@pytest.mark.parametrize("missing", ["number", "classification", "confirmed_on"])
def test_a_row_without_what_is_needed_stays_out_and_stops_no_other(outbreak, missing):
    result = import_linelist(outbreak, listed(case("A1") | {missing: ""}, case("A2")), MAPPING)
    assert counts(result) == (1, 0, 0, 1)
    assert [(row.row, row.field, row.code) for row in ReviewRow.objects.all()] == [(2, missing, "row.missing")]


def test_a_number_that_stands_twice_counts_once(outbreak):
    result = import_linelist(outbreak, listed(case("A1", age="1"), case("A1", age="2")), MAPPING)
    assert counts(result) == (1, 0, 0, 1)
    assert Person.objects.get().age == 1


def test_sources_become_links_between_cases_whatever_the_order_of_the_rows(outbreak):
    result = import_linelist(
        outbreak, listed(case("A1", source="contact with A2; family"), case("A2", source="A9")), MAPPING
    )
    assert result.links == 1
    link = Relationship.objects.get()
    assert (link.source.label, link.person.label, link.certainty) == ("A2", "A1", "probable")
    assert link.social == "contact with A2; family"
    assert not Contact.objects.exists()
    assert [(p.line, p.code, p.text) for p in result.problems] == [(3, "link.unknown", "A9")]


def test_of_related_cases_the_one_that_fell_ill_first_is_taken_for_the_source(outbreak):
    rows = (
        case("A1", onset_on="2020-12-05", related_cases="2"),
        case("A2", onset_on="2020-12-02", related_cases="1"),
    )
    result = import_linelist(outbreak, listed(*rows), MAPPING)
    assert result.links == 1
    link = Relationship.objects.get()
    assert (link.source.label, link.person.label) == ("A2", "A1")


def test_a_link_that_the_next_list_no_longer_states_is_voided(outbreak):
    import_linelist(outbreak, listed(case("A1", source="A2"), case("A2"), case("A3")), MAPPING)
    result = import_linelist(outbreak, listed(case("A1", source="A3"), case("A2"), case("A3")), MAPPING)
    assert (result.links, result.unlinked) == (1, 1)
    assert Relationship.objects.get(voided_at=None).source.label == "A3"


def test_identities_are_sealed_and_nothing_of_them_is_kept_in_the_clear(outbreak):
    bad = "110105194912310021"
    table = listed(
        case("A1", name="张某某", id_number="11010519491231002X", phone="13812345678"), case("A2", id_number=bad)
    )
    import_linelist(outbreak, table, MAPPING)
    assert Identity.objects.count() == 1
    kept = str(
        [list(model.objects.values()) for model in (Case, Person, FactRow, ImportedRow, ReviewRow, LineListImport)]
    )
    for secret in ("张某某", "11010519491231002X", "13812345678", bad):
        assert secret not in kept
    assert ReviewRow.objects.get().code == "identity.number_check"


def test_a_contact_in_the_list_becomes_a_case_and_nobody_is_doubled(outbreak):
    by_document, by_number = factories.contact(outbreak), factories.contact(outbreak, number="MJ-7")
    set_identity(by_document.person, IdentityCard(name="张某某", id_number="11010519491231002X"))
    result = import_linelist(
        outbreak, listed(case("A1", id_number="11010519491231002X"), case("A2", contact_number="MJ-7")), MAPPING
    )
    assert counts(result) == (2, 0, 0, 0)
    assert {held.number: held.person for held in Case.objects.all()} == {
        "A1": by_document.person, "A2": by_number.person,
    }  # fmt: skip
    assert Person.objects.count() == 2
    assert kinds(by_document.subject) == ["case.confirmed", "person.became_case"]


def test_two_rows_with_one_identity_are_one_person(outbreak):
    same = {"id_number": "11010519491231002X"}
    result = import_linelist(outbreak, listed(case("A1", **same), case("A2", **same)), MAPPING)
    assert counts(result) == (1, 0, 0, 1)
    assert [(p.code, p.params["held"]) for p in result.problems] == [("row.person_is_case", "A1")]


def test_a_dry_run_says_what_would_happen_and_does_nothing(outbreak):
    result = import_linelist(outbreak, listed(case("A1", age="old"), case("A2", source="A1")), MAPPING, dry_run=True)
    assert (counts(result), result.links, len(result.problems)) == ((2, 0, 0, 0), 1, 1)
    assert not any(model.objects.exists() for model in (Case, FactRow, LineListImport, ReviewRow, Relationship))


def test_a_post_imports_for_its_own_area_only(outbreak):
    factories.case(outbreak, number="A3", area="510108")
    rows = (case("A1", area=PIDU), case("A2", area="510104"), case("A3"))
    chengdu = factories.incident("chengdu", area="5101")
    pidu = factories.post(PIDU)
    result = import_linelist(chengdu, listed(*rows[:2]), MAPPING, by=pidu)
    assert counts(result) == (1, 0, 0, 1)
    assert [p.code for p in result.problems] == ["row.outside_area"]
    assert [p.code for p in import_linelist(outbreak, listed(rows[2]), MAPPING, by=pidu).problems] == [
        "row.number_elsewhere"
    ]
    with pytest.raises(NotAllowed):
        import_linelist(outbreak, listed(case("A9")), MAPPING, by=factories.post(PIDU, "street_officer"))


def test_progress_is_told(outbreak):
    told = []
    import_linelist(
        outbreak, listed(*(case(f"A{n}") for n in range(501))), MAPPING, on_progress=lambda *n: told.append(n)
    )
    assert told == [(500, 501), (501, 501)]


cell = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "A1", "A2", "case 2", "confirmed", "2020-12-07", "2020-12-06", "女", "疑似", "510117", "\x00", "=1+1"]
    ),
)
row = st.fixed_dictionaries(
    {
        "number": st.one_of(st.sampled_from(["A1", "A2", "A3", "A4"]), cell),
        "classification": st.one_of(st.sampled_from(["confirmed", "suspect", "asymptomatic", "excluded"]), cell),
        "confirmed_on": st.one_of(st.sampled_from(["2020-12-05", "2020-12-06", "2020-12-07"]), cell),
        **dict.fromkeys(("onset_on", "sex", "age", "area", "source", "related_cases", "severity", "died_on"), cell),
        **dict.fromkeys(("name", "id_number", "phone", "contact_number"), cell),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(row, min_size=1, max_size=8), st.lists(row, min_size=1, max_size=8))
def test_garbage_in_any_cell_stops_nothing_and_every_row_is_accounted_for(outbreak, first, second):
    for rows in (first, second):
        table = listed(*rows)
        # A blank row is no row.
        result = import_linelist(outbreak, table, MAPPING)
        assert result.rows == len(table.rows) == sum(counts(result))
        listed_rows = {problem.line for problem in result.problems}
        assert len(listed_rows) >= result.rejected
        again = import_linelist(outbreak, table, MAPPING)
        assert (again.created, again.updated, again.links, again.unlinked) == (0, 0, 0, 0)
        assert again.rejected + again.unchanged == result.rows


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(row, min_size=1, max_size=8))
def test_a_clean_row_comes_in_whatever_stands_in_the_others(outbreak, rows):
    number = f"CLEAN-{FactRow.objects.count()}-{ImportedRow.objects.count()}"
    import_linelist(outbreak, listed(*rows, case(number, onset_on="2020-12-05")), MAPPING)
    assert Case.objects.get(number=number).onset_on == date(2020, 12, 5)
