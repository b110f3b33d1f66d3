"""English names of areas: the known form where there is one, else pinyin and the English word for its kind.

``郫筒街道`` is Pitong Subdistrict, ``北川羌族自治县`` Beichuan Qiang Autonomous County, ``内蒙古自治区`` Inner
Mongolia Autonomous Region. Names made here are a reading aid, not official translations.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from fangxian.response.jurisdiction.romanise import syllables

PROVINCES: Final = {
    "11": "Beijing Municipality", "12": "Tianjin Municipality", "13": "Hebei Province", "14": "Shanxi Province",
    "15": "Inner Mongolia Autonomous Region", "21": "Liaoning Province", "22": "Jilin Province",
    "23": "Heilongjiang Province", "31": "Shanghai Municipality", "32": "Jiangsu Province",
    "33": "Zhejiang Province", "34": "Anhui Province", "35": "Fujian Province", "36": "Jiangxi Province",
    "37": "Shandong Province", "41": "Henan Province", "42": "Hubei Province", "43": "Hunan Province",
    "44": "Guangdong Province", "45": "Guangxi Zhuang Autonomous Region", "46": "Hainan Province",
    "50": "Chongqing Municipality", "51": "Sichuan Province", "52": "Guizhou Province", "53": "Yunnan Province",
    "54": "Tibet Autonomous Region", "61": "Shaanxi Province", "62": "Gansu Province", "63": "Qinghai Province",
    "64": "Ningxia Hui Autonomous Region", "65": "Xinjiang Uygur Autonomous Region",
}  # fmt: skip
"""Forms used by the State Council's English site."""

KNOWN: Final = {
    "1501": "Hohhot City", "1504": "Chifeng City", "1506": "Ordos City", "1507": "Hulunbuir City",
    "1508": "Bayannur City", "1509": "Ulanqab City", "1522": "Hinggan League", "1525": "Xilingol League",
    "1529": "Alxa League", "150781": "Manzhouli City", "152201": "Ulanhot City", "152501": "Erenhot City",
    "152502": "Xilinhot City", "2301": "Harbin City", "2302": "Qiqihar City",
    "2224": "Yanbian Korean Autonomous Prefecture", "5132": "Aba Tibetan and Qiang Autonomous Prefecture",
    "5133": "Garze Tibetan Autonomous Prefecture", "5401": "Lhasa City", "5402": "Shigatse City",
    "5403": "Qamdo City", "5404": "Nyingchi City", "5406": "Nagqu City", "5425": "Ngari Prefecture",
    "6326": "Golog Tibetan Autonomous Prefecture", "6328": "Haixi Mongol and Tibetan Autonomous Prefecture",
    "6501": "Urumqi City", "6502": "Karamay City", "6504": "Turpan City",
    "6527": "Bortala Mongol Autonomous Prefecture", "6528": "Bayingolin Mongol Autonomous Prefecture",
    "6530": "Kizilsu Kirgiz Autonomous Prefecture", "6531": "Kashgar Prefecture", "653101": "Kashgar City",
    "6532": "Hotan Prefecture", "653201": "Hotan City", "6540": "Ili Kazakh Autonomous Prefecture",
    "6529": "Aksu Prefecture", "652901": "Aksu City", "150723": "Oroqen Autonomous Banner",
    "150724": "Ewenki Autonomous Banner", "622926": "Dongxiang Autonomous County",
    "6543": "Altay Prefecture", "652801": "Korla City", "659002": "Aral City",
}  # fmt: skip
"""Places whose English name is not their pinyin (forms of the places' own English sites)."""

PLACEHOLDERS: Final = {
    "市辖区": "Municipal Districts",
    "县": "Municipal Counties",
    "省直辖县级行政区划": "Counties Administered by the Province",
    "自治区直辖县级行政区划": "Cities Administered by the Region",
}
"""Rows of the tree that are no place: they only fill the city level where there is no city."""

PEOPLES: Final = {
    "蒙古": "Mongol", "回": "Hui", "藏": "Tibetan", "维吾尔": "Uygur", "苗": "Miao", "彝": "Yi", "壮": "Zhuang",
    "布依": "Bouyei", "朝鲜": "Korean", "满": "Manchu", "侗": "Dong", "瑶": "Yao", "白": "Bai",
    "土家": "Tujia", "哈尼": "Hani", "哈萨克": "Kazakh", "傣": "Dai", "黎": "Li", "傈僳": "Lisu", "佤": "Va",
    "畲": "She", "拉祜": "Lahu", "水": "Sui", "东乡": "Dongxiang", "纳西": "Naxi", "景颇": "Jingpo",
    "柯尔克孜": "Kirgiz", "土": "Tu", "达斡尔": "Daur", "仫佬": "Mulao", "羌": "Qiang", "布朗": "Blang",
    "撒拉": "Salar", "毛南": "Maonan", "仡佬": "Gelao", "锡伯": "Xibe", "阿昌": "Achang", "普米": "Pumi",
    "塔吉克": "Tajik", "怒": "Nu", "乌孜别克": "Uzbek", "俄罗斯": "Russian", "鄂温克": "Ewenki",
    "德昂": "De'ang", "保安": "Bonan", "裕固": "Yugur", "京": "Gin", "塔塔尔": "Tatar", "独龙": "Derung",
    "鄂伦春": "Oroqen", "赫哲": "Hezhen", "门巴": "Monba", "珞巴": "Lhoba", "基诺": "Jino",
}  # fmt: skip
"""The peoples after whom areas are named, as the State Ethnic Affairs Commission writes them in English."""

