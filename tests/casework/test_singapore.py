"""The published line list of Singapore 2020: numbers that are mere figures, and cases related to each other."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fangxian.response.casework.actions.import_linelist import import_linelist
from fangxian.response.casework.linelist.mapping import load_mapping
from fangxian.response.casework.linelist.table import read_file
from fangxian.response.casework.models import Case, Relationship
from fangxian.response.jurisdiction import access
from tests import factories

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("FANGXIAN_SHARED_DATA", ROOT / "../shared/data"))
FILE = SHARED / "singapore2020/COVID-19_Singapore_data_revised.csv"
pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason=f"the Singapore line list is not here ({FILE}); set FANGXIAN_SHARED_DATA to where it is"
)


def test_all_93_cases_come_in_with_the_pairs_that_are_related(db):
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        published = list(csv.DictReader(file))
    with access.everywhere():
        factories.workspace(clock=datetime(2020, 3, 1, tzinfo=UTC))
        incident = factories.incident("singapore", area="SG", opened_at=datetime(2020, 1, 20, tzinfo=UTC))
        result = import_linelist(incident, read_file(FILE), load_mapping("singapore2020"))
        assert (result.rows, result.created) == (93, 93)
        pairs = {
            frozenset((int(row["CaseID"]), int(other)))
            for row in published
            for other in re.findall(r"\d+", row["Related cases"])
            if other != row["CaseID"]
        }
        number = {person: int(text[2:]) for person, text in Case.objects.values_list("person", "number")}
        links = [(number[link.source_id], number[link.person_id]) for link in Relationship.objects.all()]
        assert {frozenset(link) for link in links} == pairs
        assert len(links) == len(pairs)
        onset = dict(Case.objects.values_list("number", "onset_on"))
        for source, person in links:
            first, second = onset[f"SG{source}"], onset[f"SG{person}"]
            assert first is None or second is None or first <= second
        clusters = Counter(row["cluster"] if row["cluster"] != "NA" else "" for row in published)
        assert Counter(Case.objects.values_list("cluster", flat=True)) == clusters
