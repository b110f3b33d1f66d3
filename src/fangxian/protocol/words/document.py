"""Documents that leave the office, and the forms and templates they are made from."""

from __future__ import annotations

from fangxian.protocol.words.spec import AREA, LEGAL_BASIS, PERSON_REF, REASON, UNTIL, Attribute, Kind, needed

_SIGNER = Attribute("signer", "text", "签发人", "who signed", required=True)
_VERSION = Attribute("version", "integer", "版本", "version")
_FORM = Attribute("form", "text", "调查表", "form", required=True)
_TEMPLATE = Attribute("template", "key", "文书", "document", required=True)

DOCUMENT: tuple[Kind, ...] = (
    Kind(
        "document.issued",
        ("person", "place", "incident", "coinvestigation", "zone"),
        "开具文书",
        "Document issued",
        (
            Attribute("document", "key", "文书种类", "kind of document", required=True),
            Attribute("serial", "text", "文号", "serial number", required=True),
            Attribute("purpose", "text", "用途", "purpose", required=True),
            Attribute("language", "key", "语种", "language"),
            Attribute("named", "flag", "载明身份", "the document names the person"),
            _SIGNER,
            LEGAL_BASIS,
            UNTIL,
        ),
    ),
    Kind(
        "document.revoked",
        ("person", "place", "incident", "zone"),
        "撤回文书",
        "Document revoked",
        (
            Attribute("serial", "text", "文号", "serial number", required=True),
            needed(REASON),
            _SIGNER,
        ),
    ),
    Kind(
        "place.search_noticed",
        ("place",),
        "发布活动轨迹公告",
        "Search notice published",
        (
            PERSON_REF,
            Attribute("serial", "text", "文号", "serial number"),
            Attribute("from", "time", "自", "from"),
            Attribute("to", "time", "至", "until"),
            Attribute("help_line", "text", "求助热线", "help line", required=True),
            _SIGNER,
        ),
    ),
    Kind("form.changed", ("form",), "修订调查表", "Form changed", (_FORM, _VERSION, AREA, _SIGNER)),
    Kind("form.restored", ("form",), "恢复原调查表", "Form restored", (_FORM, _VERSION, AREA, _SIGNER)),
    Kind("template.changed", ("template",), "更换文书模板", "Template changed", (_TEMPLATE, _VERSION, AREA, _SIGNER)),
    Kind(
        "template.restored", ("template",), "恢复原文书模板", "Template restored", (_TEMPLATE, _VERSION, AREA, _SIGNER)
    ),
)
