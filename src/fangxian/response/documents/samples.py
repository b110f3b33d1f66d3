"""An invented document of each kind: what a template is tried with, and what its fields are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_PERSON: Final = {"name": "张某某", "id_number": "510117********0012", "sex": "F", "age": 69}
_COMMON: Final = {
    "serial": "510117 〔2020〕0001 号",
    "incident": "示例疫情 Sample incident",
    "signer": "李签发 Li",
    "help_line": "028-00000000",
    "office": "某区疾控中心 CDC",
    "issued_on": "2020-12-08",
    "title": "文书 Document",
    "watermark": "",
}

SAMPLES: Final[Mapping[str, dict[str, Any]]] = {
    "quarantine_notice": {
        **_COMMON, **_PERSON, "number": "K000001", "kind": "密切接触者 close contact",
        "last_exposure": "2020-12-06 12:00", "mode": "集中隔离 site", "where": "一号隔离点 Site 1",
        "start": "2020-12-07 20:00", "until": "2020-12-20", "monitoring_until": "2020-12-27",
        "tests": "D1, D4, D7, D14", "rule": "第八版 · contact.release", "legal_basis": "《传染病防治法》第五十八条",
        "appeal": "可向作出决定的机关申诉 appeal", "released": "—", "early": "",
    },
    "release_certificate": {
        **_COMMON, **_PERSON, "number": "K000001", "kind": "密切接触者 close contact",
        "last_exposure": "2020-12-06 12:00", "mode": "集中隔离 site", "where": "", "start": "2020-12-07 20:00",
        "until": "2020-12-20", "monitoring_until": "2020-12-27", "tests": "D1, D4", "rule": "第八版 · contact.release",
        "legal_basis": "《传染病防治法》", "appeal": "申诉", "released": "2020-12-20 09:31", "early": "理由 reason",
    },
    "coinvestigation_letter": {
        **_COMMON, "to": "某市疾控中心 CDC of another city", "background": "背景 Background",
        "reply_by": "2020-12-09 12:00",
        "contact_person": "王联络", "phone": "028-11111111", "fingerprint": "ab:cd",
        "persons": [{"number": "K000001", "kind": "密接", "last_exposure": "2020-12-06", "area": "某区", "note": "—"}],
    },
    "investigation_report": {
        **_COMMON, **_PERSON, "number": "PD-1", "area": "四川省成都市郫都区", "classification": "确诊病例",
        "route": "发热门诊", "story": ["2020-12-07 发病", "2020-12-08 确诊"], "source": "待查",
        "visits": [{"time": "2020-12-06", "place": "市场", "transport": "步行", "certainty": "确定"}],
        "as_of": "2020-12-08 12:00", "contacts_total": 3, "contacts_by_kind": "密接 3", "contacts_controlled": 2,
        "contacts_cases": 0, "clocks": [{"title": "网络直报", "due": "14:00", "done": "13:00", "state": "按时"}],
        "summary": "小结 Summary",
    },
    "search_notice": {
        **_COMMON, "place": "太平村小卖部", "area": "郫都区太平村", "from": "2020-12-07 18:17",
        "to": "2020-12-07 19:43",
        "transport": "步行", "advice": "请做好个人防护",
    },
    "zone_notice": {
        **_COMMON, "zone": "太平村中风险地区 Taiping village", "kind": "中风险地区 medium-risk area",
        "scope": "太平村全村 the whole village", "rest": "其他区域防控措施不变 nothing changes elsewhere",
        "start": "2020-12-08 09:00", "until": "2020-12-22 24:00", "measures": "全员核酸检测 everybody is tested",
        "tests": "D1, D4, D7", "services": ["物资 supplies: 东门 east gate"],
        "lift": ["连续 14 天无新增 14 clean days"],
        "rule": "第七版 · medium", "legal_basis": "《传染病防治法》", "appeal": "可向作出决定的机关申诉 appeal",
    },
}  # fmt: skip
"""Kind → the fields of its context with invented values; the only list of fields that there is."""
