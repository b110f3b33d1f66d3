"""Words of a city's report in both languages; the room has no Django to translate for it."""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["en", "zh"]

CHINESE: Final[dict[str, str]] = {
    # what plots say
    "wanted": "应为",
    "found": "实为",
    "Age and sex (left: male)": "年龄与性别（左：男）",
    "% of residents": "占常住人口 %",
    "age": "年龄",
    "Persons in a household": "户规模",
    "share of family households": "占家庭户比例",
    "Pupils of a school": "学校规模",
    "pupils": "学生数",
    "schools": "学校数",
    "From home to work": "通勤",
    "km between zones": "街道间距离（千米）",
    "share of workers": "占就业者比例",
    "in another zone: %(found).1f %% (wanted %(wanted).1f %%)": "跨街道就业：%(found).1f %%（应为 %(wanted).1f %%）",
    "Key posts": "重点岗位",
    "per 1,000 residents": "每千人",
    "Persons of a workplace": "单位规模",
    "at least so many": "人数不少于",
    "share of workplaces": "占单位比例",
    "Visits a person and day": "人均日到访",
    "visits": "次数",
    "Dwellings (schematic)": "住宅（示意）",
    "longitude": "经度",
    "latitude": "纬度",
    "houses": "农村住宅",
    "flats": "楼房",
    "dormitory": "集体宿舍",
    "every margin held": "全部边际一致",
    "not held": "不一致",
    "persons": "人",
    "seed": "种子",
    # kinds of places and posts
    "kindergarten": "幼儿园",
    "primary school": "小学",
    "junior school": "初中",
    "senior school": "高中",
    "university": "高校",
    "workplace": "单位",
    "hospital": "医院",
    "market": "农贸市场",
    "shop": "商店",
    "restaurant": "餐馆",
    "card room": "棋牌室",
    "bar": "酒吧",
    "mall": "商场",
    "clinic": "门诊",
    "transit": "公交班次",
    "hub": "枢纽",
    "medical": "医务",
    "fever clinic": "发热门诊",
    "cold chain": "冷链",
    "airport": "机场",
    "quarantine site": "隔离场所",
    "market stall": "农贸摊位",
    "courier": "快递外卖",
    "driver": "公交司乘",
    "prison": "监所",
    "care home": "养老机构",
    "market stalls": "农贸摊位",
    "depot": "配送站",
    "transit depot": "公交场站",
    "role": "身份",
    "home": "居家",
    "pupil": "学生",
    "student": "大学生",
    "worker": "在职",
    "place": "场所",
    # margins and counts
    "sex": "性别",
    "ratio": "性别比",
    "household": "户规模",
    "mean": "平均",
    "collective": "集体户",
    "share": "占比",
    "school": "学校",
    "class": "班额",
    "post": "岗位",
    "work": "就业",
    "commute": "通勤",
    "planned": "按重力模型",
    "outside": "跨街道",
    "households": "户",
    "buildings": "楼栋",
    "areas": "社区（村）",
    "zones": "街道（乡镇）",
    "districts": "区县",
    "groups": "班级与班组",
    "sites": "单位",
    "venues": "公共场所",
    "males per 100 females": "男/女 ×100",
    "per 1,000": "每千人",
    "km": "千米",
    # the report's page
    "Report": "报告",
    "margin": "边际",
    "unit": "单位",
    "held": "一致",
    "yes": "是",
    "no": "否",
    "What there is": "总量",
    "What it is beside what was wanted": "与应有值对照",
    "tolerance": "容差",
    "fingerprint": "指纹",
}
"""English → Chinese."""


def said(text: str, language: Language = "en") -> str:
    """A text in a language; as it is where there is no word for it."""
    return CHINESE.get(text, text) if language == "zh" else text


def named(name: str, language: Language = "en") -> str:
    """The name of a margin or count, such as ``school.primary_school.pupils``, in a language."""
    if language == "en":
        return name
    return " · ".join(said(part.replace("_", " "), language) for part in name.split("."))
