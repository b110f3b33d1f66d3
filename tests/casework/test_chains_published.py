"""Tianjin and Singapore 2020, imported whole: the chains read off the record are those of the published analysis.

Tindale LC, Stockdale JE, Coombe M, et al. Evidence for transmission of COVID-19 prior to symptom onset. eLife
2020;9:e57149. doi:10.7554/eLife.57149. Abstract: mean serial interval 4.17 days (Singapore) and 4.31 days (Tianjin).
The other figures are printed in the authors' own notebooks, in the repository that the tables come from
(carolinecolijn/ClustersCOVID19, ``singapore_serial_intervals_revised.md`` and ``tianjin_serial_intervals_revised.md``).

Two of their choices are followed where they are compared with: links that only the row of a case without an onset
states are left out, and in Tianjin two pairs that name each other count twice.
"""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median, stdev

import pytest

from fangxian.response.casework.actions.import_linelist import import_linelist
from fangxian.response.casework.linelist.mapping import load_mapping
from fangxian.response.casework.linelist.table import read_file
from fangxian.response.casework.queries.network import Network, network
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.science.tracing.chains import Chains, Link, read
from fangxian.science.tracing.chains.case_to_case import case_to_case, estimate
from fangxian.science.tracing.chains.groups import clusters
from fangxian.science.tracing.chains.intervals import intervals
from tests import factories

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("FANGXIAN_SHARED_DATA", ROOT / "../shared/data"))
TIANJIN = SHARED / "tianjin2020/Tianjin135cases_revised.csv"
SINGAPORE = SHARED / "singapore2020/COVID-19_Singapore_data_revised.csv"
pytestmark = pytest.mark.skipif(
    not (TIANJIN.exists() and SINGAPORE.exists()),
    reason=f"the published line lists are not here ({SHARED}); set FANGXIAN_SHARED_DATA to where they are",
)


@dataclass(frozen=True)
class Outbreak:
    """A published table beside the network that its import gave."""

    table: list[dict[str, str]]
    network: Network

    @property
    def chains(self) -> Chains:
        return self.network.chains

    def number(self, id_: str) -> str:
        return self.network.label(id_)

    def without(self, column: str, key: str, prefix: str) -> Chains:
        """The chains without links that only rows of cases without an onset state."""
        stated = {
            frozenset((f"{prefix}{other}", row[key] if row[key].startswith(prefix) else prefix + row[key]))
            for row in self.table
            if row.get("date_onset_symptoms", row.get("symptom_onset")) != "NA"
            for other in re.findall(r"\d+", row[column])
        }
        kept = [one for one in self.chains.links if frozenset(map(self.number, (one.source, one.target))) in stated]
        return read(self.chains.cases.values(), kept, longest_incubation=14)


def imported(file: Path, mapping: str, area: str) -> Outbreak:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        table = list(csv.DictReader(opened))
    factories.workspace(clock=datetime(2020, 3, 1, tzinfo=UTC), home=area)
    opened_at = datetime(2020, 1, 20, tzinfo=UTC)
    incident = factories.incident(mapping, area=area, opened_at=opened_at, pack="covid19-cn-8")
    import_linelist(incident, read_file(file), load_mapping(mapping))
    return Outbreak(table, network(incident, clock.now()))


@pytest.fixture
def singapore(db):
    with access.everywhere():
        yield imported(SINGAPORE, "singapore2020", "SG")


@pytest.fixture
def tianjin(db):
    with access.everywhere():
        yield imported(TIANJIN, "tianjin2020", "12")


def test_singapore_has_its_93_cases_65_pairs_and_clusters(singapore):
    assert len(singapore.chains.cases) == 93
    pairs = {
        frozenset((row["CaseID"], other))
        for row in singapore.table
        for other in re.findall(r"\d+", row["Related cases"])
        if other != row["CaseID"]
    }
    assert len(singapore.chains.links) == len(pairs) == 65
    published = Counter(row["cluster"] for row in singapore.table if row["cluster"] != "NA")
    assert {one.name: one.cases for one in clusters(singapore.chains)} == published


def test_singapores_components_are_the_published_thirteen(singapore):
    chains = singapore.without("Related cases", "CaseID", "SG")
    sizes = [6, 2, 15, 2, 3, 2, 2, 3, 4, 3, 2, 5, 9]  # components(sgraph)$csize
    assert sorted(map(len, chains.members())) == sorted(sizes)