_PEOPLE = "|".join(sorted(PEOPLES, key=len, reverse=True))
# Long names of peoples are written without 族 in some places (伊犁哈萨克自治州); short ones never are.
_UNMARKED: Final = ("蒙古", "哈萨克", "柯尔克孜", "塔吉克", "锡伯", "达斡尔", "鄂温克", "鄂伦春")
_OF_PEOPLES = re.compile(rf"(?:(?:{_PEOPLE})族|{'|'.join(_UNMARKED)})+$|各族$")

SUFFIXES: Final[dict[str, dict[str, str]]] = {
    "city": {"自治州": "Autonomous Prefecture", "地区": "Prefecture", "盟": "League", "市": "City"},
    "district": {
        "自治县": "Autonomous County", "自治旗": "Autonomous Banner", "矿区": "Mining District",
        "林区": "Forestry District", "特区": "Special District", "高新技术产业开发区": "High-tech Zone",
        "高新技术开发区": "High-tech Zone", "高新区": "High-tech Zone",
        "经济技术开发区": "Economic Development Zone", "经济开发区": "Economic Development Zone",
        "开发区": "Development Zone", "示范区": "Demonstration Zone", "管理区": "Management Zone",
        "园区": "Park", "新区": "New Area", "区": "District", "县": "County", "市": "City", "旗": "Banner",
    },
    "street": {
        "街道办事处": "Subdistrict", "街道": "Subdistrict", "地区办事处": "Area", "地区": "Area",
        "民族乡": "Township", "乡": "Township", "民族镇": "Town", "镇": "Town", "民族苏木": "Sumu",
        "苏木": "Sumu", "林场": "Forest Farm", "农场": "Farm", "牧场": "Ranch", "开发区": "Development Zone",
        "管理区": "Management Zone", "园区": "Park", "团": "Regiment", "办事处": "Office",
    },
    "community": {
        "社区居民委员会": "Community", "社区居委会": "Community", "社区": "Community",
        "村村民委员会": "Village", "村民委员会": "Village", "村村委会": "Village", "村委会": "Village",
        "村": "Village", "嘎查委员会": "Gacha", "嘎查": "Gacha", "居民委员会": "Neighbourhood",
        "居委会": "Neighbourhood", "生活区": "Living Area",
    },
}  # fmt: skip
"""Endings of names on each level with the English word for them; of two that fit, the longer stands first."""


@lru_cache(maxsize=20_000)
def english(name: str, level: str, code: str = "") -> str:
    """English name of an area.

    Parameters
    ----------
    name : str
        Its Chinese name; a name without Chinese characters is returned as it is.
    level : str
        Its level, which decides how the name's ending is read.
    code : str
        Its code, for places with an English name of their own.
    """
    known = PROVINCES.get(code) or KNOWN.get(code) or (PLACEHOLDERS.get(name) if level == "city" else None)
    if known:
        return known
    if not any("\u4e00" <= character <= "\u9fff" for character in name):
        return name
    for ending, word in SUFFIXES.get(level, {}).items():
        base = name.removesuffix(ending)
        if base and base != name:
            base, peoples = _split_peoples(base)
            return " ".join(filter(None, [_joined(base), peoples, word]))
    return _joined(name)


def is_placeholder(code: str, name: str) -> bool:
    """Whether the row only fills the city level (``1201 市辖区`` of Tianjin), and lists pass over it."""
    return len(code) == 4 and name in PLACEHOLDERS


def _joined(name: str) -> str:
    """Syllables as one word, with the apostrophe that pinyin asks for: Ya'an, Xi'an."""
    word = ""
    for syllable in syllables(name):
        if word and syllable[0] in "aeo" and word[-1].isalpha():
            word += "'"
        word += syllable.replace("lv", "lü").replace("nv", "nü")
    return word[:1].upper() + word[1:]


def _split_peoples(base: str) -> tuple[str, str]:
    """The place and the peoples in its name: 北川羌族 is Beichuan, Qiang."""
    found = _OF_PEOPLES.search(base) if "族" in base or base.endswith(_UNMARKED) else None
    if found is None or found.start() == 0:
        return base, ""
    if found[0] == "各族":
        return base[: found.start()], "Multi-Ethnic"
    names = [PEOPLES[name] for name in re.findall(_PEOPLE, found[0])]
    return base[: found.start()], " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
