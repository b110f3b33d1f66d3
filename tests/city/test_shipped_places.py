"""The places that come with Fangxian: Chengdu and Pidu, from the division tree and the census of 2020."""

from __future__ import annotations

import numpy as np
import pytest

from fangxian.cli.city_sources import _divisions, spec_of
from fangxian.science.city.kinds import PlaceKind
from fangxian.science.city.parameters import load_parameters

pytestmark = pytest.mark.skipif(not _divisions().exists(), reason="the division tree was not built (make assets)")


def test_pidu_has_its_residents_streets_and_villages() -> None:
    spec = spec_of("pidu", load_parameters())
    assert spec.residents.sum() == 1_672_025
    assert np.unique(spec.zone_code).size == 12
    assert "510117001218" in spec.area_code  # 郫筒街道太平村
    assert not spec.urban[spec.area_code == "510117001218"][0]
    assert 103.6 < spec.lon.min() < spec.lon.max() < 104.1
    assert spec.landmarks == ()


def test_chengdu_is_whole() -> None:
    spec = spec_of("chengdu", load_parameters())
    assert spec.residents.sum() == 20_937_757
    assert spec.area_code.size == 3047
    assert np.unique(spec.zone_code).size == 261
    districts, first = np.unique(spec.district_code, return_index=True)
    assert districts.size == 20
    by_district = dict(zip(districts.tolist(), np.add.reduceat(spec.residents, first).tolist(), strict=True))
    assert by_district["510117"] == 1_672_025
    assert by_district["510104"] == 902_933
    assert {mark.kind for mark in spec.landmarks} == {PlaceKind.AIRPORT}
    assert len(spec.landmarks) == 2
    assert spec.residents.min() > 100
    assert not np.isnan(spec.lon).any()
