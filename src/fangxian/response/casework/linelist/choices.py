"""The words under which lists state a choice: text in a list → value on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_CLASSES: Final = {
    "confirmed": "confirmed case c lab-confirmed 确诊 确诊病例 实验室确诊 实验室确诊病例 阳性",
    "suspect": "suspected suspected-case suspect-case 疑似 疑似病例",
    "probable": "probable-case clinical clinically-diagnosed 临床诊断 临床诊断病例 可能病例",
    "asymptomatic": "asymptomatic-infection asymptomatic-case confirmed-no-symptoms 无症状 无症状感染者",
    "excluded": "not-a-case no-case discarded not-a-case-discarded 排除 排除病例 非病例",
}
_SEXES: Final = {"F": "female woman girl 女 女性", "M": "male man boy 男 男性"}
_SEVERITIES: Final = {
    "mild": "minor light 轻 轻型 轻症",
    "ordinary": "moderate common 普通 普通型 中型",
    "severe": "serious 重 重型 重症",
    "critical": "critically-ill 危重 危重型 危重症",
}
_OUTCOMES: Final = {
    "died": "dead death deceased fatal 死亡 病亡",
    "recovered": "discharged cured healed released 治愈 出院 治愈出院 痊愈 解除隔离",
    "": "alive active hospitalised hospitalized inpatient in-hospital no-outcome 在院 住院 在治 治疗中",
}
_ROUTES: Final = {
    "fever_clinic": "fever-clinic 发热门诊 门诊 就诊",
    "contact": "contacts contact-tracing close-contact 密接 密接排查 密接筛查 密切接触者 集中隔离 隔离管控 隔离点",
    "companion": "时空伴随 时空伴随者",
    "mass_test": "mass-testing screening community-screening 全员核酸 核酸筛查 区域核酸 社区筛查 大规模核酸",
    "key_post": "key-post routine-testing 重点人群 重点岗位 应检尽检 重点人群筛查",
    "arrival": "arrivals imported border airport 入境 来返人员 外地来返 境外输入",
    "goods": "cold-chain 冷链 进口货物",
    "self_report": "self-reported voluntary 主动报告 主动就诊 愿检尽检 自行就诊",
    "outside_notice": "notified 外地协查 协查 外地通报 协查通报",
}
_CONTACT_KINDS: Final = {
    "close": "close-contact high-risk direct 密接 密切接触者 密接者",
    "secondary": "contact-of-contact secondary-contact contact-of-close-contact 次密 次密接 密接的密接 次密切接触者",
    "general": "general-contact low-risk casual 一般接触者 一般密接 一般接触",
    "venue": "venue-exposed 重点场所 场所暴露 重点场所暴露人员 涉疫场所暴露",
    "companion": "时空伴随 时空伴随者 spatiotemporal-companion",
}
_CERTAINTIES: Final = {
    "certain": "sure high confirmed yes 确定 确切 高",
    "probable": "medium likely 可能性大 中 较确定",
    "possible": "low unsure suspected 可能 不确定 低",
    "reconstructed": "重建",
}
_CATEGORIES: Final = {
    "home": "household residence 家庭 住所 家中",
    "work": "workplace office factory 单位 工作单位 工作场所 工厂",
    "school": "nursery kindergarten university 学校 幼儿园",
    "medical": "hospital clinic health-facility 医院 医疗机构 诊所 药店",
    "shop": "mall supermarket store 商场 超市 商店",
    "market": "wet-market produce-market 农贸市场 菜市场 市场",
    "meal": "restaurant canteen banquet 餐厅 饭店 聚餐 餐馆",
    "entertainment": "bar cinema gym ktv 娱乐 娱乐场所 酒吧 影院 健身房",
    "transport": "vehicle station airport bus train 交通 交通工具 车站 机场",
    "hotel": "guesthouse 酒店 宾馆 旅馆",
    "outdoors": "park outdoor 户外 公园",
    "other": "其他 其它",
}
_TRANSPORTS: Final = {
    "walk": "walking foot 步行",
    "bicycle": "bike scooter e-bike 自行车 电动车 骑行",
    "car": "private-car 私家车 自驾",
    "taxi": "cab 出租车 网约车",
    "bus": "公交 公交车",
    "metro": "subway underground 地铁",
    "coach": "long-distance-bus 客车 大巴 长途客车",
    "train": "rail 火车 高铁 动车 列车",
    "aircraft": "plane flight air 飞机 航班",
    "ship": "boat ferry 轮船 船",
    "other": "其他 其它",
}
_MASKS: Final = {
    "worn": "yes true 1 是 戴 佩戴 全程佩戴",
    "not_worn": "no false 0 否 未戴 未佩戴 不戴",
    "partly": "some sometimes 部分 部分时间 间断佩戴",
}
_TOLD_BY: Final = {
    "person": "self interview 本人 本人自述 自述",
    "relative": "family companion 家属 同行人",
    "camera": "cctv 监控 视频监控",
    "phone": "mobile 手机信令 信令",
    "payment": "payments 支付 支付记录",
    "code": "qr scan 场所码 扫码 扫码记录",
    "ticket": "travel-record 票务 购票记录 行程",
    "other": "其他 其它",
}
_FOLLOW_UPS: Final = {
    "seen_well": "seen-ok well healthy normal cooperative asymptomatic 正常 健康 无症状",
    "seen_ill": "seen-not-ok ill sick symptomatic abnormal 异常 有症状 发热",
    "missed": "not-seen unavailable lost uncooperative 未见 失访 未联系上 联系不上",
    "not_attempted": "not-performed not-done pending 未随访 未开展",
}
_METHODS: Final = {
    "in_person": "visit face-to-face 上门 现场 面访",
    "phone": "telephone call 电话",
    "online": "app web symptom-journal 线上 网络 微信",
}
_RESULTS: Final = {
    "positive": "pos + detected 阳性 阳",
    "negative": "neg not-detected 阴性 阴",
    "grey": "gray indeterminate inconclusive 灰区 可疑",
    "invalid": "not-done inadequate failed 无效 不合格",
}
_MODES: Final = {
    "central": "institutional designated hotel institution 集中 集中隔离 集中医学观察",
    "home": "home-quarantine 居家 居家隔离 居家医学观察",
    "hospital": "hospitalised hospitalized 医院 住院隔离 医院隔离",
}
_MEASURES: Final = {
    "quarantined": "quarantine-started isolated 隔离 开始隔离 管控",
    "extended": "prolonged 延长 延长隔离",
    "moved": "transferred 转换 调整隔离方式",
    "released": "quarantine-ended discharged 解除 解除隔离 解除管控",
    "follow_up_ended": "followup-ended monitoring-ended 结束随访 解除健康监测",
    "cleared": "ruled-out 排除 核实排除",
    "deceased": "died dead 死亡",
    "nonexistent": "proven-nonexistent 查无此人",
}


def _table(words: Mapping[str, str]) -> dict[str, str]:
    known = {key: value for value in words if value for key in (value.casefold(), value.casefold().replace("_", " "))}
    return known | {word.replace("-", " "): value for value, text in words.items() for word in text.split()}


CHOICES: Final = {
    name: _table(words)
    for name, words in {
        "sex": _SEXES,
        "classification": _CLASSES,
        "severity": _SEVERITIES,
        "outcome": _OUTCOMES,
        "route": _ROUTES,
        "contact_kind": _CONTACT_KINDS,
        "certainty": _CERTAINTIES,
        "place_category": _CATEGORIES,
        "transport": _TRANSPORTS,
        "mask": _MASKS,
        "told_by": _TOLD_BY,
        "follow_up": _FOLLOW_UPS,
        "follow_up_method": _METHODS,
        "result": _RESULTS,
        "quarantine_mode": _MODES,
        "measure": _MEASURES,
    }.items()
}
"""Text in a list → value, for the fields with a closed list of values."""
