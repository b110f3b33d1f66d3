"""Places and risk zones: exposed, disinfected, closed; proposed, signed, noticed, reviewed, lifted."""

from __future__ import annotations

from fangxian.protocol.words.spec import (
    AREA,
    LEGAL_BASIS,
    LEVEL,
    OFFICE,
    PERSON_REF,
    REASON,
    UNTIL,
    Attribute,
    Kind,
    needed,
    one_of,
)

_PLACE = ("place",)
_ZONE = ("zone",)
_WORK = one_of("work", "消毒类别", "kind of disinfection", "ongoing", "terminal", "preventive")
_SIGNER = Attribute("signer", "text", "签发人", "who signed", required=True)
_UNIT = Attribute("unit", "key", "划定单元", "unit: building, compound, village …")

PLACE: tuple[Kind, ...] = (
    Kind(
        "place.exposed",
        _PLACE,
        "涉疫场所",
        "Place exposed",
        (
            PERSON_REF,
            Attribute("from", "time", "暴露开始", "exposed from"),
            Attribute("to", "time", "暴露结束", "exposed until"),
            Attribute("category", "key", "场所类别", "category"),
            AREA,
        ),
        "exposed_at",
    ),
    Kind(
        "place.decided",
        _PLACE,
        "场所处置决定",
        "Decision on a place",
        (
            needed(one_of("decision", "决定", "decision", "close", "disinfect", "restrict", "none")),
            UNTIL,
            LEGAL_BASIS,
        ),
        "decided_at",
    ),
    Kind(
        "place.disinfected",
        _PLACE,
        "场所消毒",
        "Place disinfected",
        (
            _WORK,
            Attribute("agent", "key", "消毒剂", "agent"),
            OFFICE,
            Attribute("minutes", "integer", "作用时间(分钟)", "minutes of contact"),
        ),
        "disinfected_at",
    ),
    Kind(
        "place.disinfection_checked",
        _PLACE,
        "消毒效果评价",
        "Disinfection checked",
        (needed(Attribute("passed", "flag", "合格", "passed")), OFFICE),
    ),
    Kind("place.closed", _PLACE, "场所关闭", "Place closed", (UNTIL, LEGAL_BASIS, REASON), "closed_at"),
    Kind("place.reopened", _PLACE, "场所重新开放", "Place reopened", (OFFICE,)),
    Kind(
        "site.activated",
        _PLACE,
        "隔离点启用",
        "Quarantine site activated",
        (Attribute("rooms", "integer", "房间数", "rooms"), AREA),
        "activated_at",
    ),
    Kind(
        "site.ready",
        _PLACE,
        "隔离点就绪",
        "Quarantine site ready",
        (
            Attribute("rooms", "integer", "房间数", "rooms"),
            one_of("stage", "启用阶段", "how far the call-up has come", "third", "half", "all"),
        ),
    ),
    Kind("site.closed", _PLACE, "隔离点关闭", "Quarantine site closed", (REASON,)),
    Kind(
        "animal.culled",
        _PLACE,
        "扑杀动物",
        "Animals culled",
        (Attribute("count", "integer", "数量", "animals"),),
    ),
    Kind(
        "vector.surveyed",
        ("place", "zone"),
        "媒介监测",
        "Vectors surveyed",
        (Attribute("index", "number", "密度指数", "density index"),),
    ),
    Kind(
        "vector.treated",
        ("place", "zone"),
        "媒介控制",
        "Vectors treated",
        (Attribute("agent", "key", "药剂", "agent"),),
    ),
    Kind(
        "water.treated",
        ("place", "zone"),
        "饮水消毒",
        "Water treated",
        (Attribute("agent", "key", "消毒剂", "agent"),),
    ),
    Kind(
        "zone.proposed",
        _ZONE,
        "提出划定区域",
        "Zone proposed",
        (
            LEVEL,
            _UNIT,
            AREA,
            PERSON_REF,
            REASON,
            Attribute("triggered_at", "time", "起因病例报告时间", "when the case that gave rise to it was found"),
        ),
        "proposed_at",
    ),
    Kind(
        "zone.signed",
        _ZONE,
        "签发划定决定",
        "Zone decision signed",
        (_SIGNER, LEVEL, UNTIL, LEGAL_BASIS, Attribute("approved_by", "text", "批准机关", "approving body")),
        "signed_at",
    ),
    Kind(
        "zone.opened",
        _ZONE,
        "区域管控开始",
        "Zone in force",
        (
            needed(LEVEL),
            _UNIT,
            AREA,
            UNTIL,
            Attribute("population", "integer", "区域人数", "people in it"),
            Attribute("last_case_at", "time", "末例病例时间", "when the last infection was found"),
        ),
        "opened_at",
    ),
    Kind(
        "zone.noticed",
        _ZONE,
        "发布区域通告",
        "Zone notice published",
        (
            UNTIL,
            Attribute("notice", "id", "通告", "notice"),
            Attribute("help_line", "text", "求助热线", "help line"),
            Attribute("scope", "text", "范围", "scope"),
        ),
    ),
    Kind(
        "zone.case_found",
        _ZONE,
        "区域内新增感染者",
        "New infection in the zone",
        (PERSON_REF, LEVEL),
        "found_at",
    ),
    Kind(
        "zone.changed",
        _ZONE,
        "区域等级调整",
        "Zone level changed",
        (needed(LEVEL), UNTIL, Attribute("from", "key", "原等级", "former level")),
        "changed_at",
    ),
    Kind(
        "zone.round_tested",
        _ZONE,
        "区域全员检测",
        "Everyone in the zone tested",
        (
            Attribute("round", "subject", "检测轮次", "testing round", choices=("round",)),
            Attribute("all_negative", "flag", "全部阴性", "all negative"),
            Attribute("tested", "integer", "检测人数", "people tested"),
        ),
    ),
    Kind(
        "zone.reviewed",
        _ZONE,
        "区域评估",
        "Zone reviewed",
        (
            one_of("decision", "评估结论", "decision", "keep", "lower", "lift", "raise"),
            Attribute("criteria_met", "flag", "符合解除条件", "the conditions to lift are met"),
            OFFICE,
        ),
    ),
    Kind(
        "zone.lifted",
        _ZONE,
        "解除区域管控",
        "Zone lifted",
        (_SIGNER, Attribute("notice", "id", "通告", "notice"), REASON),
        "lifted_at",
    ),
)
