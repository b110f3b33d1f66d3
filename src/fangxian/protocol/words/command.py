"""Command: incidents, plans and response levels, duty, inspections, meetings, bulletins and rumours."""

from __future__ import annotations

from fangxian.protocol.words.spec import AREA, LEVEL, OFFICE, REASON, UNTIL, Attribute, Kind, needed, one_of

_INCIDENT = ("incident",)
_SIGNER = Attribute("signer", "text", "签发人", "who signed", required=True)
_FINDING = ("finding",)
_RECTIFY_BY = Attribute("rectify_by", "time", "整改时限", "when it must be put right", required=True)

COMMAND: tuple[Kind, ...] = (
    Kind(
        "incident.opened",
        _INCIDENT,
        "疫情立项",
        "Incident opened",
        (
            Attribute("disease", "key", "病种", "disease"),
            AREA,
            LEVEL,
            Attribute("title", "text", "名称", "title"),
        ),
        "opened_at",
    ),
    Kind(
        "incident.pack_adopted",
        _INCIDENT,
        "采用防控方案",
        "Pack adopted",
        (
            Attribute("pack", "text", "方案", "pack", required=True),
            _SIGNER,
            Attribute("in_force_from", "time", "生效时间", "in force from"),
            Attribute("applies_to_open", "flag", "适用于在办事项", "also for occasions that run"),
        ),
    ),
    Kind("incident.closed", _INCIDENT, "疫情结束", "Incident closed", (REASON,)),
    Kind("command.established", _INCIDENT, "成立指挥部", "Headquarters established", (OFFICE, AREA)),
    Kind(
        "plan.activated",
        ("incident", "plan"),
        "启动预案",
        "Plan activated",
        (Attribute("plan", "text", "预案", "plan"), LEVEL, AREA, _SIGNER),
        "activated_at",
    ),
    Kind("plan.ended", ("incident", "plan"), "终止预案", "Plan ended", (_SIGNER,)),
    Kind(
        "level.changed",
        _INCIDENT,
        "响应级别调整",
        "Response level changed",
        (needed(LEVEL), Attribute("from", "key", "原级别", "former level"), _SIGNER),
        "changed_at",
    ),
    Kind("risk.assessed", _INCIDENT, "风险评估", "Risk assessed", (LEVEL, OFFICE)),
    Kind(
        "duty.started",
        ("office",),
        "值班开始",
        "Duty started",
        (Attribute("post", "text", "岗位", "post"), UNTIL),
        "started_at",
    ),
    Kind(
        "duty.handed_over",
        ("office",),
        "值班交接",
        "Duty handed over",
        (Attribute("post", "text", "岗位", "post"),),
    ),
    Kind(
        "inspection.found",
        _FINDING,
        "督查发现问题",
        "Finding of an inspection",
        (
            _RECTIFY_BY,
            Attribute("finding", "text", "问题", "finding"),
            Attribute("severity", "key", "严重程度", "severity"),
            OFFICE,
            AREA,
            Attribute("inspectors", "list", "检查人", "inspectors"),
            one_of("source", "来源", "source", "inspection", "drill", "self_check", "complaint"),
            Attribute("retest_by", "time", "复测期限", "when it is tested again in an exercise"),
            Attribute("clause", "text", "涉及条款", "clause that it asks to be changed"),
            Attribute("exercise", "text", "演练", "exercise that found it"),
        ),
        "found_at",
    ),
    Kind(
        "inspection.rectified",
        _FINDING,
        "整改完成",
        "Finding put right",
        (Attribute("measure", "text", "整改措施", "what was done"), OFFICE),
        "rectified_at",
    ),
    Kind(
        "inspection.rechecked",
        _FINDING,
        "整改复查",
        "Rectification checked",
        (
            needed(Attribute("passed", "flag", "通过", "passed")),
            Attribute("rectify_by", "time", "再次整改时限", "new time limit if not passed"),
        ),
        "rechecked_at",
    ),
    Kind(
        "inspection.retested",
        _FINDING,
        "整改复测",
        "Finding tested again in an exercise",
        (
            needed(Attribute("passed", "flag", "通过", "passed")),
            Attribute("exercise", "text", "演练", "exercise that it was tested in"),
            Attribute("rectify_by", "time", "再次整改时限", "new time limit if not passed"),
        ),
        "retested_at",
    ),
    Kind(
        "meeting.resolved",
        ("resolution",),
        "会议议定事项",
        "Meeting resolved",
        (
            Attribute("due_at", "time", "完成时限", "when it must be done", required=True),
            Attribute("text", "text", "事项", "what was resolved", required=True),
            OFFICE,
            Attribute("meeting", "text", "会议", "meeting"),
        ),
        "resolved_at",
    ),
    Kind(
        "resolution.reported",
        ("resolution",),
        "议定事项进展",
        "Progress on a resolution",
        (Attribute("text", "text", "进展", "progress"),),
    ),
    Kind("resolution.done", ("resolution",), "议定事项办结", "Resolution carried out", (OFFICE,)),
    Kind("resolution.cancelled", ("resolution",), "议定事项撤销", "Resolution cancelled", (needed(REASON),)),
    Kind("bulletin.drafted", ("bulletin",), "通报起草", "Bulletin drafted", (), "drafted_at"),
    Kind("bulletin.approved", ("bulletin",), "通报审签", "Bulletin approved", (_SIGNER,)),
    Kind(
        "bulletin.published",
        ("bulletin", "incident"),
        "发布通报",
        "Bulletin published",
        (
            Attribute("channel", "text", "渠道", "channel"),
            Attribute("bulletin", "id", "通报", "bulletin"),
            one_of("kind", "类别", "kind", "daily", "zone", "trajectory", "notice", "correction"),
            Attribute("as_of", "time", "截止时点", "moment up to which it counts"),
            Attribute("confirmed", "integer", "确诊病例", "confirmed cases"),
            Attribute("asymptomatic", "integer", "无症状感染者", "asymptomatic infections"),
            Attribute("contacts", "integer", "密切接触者", "close contacts"),
            Attribute("zones", "integer", "风险区", "zones in force"),
            Attribute("sampled", "integer", "已采样人次", "people sampled in rounds"),
        ),
    ),
    Kind(
        "rumour.found",
        ("rumour",),
        "发现谣言",
        "Rumour found",
        (Attribute("text", "text", "内容", "content"), Attribute("reach", "integer", "传播量", "reach")),
        "found_at",
    ),
    Kind(
        "rumour.answered",
        ("rumour",),
        "辟谣",
        "Rumour answered",
        (Attribute("bulletin", "id", "通报", "bulletin"),),
    ),
)
