"""Samples of people and surroundings, tubes and testing rounds."""

from __future__ import annotations

from fangxian.protocol.words.spec import (
    AREA,
    INSTITUTION,
    OFFICE,
    PLACE_REF,
    RESULT,
    SAMPLE_ID,
    SPECIMEN,
    Attribute,
    Kind,
    needed,
    one_of,
)

_ASSAY = one_of(
    "assay", "检测方法", "kind of test", "pcr", "antigen", "antibody", "culture", "microscopy", "sequencing"
)
_TUBE = Attribute("tube", "subject", "采样管", "tube", choices=("tube",))
_ROUND = Attribute("round", "subject", "检测轮次", "testing round", choices=("round",))
_COUNTS = (
    Attribute("sampled", "integer", "已采人数", "people sampled"),
    Attribute("resulted", "integer", "已出结果人数", "people with a result"),
    Attribute("positive", "integer", "阳性人数", "people positive"),
)

SAMPLE: tuple[Kind, ...] = (
    Kind(
        "sample.taken",
        ("person",),
        "采样",
        "Sample taken",
        (
            SAMPLE_ID,
            SPECIMEN,
            _ASSAY,
            _TUBE,
            _ROUND,
            PLACE_REF,
            one_of("method", "采样方式", "method", "single", "pool", "double"),
            Attribute("reason", "key", "采样原因", "why it was taken"),
        ),
        "taken_at",
    ),
    Kind(
        "sample.received",
        ("person",),
        "实验室收样",
        "Sample received by the laboratory",
        (SAMPLE_ID, INSTITUTION),
    ),
    Kind(
        "sample.resulted",
        ("person",),
        "检测结果",
        "Sample resulted",
        (
            needed(RESULT),
            SAMPLE_ID,
            SPECIMEN,
            _ASSAY,
            Attribute("ct", "number", "Ct值", "cycle threshold"),
            Attribute("sampled_at", "time", "采样时间", "when the sample was taken"),
            INSTITUTION,
            _TUBE,
            _ROUND,
        ),
        "resulted_at",
    ),
    Kind(
        "sample.sequenced",
        ("person",),
        "基因测序",
        "Sample sequenced",
        (SAMPLE_ID, Attribute("lineage", "text", "分型", "lineage"), INSTITUTION),
    ),
    Kind(
        "environment.sampled",
        ("place", "batch", "vehicle", "person"),
        "环境采样",
        "Environment sampled",
        (
            SAMPLE_ID,
            SPECIMEN,
            Attribute("spot", "text", "采样点", "spot"),
            Attribute("count", "integer", "份数", "samples taken"),
        ),
    ),
    Kind(
        "environment.resulted",
        ("place", "batch", "vehicle", "person"),
        "环境检测结果",
        "Environment sample resulted",
        (
            needed(RESULT),
            SAMPLE_ID,
            Attribute("spot", "text", "采样点", "spot"),
            Attribute("ct", "number", "Ct值", "cycle threshold"),
            Attribute("count", "integer", "份数", "samples"),
            Attribute("positive", "integer", "阳性份数", "samples positive"),
        ),
        "resulted_at",
    ),
    Kind(
        "tube.sealed",
        ("tube",),
        "封管",
        "Tube sealed",
        (_ROUND, Attribute("people", "integer", "人数", "people in it")),
    ),
    Kind("tube.received", ("tube",), "收管", "Tube received by the laboratory", (INSTITUTION,), "received_at"),
    Kind(
        "tube.resulted",
        ("tube",),
        "混管结果",
        "Tube resulted",
        (
            needed(RESULT),
            Attribute("ct", "number", "Ct值", "cycle threshold"),
            INSTITUTION,
            _ROUND,
            Attribute("people", "integer", "人数", "people in it"),
        ),
        "resulted_at",
    ),
    Kind(
        "tube.members_held",
        ("tube",),
        "混管人员全部管控",
        "All people of the tube held",
        (Attribute("people", "integer", "人数", "people held"),),
    ),
    Kind(
        "tube.members_retested",
        ("tube",),
        "混管人员全部复采",
        "All people of the tube sampled again",
        (Attribute("people", "integer", "人数", "people sampled"),),
    ),
    Kind(
        "testing.round_opened",
        ("round",),
        "启动区域核酸检测",
        "Testing round opened",
        (
            needed(AREA),
            Attribute("population", "integer", "应检人数", "people to be tested"),
            Attribute("deadline", "time", "完成时限", "when it must be done"),
            Attribute("number", "integer", "轮次", "number of the round"),
            _ASSAY,
            Attribute("incident", "subject", "疫情", "incident", choices=("incident",)),
        ),
        "opened_at",
    ),
    Kind(
        "testing.plan_signed",
        ("round",),
        "签发采样组织方案",
        "Testing plan signed",
        (
            needed(Attribute("signer", "text", "签发人", "who signed")),
            Attribute("plan", "id", "方案", "plan"),
            Attribute("stations", "integer", "采样点数", "stations"),
            Attribute("tables", "integer", "采样台数", "tables"),
            Attribute("population", "integer", "应检人数", "people to be tested"),
            Attribute("unserved", "integer", "尚无采样台安排的人数", "people without a table"),
        ),
        "signed_at",
    ),
    Kind(
        "testing.stations_ready",
        ("round",),
        "采样点就绪",
        "Stations ready",
        (Attribute("stations", "integer", "采样点数", "stations"),),
    ),
    Kind(
        "testing.roll_read",
        ("round",),
        "查阅应检名册身份信息",
        "Identities of the roll read",
        (
            needed(Attribute("purpose", "text", "目的", "purpose")),
            needed(Attribute("fields", "list", "字段", "fields read")),
            Attribute("entries", "list", "名册条目", "entries of the roll"),
            Attribute("actor", "text", "查阅人", "who read"),
            AREA,
        ),
    ),
    Kind("testing.progress", ("round",), "检测进度", "Testing progress", _COUNTS),
    Kind("testing.round_closed", ("round",), "本轮检测结束", "Testing round closed", (*_COUNTS, OFFICE)),
)
