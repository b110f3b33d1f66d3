"""The published line list of Tianjin 2020 comes in whole; its counts are those of the table itself."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fangxian.response.casework.actions.import_linelist import import_linelist
from fangxian.response.casework.linelist.mapping import load_mapping
from fangxian.response.casework.linelist.table import read_file
from fangxian.response.casework.models import Case, Relationship
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow
from tests import factories

ROOT = Path(__file__).parents[2]
FILE = Path(os.environ.get("FANGXIAN_SHARED_DATA", ROOT / "../shared/data")) / "tianjin2020/Tianjin135cases_revised.csv"
pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason=f"the Tianjin line list is not here ({FILE}); set FANGXIAN_SHARED_DATA to where it is"
)


@pytest.fixture(scope="module")
def published():
    """The table, read by nothing but the standard library."""
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def imported(db):
    with access.everywhere():
        factories.workspace(clock=datetime(2020, 3, 1, tzinfo=UTC), home="12")
        incident = factories.incident("tianjin", area="12", opened_at=datetime(2020, 1, 20, tzinfo=UTC))
        table, mapping = read_file(FILE), load_mapping("tianjin2020")
        yield incident, import_linelist(incident, table, mapping), lambda: import_linelist(incident, table, mapping)


def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


def test_all_135_cases_come_in(imported, published):
    _incident, result, _again = imported
    assert (result.rows, result.created, result.rejected) == (135, 135, 0)
    assert set(Case.objects.values_list("number", flat=True)) == {row["case_id"] for row in published}
    assert [problem for problem in result.problems if problem.field not in ("source", "onset_on")] == []


def test_the_curve_by_onset_is_the_tables(imported, published):
    table = Counter(day(row["symptom_onset"]) for row in published if row["symptom_onset"] != "NA")
    assert Counter(Case.objects.exclude(onset_on=None).values_list("onset_on", flat=True)) == table
    assert Case.objects.filter(onset_on=None).count() == sum(row["symptom_onset"] == "NA" for row in published)


def test_the_curve_by_confirmation_is_the_tables(imported, published):
    from fangxian.response.ledger import clock

    table = Counter(day(row["confirm_date"]) for row in published)
    zone = clock.zone()
    assert Counter(at.astimezone(zone).date() for at in Case.objects.values_list("classified_at", flat=True)) == table


def test_sex_age_severity_and_deaths_are_the_tables(imported, published):
    cases = Case.objects.select_related("person")
    assert Counter(case.person.sex for case in cases) == Counter(row["gender "].strip() for row in published)
    assert Counter(case.person.age for case in cases) == Counter(int(row["age"]) for row in published)
    severity = {"normal": "ordinary", "severe": "severe", "minor": "mild"}
    assert Counter(case.severity for case in cases) == Counter(severity.get(row["severity"], "") for row in published)
    died = {row["case_id"] for row in published if re.match(r"\d\d/", row["death"])}
    assert {case.number for case in cases if case.outcome == "died"} == died
    assert FactRow.objects.filter(kind="case.died").count() == len(died) == 3


def test_every_link_that_the_sources_state_is_read_and_no_other(imported, published):
    incident, result, _again = imported
    known = {row["case_id"] for row in published}
    stated = {
        (f"TJ{number}", row["case_id"])
        for row in published
        for number in re.findall(r"(?:TJ|case )\s*(\d+)", row["Infection_source"])
        if f"TJ{number}" in known and f"TJ{number}" != row["case_id"]
    }
    numbers = dict(Case.objects.values_list("person", "number"))
    links = Relationship.objects.filter(incident=incident)
    assert {(numbers[link.source_id], numbers[link.person_id]) for link in links} == stated
    assert result.links == len(stated) > 80
    assert set(links.values_list("certainty", flat=True)) == {"probable"}


def test_the_clusters_are_read_out_of_the_sources(imported, published):
    clusters = Counter(Case.objects.values_list("cluster", flat=True))
    mall = [row for row in published if re.search(r"mall|superstore| mail", row["Infection_source"], re.IGNORECASE)]
    assert clusters["宝坻百货大楼 Baodi shopping mall"] == len(mall)
    others = [row for row in published if row not in mall]
    assert clusters["列车 Railway"] == sum("train" in row["Infection_source"].lower() for row in others)


def test_the_source_stands_as_the_table_has_it(imported, published):
    for row in published:
        text = " ".join(row["Infection_source"].split())
        expected = "" if text in ("unknown", "unclear") else text
        assert Case.objects.get(number=row["case_id"]).source == expected


def test_importing_it_again_changes_nothing(imported):
    _incident, _first, again = imported
    facts = FactRow.objects.count()
    result = again()
    assert (result.created, result.updated, result.unchanged, result.links) == (0, 0, 135, 0)
    assert FactRow.objects.count() == facts
