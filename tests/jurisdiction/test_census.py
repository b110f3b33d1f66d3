"""The census adds up on every level it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangxian.response.jurisdiction.loading import census
from fangxian.response.jurisdiction.models import Population


def test_the_parts_add_up_to_the_published_totals() -> None:
    residents = census.read()
    counties = [count for code, count in residents.items() if len(code) == 6 and code.startswith("5101")]
    cities = [count for code, count in residents.items() if len(code) == 4 and code.startswith("51")]
    provinces = [count for code, count in residents.items() if len(code) == 2]
    assert (len(counties), sum(counties)) == (20, 20_937_757)
    assert (len(cities), sum(cities)) == (21, 83_674_866)
    assert (len(provinces), sum(provinces)) == (31, 1_411_778_724 - 2_000_000)
    assert residents["510117"] == 1_672_025


@pytest.mark.parametrize(("was", "becomes"), [("510117,1672025", "510117,1672026"), ("51,83674866", "51,83674867")])
def test_a_figure_that_breaks_a_sum_is_refused(tmp_path: Path, was: str, becomes: str) -> None:
    table = tmp_path / "census.csv"
    table.write_text(census.TABLE.read_text().replace(f"\n{was}\n", f"\n{becomes}\n"))
    with pytest.raises(ValueError, match="published are"):
        census.read(table)


def test_the_census_is_loaded_once_with_its_source(own_database: str) -> None:
    assert census.load().rows == 72
    row = Population.objects.get(area="510117", year=2020)
    assert row.residents == 1_672_025
    assert "2020-11-01" in row.source
    assert census.load().skipped
    assert Population.objects.count() == 72
