"""Searches for companions in the stays: who asked and signed, what came of it, what people decided."""

from __future__ import annotations

from fangxian.protocol.words.spec import REASON, Attribute, Kind, needed, one_of

_RECORD = ("record",)
_PERSONS = Attribute("persons", "integer", "人数", "persons")
_SIGNER = Attribute("signer", "text", "签发人", "who signed", required=True)

SEARCH: tuple[Kind, ...] = (
    Kind(
        "search.signed",
        _RECORD,
        "签发时空伴随检索",
        "Companion search signed",
        (
            Attribute("purpose", "text", "目的", "purpose", required=True),
            Attribute("cases", "list", "检索对象", "cases and contacts whose companions are sought", required=True),
            Attribute("parameters", "list", "判定参数", "parameters", required=True),
            Attribute("clause", "text", "条款", "clause the parameters were read from"),
            Attribute("asked_by", "text", "申请人", "who asked"),
            _SIGNER,
        ),
        "signed_at",
    ),
    Kind(
        "search.answered",
        _RECORD,
        "时空伴随检索完成",
        "Companion search answered",
        (
            _PERSONS,
            Attribute("proof", "text", "检索日志摘要", "hash of its line in the journal of the stays"),
        ),
    ),
    Kind(
        "search.line_drawn",
        _RECORD,
        "划定判定线",
        "Line drawn in the hits",
        (
            Attribute("tier", "integer", "剂量层级", "last tier above the line", required=True),
            _PERSONS,
            needed(REASON),
            _SIGNER,
        ),
    ),
    Kind(
        "search.judged",
        _RECORD,
        "研判命中人员",
        "Hits judged",
        (
            needed(one_of("decision", "研判", "decision", "accepted", "rejected", "taken_back")),
            Attribute("count", "integer", "人数", "persons", required=True),
            REASON,
        ),
    ),
    Kind("search.cancelled", _RECORD, "取消时空伴随检索", "Companion search cancelled", (REASON,)),
)