def test_singapores_generations_follow_from_its_pairs(singapore):
    assert Counter(singapore.chains.generation.values()) == {0: 20, 1: 25, 2: 17, 3: 2}
    assert len(singapore.chains.unlinked) == 93 - 64
    assert singapore.chains.faults == ()


def test_singapores_direct_serial_intervals_are_the_published_ones(singapore):
    days = intervals(singapore.chains, singapore.chains.links)
    assert (round(mean(days), 3), round(stdev(days), 3), median(days)) == (4.054, 3.387, 3.5)


@pytest.mark.parametrize(
    ("first", "published"), [(3, (4.03, 1.06)), (4, (4.17, 1.06)), (5, (4.43, 1.09)), (6, (4.76, 1.15))]
)
def test_singapores_serial_interval_out_of_onsets_is_the_published_one(singapore, first, published):
    found = estimate(case_to_case(singapore.without("Related cases", "CaseID", "SG"), first))
    assert (round(found.mean, 2), round(found.sd, 2)) == published


def test_tianjin_has_its_135_cases_and_every_stated_link(tianjin):
    assert len(tianjin.chains.cases) == 135
    known = {row["case_id"] for row in tianjin.table}
    stated = {
        (f"TJ{number}", row["case_id"])
        for row in tianjin.table
        for number in re.findall(r"(?:TJ|case )\s*(\d+)", row["Infection_source"])
        if f"TJ{number}" in known and f"TJ{number}" != row["case_id"]
    }
    links = {tuple(map(tianjin.number, (one.source, one.target))) for one in tianjin.chains.links}
    assert links == stated


def published_tianjin(tianjin: Outbreak) -> list[Link]:
    """The authors' links: ``TJn`` in the source (and ``JN``, which they correct), of cases with an onset."""
    ids = {tianjin.number(id_): id_ for id_ in tianjin.chains.cases}
    return [
        Link(ids[f"TJ{number}"], ids[row["case_id"]], "probable")
        for row in tianjin.table
        if row["symptom_onset"] != "NA"
        for number in re.findall(r"(?i)(?:TJ|JN)(\d+)", row["Infection_source"])
    ]


def test_tianjins_direct_serial_intervals_are_the_published_ones(tianjin):
    chains = tianjin.chains
    days = [chains.interval(one) for one in published_tianjin(tianjin)]
    known = [abs(one) for one in days if one is not None]
    assert len(known) == 74
    assert (round(mean(known), 3), round(stdev(known), 3), median(known)) == (4.986, 3.337, 4)


@pytest.mark.parametrize(
    ("first", "published"), [(3, (4.17, 0.998)), (4, (4.31, 0.935)), (5, (4.43, 0.999)), (6, (4.54, 1.052))]
)
def test_tianjins_serial_interval_out_of_onsets_is_the_published_one(tianjin, first, published):
    chains = read(tianjin.chains.cases.values(), published_tianjin(tianjin))
    found = estimate(case_to_case(chains, first))
    assert (round(found.mean, 2), round(found.sd, 3)) == published


def test_tianjins_own_chains_give_the_published_interval_within_its_limits(tianjin):
    """With the links as imported, nothing corrected: 95 % limits of the published estimate are 2.91 to 5.72 days."""
    assert 2.91 < estimate(case_to_case(tianjin.chains)).mean < 5.72
    assert 2.91 < mean(intervals(tianjin.chains)) < 5.72


def test_tianjins_largest_cluster_is_the_mall(tianjin):
    mall = clusters(tianjin.chains)[0]
    words = r"mall|superstore| mail"
    assert mall.name == "宝坻百货大楼 Baodi shopping mall"
    assert mall.cases == sum(bool(re.search(words, row["Infection_source"], re.IGNORECASE)) for row in tianjin.table)
    assert (mall.links, mall.unlinked) == (1, mall.cases // 2)  # half of them shopped there and were linked to nobody


def test_links_against_the_onsets_are_named(tianjin):
    backwards = {
        tuple(map(tianjin.number, one.cases)): one.days for one in tianjin.chains.faults if one.kind == "backwards"
    }
    onsets = {row["case_id"]: row["symptom_onset"] for row in tianjin.table}
    for (source, target), days in backwards.items():
        first, second = (datetime.strptime(onsets[one], "%d/%m/%Y") for one in (source, target))  # noqa: DTZ007
        assert (second - first).days == days < 0
    assert {one.cases for one in tianjin.chains.faults if one.kind == "cycle"}
