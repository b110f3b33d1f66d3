"""English names are the known ones where there are known ones, else pinyin with the word for the kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.jurisdiction.naming import english, is_placeholder
from fangxian.response.jurisdiction.romanise import search_key, search_keys, syllables


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("15", "内蒙古自治区", "Inner Mongolia Autonomous Region"),
        ("54", "西藏自治区", "Tibet Autonomous Region"),
        ("61", "陕西省", "Shaanxi Province"),
        ("14", "山西省", "Shanxi Province"),
        ("65", "新疆维吾尔自治区", "Xinjiang Uygur Autonomous Region"),
        ("45", "广西壮族自治区", "Guangxi Zhuang Autonomous Region"),
        ("64", "宁夏回族自治区", "Ningxia Hui Autonomous Region"),
        ("50", "重庆市", "Chongqing Municipality"),
    ],
)
def test_provinces_have_their_known_english_names(code: str, name: str, expected: str) -> None:
    assert english(name, "province", code) == expected


@pytest.mark.parametrize(
    ("level", "name", "expected"),
    [
        ("city", "成都市", "Chengdu City"),
        ("city", "六安市", "Lu'an City"),
        ("city", "吕梁市", "Lüliang City"),
        ("city", "厦门市", "Xiamen City"),
        ("city", "恩施土家族苗族自治州", "Enshi Tujia and Miao Autonomous Prefecture"),
        ("district", "郫都区", "Pidu District"),
        ("district", "什邡市", "Shifang City"),
        ("district", "荥经县", "Yingjing County"),
        ("district", "滨海新区", "Binhai New Area"),
        ("district", "北川羌族自治县", "Beichuan Qiang Autonomous County"),
        ("district", "威宁彝族回族苗族自治县", "Weining Yi, Hui and Miao Autonomous County"),
        ("district", "龙胜各族自治县", "Longsheng Multi-Ethnic Autonomous County"),
        ("street", "郫筒街道", "Pitong Subdistrict"),
        ("street", "唐昌镇", "Tangchang Town"),
        ("street", "红宝苗族彝族乡", "Hongbao Miao and Yi Township"),
        ("community", "太平村村委会", "Taiping Village"),
        ("community", "奎星楼社区居民委员会", "Kuixinglou Community"),
        ("community", "太平村民委员会", "Taiping Village"),
    ],
)
def test_the_ending_of_a_name_becomes_the_english_word_for_it(level: str, name: str, expected: str) -> None:
    assert english(name, level) == expected


def test_a_prefecture_with_a_name_of_its_own_keeps_it() -> None:
    assert english("甘孜藏族自治州", "city", "5133") == "Garze Tibetan Autonomous Prefecture"
    assert english("喀什市", "district", "653101") == "Kashgar City"


def test_a_name_in_latin_letters_is_left_as_it_is() -> None:
    assert english("Nairobi", "province", "KE047") == "Nairobi"


def test_a_name_without_a_known_ending_is_plain_pinyin() -> None:
    assert english("唐家河国家级自然保护区", "street") == "Tangjiaheguojiajiziranbaohuqu"


def test_rows_that_only_fill_the_city_level_are_recognised() -> None:
    assert is_placeholder("1201", "市辖区")
    assert english("市辖区", "city", "1201") == "Municipal Districts"
    assert not is_placeholder("510117", "郫都区")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("郫都区", "piduqu"), ("吕梁市", "lvliangshi"), ("重庆市", "chongqingshi"), ("太平村村委会", "taipingcun")],
)
def test_the_search_key_is_what_one_types(name: str, expected: str) -> None:
    assert search_key(name) == expected


def test_latin_letters_inside_a_name_stay_together() -> None:
    assert syllables("A10社区") == ["A10", "she", "qu"]


@given(
    st.lists(st.text(alphabet="郫都重庆长乐市辖区村委会村民居Aa1 ", min_size=1, max_size=8), min_size=1, max_size=20)
)
def test_many_keys_at_once_are_the_same_as_one_by_one(names: list[str]) -> None:
    assert search_keys(names) == [search_key(name) for name in names]
