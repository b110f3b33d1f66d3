"""The division tree: complete, nested by code, loaded once, changed where it changed."""

from __future__ import annotations

import lzma
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from fangxian.errors import FangxianError
from fangxian.response.jurisdiction.loading import divisions
from fangxian.response.jurisdiction.models import Area
from tests.jurisdiction.conftest import TREE

Pack = Callable[..., Path]


def test_the_tree_is_loaded_with_levels_parents_and_english_names(own_database: str, asset: Pack) -> None:
    loaded = divisions.load(asset())
    assert (loaded.rows, loaded.skipped) == (20, False)
    assert Area.objects.count() == 20
    taiping = Area.objects.get(code="510117001218")
    assert (taiping.level, taiping.name, taiping.name_en) == ("community", "太平村村委会", "Taiping Village")
    assert (taiping.parent, taiping.pinyin) == ("510117001", "taipingcun")
    assert Area.objects.get(code="51").parent == ""


def test_communities_outside_sichuan_get_their_english_name_when_it_is_shown(own_database: str, asset: Pack) -> None:
    from fangxian.response.jurisdiction.queries import area_name

    divisions.load(asset())
    assert Area.objects.get(code="441900003001").name_en == ""
    assert area_name("441900003001", "en") == "Gangbei Community"
    assert Area.objects.get(code="441900").name_en == "Dongguan City"


def test_loading_the_same_tree_again_does_nothing(own_database: str, asset: Pack) -> None:
    divisions.load(asset())
    Area.objects.filter(code="51").update(name="changed by hand")
    again = divisions.load(asset())
    assert (again.rows, again.skipped) == (20, True)
    assert Area.objects.get(code="51").name == "changed by hand"


def test_a_newer_tree_changes_what_differs_and_removes_nothing(own_database: str, asset: Pack) -> None:
    divisions.load(asset())
    Area.objects.filter(code="510117").update(lon=103.9, lat=30.8)
    newer = TREE.replace("郫都区", "郫县").replace("510108,成华区,5101\n", "") + "510118,新津区,5101\n"
    loaded = divisions.load(asset(newer))
    assert (loaded.rows, loaded.skipped) == (20, False)
    pidu = Area.objects.get(code="510117")
    assert (pidu.name, pidu.name_en, pidu.pinyin) == ("郫县", "Pi County", "pixian")
    assert (pidu.lon, pidu.lat) == (103.9, 30.8)
    assert Area.objects.filter(code="510108").exists()
    assert Area.objects.filter(code="510118").exists()


def test_the_indexes_are_there_after_the_first_load(own_database: str, asset: Pack) -> None:
    from django.db import connections

    def indexes() -> set[str]:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'jurisdiction_area'")
            return {row[0] for row in cursor.fetchall()}

    before = indexes()
    divisions.load(asset())
    assert indexes() == before
    assert len(before) == 4  # code, parent, name, pinyin, and none of them twice


def test_progress_reaches_the_number_of_rows(own_database: str, asset: Pack) -> None:
    seen: list[tuple[int, int]] = []
    divisions.load(asset(), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (20, 20)


def test_a_missing_table_says_how_to_build_it(own_database: str, tmp_path: Path) -> None:
    with pytest.raises(FangxianError) as refused:
        divisions.load(tmp_path / "nothing.csv.xz")
    assert refused.value.code == "areas.asset"
    assert "make" in str(refused.value)


def test_a_broken_tree_leaves_the_database_as_it_was(own_database: str, asset: Pack) -> None:
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        divisions.load(asset(TREE + "51,四川省,\n"))
    assert not Area.objects.exists()
    assert divisions.load(asset()).rows == 20


@pytest.mark.skipif(not divisions.ASSET.exists(), reason="the division tree has not been built (make assets)")
def test_the_national_table_is_whole_and_nests_by_prefix() -> None:
    rows = [line.split(",") for line in lzma.decompress(divisions.ASSET.read_bytes()).decode().splitlines()]
    assert Counter(len(code) for code, _name, _parent in rows) == {2: 31, 4: 342, 6: 2978, 9: 41352, 12: 620573}
    codes = {code for code, _name, _parent in rows}
    assert len(codes) == len(rows)
    assert all(code.startswith(parent) for code, _name, parent in rows)
    assert all(parent in codes for code, _name, parent in rows if len(code) > 2)
    names = {code: name for code, name, _parent in rows if code.startswith("510117001")}
    assert names["510117001"] == "郫筒街道"
    assert names["510117001218"] == "太平村村委会"
    assert sum(code.startswith("5101") and len(code) == 12 for code in codes) == 3047
