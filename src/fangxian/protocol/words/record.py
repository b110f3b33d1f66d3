"""The record itself: how tasks are passed on, facts voided, data erased and taken out."""

from __future__ import annotations

from fangxian.protocol.words.spec import REASON, Attribute, Kind, needed

_TASK = ("task",)
_SIGNER = Attribute("signer", "text", "签发人", "who signed", required=True)
_ACTOR = Attribute("actor", "text", "经办人", "who did it")
_CLASS = Attribute("record_class", "key", "数据类别", "class of data", required=True)
# Offices and posts by their own subjects, for names change and offices are merged.
_OFFICE = Attribute("office", "subject", "经办单位", "office that acted", choices=("office",))
_TO_OFFICE = Attribute("to_office", "subject", "接手单位", "office it goes to", choices=("office",))
_ASSIGNEE = Attribute("assignee", "subject", "承办岗位", "post it is given to", choices=("post",))

RECORD: tuple[Kind, ...] = (
    Kind("task.received", _TASK, "签收任务", "Task received", (_OFFICE, _ASSIGNEE, _ACTOR)),
    Kind("task.returned", _TASK, "退回任务", "Task returned", (needed(REASON), _TO_OFFICE, _OFFICE, _ACTOR)),
    Kind(
        "task.split",
        _TASK,
        "分解任务",
        "Task split",
        (
            Attribute("parts", "list", "分解对象", "offices it was split to", required=True),
            Attribute("due", "time", "要求完成时间", "when the parts are due"),
            REASON,
            _OFFICE,
            _ACTOR,
        ),
    ),
    Kind("task.part_done", _TASK, "分解任务完成", "Part of a task done", (REASON, _OFFICE, _ACTOR)),
    Kind(
        "task.offered",
        _TASK,
        "转办任务",
        "Task offered to another office",
        (needed(_TO_OFFICE), REASON, _OFFICE, _ACTOR),
    ),
    Kind("task.accepted", _TASK, "接受转办", "Task accepted", (_OFFICE, _ACTOR)),
    Kind("task.declined", _TASK, "拒绝转办", "Task declined", (needed(REASON), _OFFICE, _ACTOR)),
    Kind("task.excused", _TASK, "免办任务", "Task excused", (needed(REASON), _SIGNER, _OFFICE, _ACTOR)),
    Kind("task.escalated", _TASK, "督办任务", "Task escalated", (needed(_TO_OFFICE),)),
    Kind("fact.voided", ("any",), "撤销事实", "Fact voided", (REASON, _ACTOR)),
    Kind(
        "collection.started",
        ("record",),
        "数据开始保存",
        "Data began to be kept",
        (_CLASS, Attribute("purpose", "text", "目的", "purpose")),
        "started_at",
    ),
    Kind(
        "purpose.ended",
        ("record", "incident"),
        "处理目的实现",
        "Purpose of the data ended",
        (Attribute("record_class", "key", "数据类别", "class of data"),),
        "ended_at",
    ),
    Kind(
        "record.erased",
        ("record", "incident"),
        "数据删除",
        "Data erased",
        (
            _CLASS,
            Attribute("count", "integer", "条数", "rows"),
            Attribute("proof", "text", "删除凭证", "proof"),
        ),
    ),
    Kind(
        "export.made",
        ("export",),
        "数据导出",
        "Data exported",
        (
            Attribute("purpose", "text", "目的", "purpose", required=True),
            Attribute("approvers", "list", "批准人", "who approved"),
            Attribute("rows", "integer", "条数", "rows"),
            _ACTOR,
        ),
        "exported_at",
    ),
)
