"""Cases: how they are classed, reported, investigated, treated and closed. The subject is the person."""

from __future__ import annotations

from fangxian.protocol.words.spec import (
    AREA,
    INSTITUTION,
    OFFICE,
    ONSET_ON,
    REASON,
    SYMPTOMS,
    TEMPERATURE,
    Attribute,
    Kind,
    needed,
    one_of,
)

_PERSON = ("person",)
_SEVERITY = one_of("severity", "临床分型", "clinical type", "mild", "ordinary", "severe", "critical")
_ROUTE = Attribute("route", "key", "发现途径", "how it was found")
_SAMPLED_AT = Attribute("sampled_at", "time", "阳性标本采样时间", "when the positive sample was taken")
_RASH_ON = Attribute("rash_on", "date", "出疹日期", "day of the rash")
_CLASS = one_of("classification", "病例分类", "classification", "suspect", "probable", "confirmed", "asymptomatic")
_FOUND = (
    ONSET_ON,
    _RASH_ON,
    _SAMPLED_AT,
    _ROUTE,
    _SEVERITY,
    SYMPTOMS,
    INSTITUTION,
    AREA,
    Attribute("number", "text", "病例编号", "case number"),
    Attribute("imported", "flag", "境外输入", "infected abroad"),
    Attribute("first_in_area", "flag", "本地首例", "first case of the county"),
    Attribute("cluster", "text", "聚集性疫情", "cluster it belongs to"),
    Attribute("new_subtype", "flag", "新亚型", "first of a new subtype"),
    Attribute("occupation", "key", "职业类别", "occupation"),
)

CASE: tuple[Kind, ...] = (
    Kind("case.suspected", _PERSON, "疑似病例", "Suspected case", _FOUND, "suspected_at"),
    Kind("case.probable", _PERSON, "临床诊断病例", "Probable case", _FOUND, "probable_at"),
    Kind("case.confirmed", _PERSON, "确诊病例", "Confirmed case", _FOUND, "confirmed_at"),
    Kind("case.asymptomatic", _PERSON, "无症状感染者", "Asymptomatic infection", _FOUND, "found_at"),
    Kind(
        "case.converted",
        _PERSON,
        "病例转归(订正)",
        "Classification changed",
        (
            one_of("from", "原分类", "former class", "suspect", "probable", "confirmed", "asymptomatic"),
            needed(one_of("to", "现分类", "present class", "suspect", "probable", "confirmed", "asymptomatic")),
            ONSET_ON,
        ),
        "converted_at",
    ),
    Kind("case.excluded", _PERSON, "排除病例", "Case excluded", (REASON,)),
    Kind("case.onset_established", _PERSON, "发病日期明确", "Onset established", (needed(ONSET_ON), _RASH_ON)),
    Kind(
        "case.reported",
        _PERSON,
        "网络直报",
        "Case reported",
        (
            one_of("channel", "报告方式", "channel", "network", "phone", "paper"),
            _CLASS,
            INSTITUTION,
            Attribute("card", "text", "报告卡编号", "number of the report card"),
        ),
        "reported_at",
    ),
    Kind(
        "case.verified",
        _PERSON,
        "疾控审核",
        "Report verified",
        (one_of("level", "审核级别", "level that verified", "district", "city", "province"), OFFICE),
    ),
    Kind(
        "report.forwarded",
        ("person", "incident", "place"),
        "向上报告",
        "Report passed upward",
        (
            needed(one_of("to_level", "报告对象层级", "level reported to", "district", "city", "province", "nation")),
            one_of("to_body", "报告对象", "body reported to", "cdc", "health", "government"),
            OFFICE,
        ),
    ),
    Kind(
        "investigation.team_arrived",
        ("person", "place"),
        "流调队到场",
        "Team on site",
        (OFFICE, Attribute("members", "integer", "人数", "members of the team")),
    ),
    Kind(
        "case.core_facts_filed",
        _PERSON,
        "核心信息上报",
        "Core facts filed",
        (
            Attribute("contacts", "integer", "密接人数", "contacts named"),
            Attribute("places", "integer", "涉及场所数", "places named"),
            OFFICE,
        ),
    ),
    Kind(
        "case.investigation_filed",
        _PERSON,
        "个案调查表完成",
        "Case investigation filed",
        (OFFICE, Attribute("form", "key", "调查表", "form")),
    ),
    Kind(
        "case.hospitalised",
        _PERSON,
        "收治入院",
        "Admitted to hospital",
        (INSTITUTION, Attribute("designated", "flag", "定点医院", "designated hospital"), _SEVERITY),
    ),
    Kind("case.condition_changed", _PERSON, "病情变化", "Clinical type changed", (needed(_SEVERITY),)),
    Kind("case.recovered", _PERSON, "治愈出院", "Recovered", (INSTITUTION,), "recovered_at"),
    Kind(
        "case.died",
        _PERSON,
        "病例死亡",
        "Case died",
        (INSTITUTION, Attribute("cause", "text", "死因", "cause of death")),
        "died_at",
    ),
    Kind("case.closed", _PERSON, "病例结案", "Case closed", (REASON,)),
    Kind(
        "source.proposed",
        _PERSON,
        "溯源假设",
        "Source proposed",
        (
            needed(Attribute("hypothesis", "text", "假设", "hypothesis")),
            Attribute(
                "source",
                "subject",
                "可能的传染源",
                "who or what it points to",
                choices=("person", "place", "batch", "vehicle"),
            ),
            Attribute("relationship", "id", "关系编号", "relationship (who exposed whom)"),
        ),
    ),
    Kind(
        "source.concluded",
        _PERSON,
        "溯源结论",
        "Source concluded",
        (needed(Attribute("conclusion", "text", "结论", "conclusion")),),
    ),
    Kind(
        "fever.registered",
        _PERSON,
        "发热门诊登记",
        "Fever clinic patient registered",
        (INSTITUTION, TEMPERATURE, SYMPTOMS, AREA),
        "registered_at",
    ),
    Kind(
        "patient.referred",
        _PERSON,
        "患者转诊",
        "Patient referred",
        (INSTITUTION, Attribute("to_institution", "text", "转往机构", "institution referred to")),
    ),
    Kind(
        "followup.visit",
        _PERSON,
        "随访",
        "Follow-up visit",
        (
            one_of("during", "随访阶段", "stage", "quarantine", "monitoring", "after_release"),
            one_of("method", "方式", "method", "in_person", "phone", "online"),
            TEMPERATURE,
            SYMPTOMS,
        ),
    ),
    Kind(
        "followup.missed",
        _PERSON,
        "未随访到",
        "Follow-up missed",
        (needed(one_of("outcome", "情形", "what came of it", "missed", "not_attempted")), REASON),
    ),
    Kind(
        "followup.assigned",
        _PERSON,
        "随访分组",
        "Follow-up given to a team",
        (Attribute("team", "text", "随访组", "team", required=True),),
    ),
    Kind("followup.ended", _PERSON, "随访结束", "Follow-up ended", (REASON,)),
    Kind(
        "burial.completed",
        _PERSON,
        "遗体处置完成",
        "Burial completed",
        (Attribute("safe", "flag", "规范处置", "done by the rules of safe burial"),),
    ),
)
