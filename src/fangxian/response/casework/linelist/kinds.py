"""The kinds of rows that a file may hold: cases, and what belongs to them, each with its fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.casework.linelist.fields import BY_NAME as OF_CASES
from fangxian.response.casework.linelist.fields import FIELDS as CASE_FIELDS
from fangxian.response.casework.linelist.fields import NEEDED, Field

_KIND = Field(
    "kind",
    _("kind of contact"),
    "contact_kind",
    ("kind", "contactkind", "contacttype", "接触类型", "密接类型", "接触者类型", "类别", "管控类别"),
)
_LAST = Field("last_exposure", _("last exposure"), "moment", OF_CASES["last_exposure_on"].headings)
_FIRST = Field(
    "first_exposure",
    _("first exposure"),
    "moment",
    ("firstexposure", "firstcontactdate", "首次暴露时间", "首次接触时间", "首次接触日期"),
)
_IDENTIFIED = Field(
    "identified_at",
    _("established at"),
    "moment",
    ("identifiedat", "dateidentified", "dateofreporting", "reportdate", "判定日期", "判定时间", "登记日期", "登记时间"),
)
_SETTING = Field(
    "setting",
    _("setting"),
    "text",
    ("setting", "contextofexposure", "exposuretype", "exposuresetting", "接触地点", "暴露场所", "接触场所", "暴露地点"),
    60,
)
_SOCIAL = Field(
    "social",
    _("relation"),
    "text",
    ("social", "relation", "relationdetail", "relationtocase", "relationship", "与病例关系", "关系", "接触关系"),
    80,
)
_CERTAINTY = Field(
    "certainty", _("how sure it is"), "certainty", ("certainty", "certaintylevel", "可信程度", "确定程度")
)
_SOURCE = Field(
    "source_case",
    _("number of the source"),
    "number",
    (
        "sourcecase",
        "sourcecaseid",
        "sourcevisualid",
        "sourceid",
        "sourcenumber",
        "infector",
        "caseid",
        "relatedcaseid",
        "病例编号",
        "传染源",
        "指示病例",
        "感染来源病例编号",
        "关联病例",
        "关联病例编号",
    ),
    60,
)
_OF_PERSON = tuple(OF_CASES[name] for name in ("sex", "age", "area", "name", "id_number", "phone", "address"))
_NOTE = Field("note", _("notes"), "text", OF_CASES["notes"].headings, 300)
_PERSON = Field(
    "number",
    _("case or contact number"),
    "number",
    (
        "number",
        "caseid",
        "contactid",
        "visualid",
        "personid",
        "id",
        "编号",
        "病例编号",
        "接触者编号",
        "密接编号",
        "密切接触者编号",
    ),
    60,
)

CONTACT_FIELDS: Final = (
    Field(
        "number",
        _("contact number"),
        "number",
        (
            "number",
            "contactid",
            "contactnumber",
            "visualid",
            "id",
            "no",
            "密接编号",
            "密切接触者编号",
            "接触者编号",
            "编号",
            "序号",
        ),
        60,
    ),
    _SOURCE,
    _KIND,
    _LAST,
    _FIRST,
    _IDENTIFIED,
    _SETTING,
    _SOCIAL,
    _CERTAINTY,
    *_OF_PERSON,
    Field(
        "controlled_at",
        _("quarantine began"),
        "moment",
        (
            "controlledat",
            "quarantinefrom",
            "quarantinestart",
            "isolationstart",
            "隔离日期",
            "隔离时间",
            "隔离开始日期",
            "管控时间",
            "开始隔离时间",
        ),
    ),
    Field(
        "mode",
        _("where quarantined"),
        "quarantine_mode",
        ("mode", "quarantine", "quarantinetype", "隔离方式", "管控方式"),
    ),
)
"""Of a contact; the exposure stands in the same row, or in the rows of relationships."""

RELATIONSHIP_FIELDS: Final = (
    Field(
        "source_case",
        _SOURCE.title,
        "number",
        (*_SOURCE.headings, "source", "from", "infectorid", "传染源编号", "源编号"),
        60,
    ),
    Field(
        "number",
        _("number of the exposed person"),
        "number",
        (
            "number",
            "target",
            "targetvisualid",
            "targetid",
            "targetnumber",
            "to",
            "contactid",
            "接触者编号",
            "被暴露者编号",
            "密接编号",
        ),
        60,
    ),
    _KIND,
    _LAST,
    _FIRST,
    _IDENTIFIED,
    _SETTING,
    _SOCIAL,
    _CERTAINTY,
)
"""Of who exposed whom."""

VISIT_FIELDS: Final = (
    _PERSON,
    Field(
        "place",
        _("place"),
        "text",
        ("place", "placename", "location", "venue", "场所", "地点", "场所名称", "活动地点"),
        120,
    ),
    Field(
        "place_area",
        _("area of the place"),
        "area",
        ("placearea", "placeareacode", "locationid", "地点区划", "场所所在地", "场所地区"),
    ),
    Field(
        "category",
        _("kind of place"),
        "place_category",
        ("category", "placecategory", "placetype", "场所类型", "场所类别"),
    ),
    Field(
        "began_at",
        _("from"),
        "moment",
        ("beganat", "from", "start", "datestart", "arrival", "开始时间", "到达时间", "起"),
    ),
    Field(
        "ended_at", _("until"), "moment", ("endedat", "to", "end", "dateend", "departure", "结束时间", "离开时间", "止")
    ),
    Field("transport", _("transport"), "transport", ("transport", "meansoftransport", "交通方式", "交通工具")),
    Field(
        "service",
        _("flight, train or vehicle number"),
        "text",
        ("service", "flightnumber", "trainnumber", "班次", "车次", "航班号", "车牌号"),
        60,
    ),
    Field("mask", _("mask"), "mask", ("mask", "maskworn", "口罩", "是否戴口罩")),
    Field("companions", _("companions"), "text", ("companions", "accompaniedby", "同行人员", "同行者"), 300),
    Field("told_by", _("source of the statement"), "told_by", ("toldby", "sourceofinformation", "信息来源", "来源")),
    _CERTAINTY,
    _NOTE,
)
"""Of where somebody was."""

FOLLOW_UP_FIELDS: Final = (
    Field("number", _("contact number"), "number", CONTACT_FIELDS[0].headings, 60),
    Field(
        "day",
        _("day of follow-up"),
        "date",
        ("day", "date", "dateoffollowup", "followupdate", "visitdate", "随访日期", "健康监测日期", "日期"),
    ),
    Field(
        "status",
        _("what came of it"),
        "follow_up",
        ("status", "outcome", "followupstatus", "statusid", "随访结果", "随访情况", "健康状况"),
    ),
    Field("at", _("seen at"), "moment", ("at", "seenat", "visitdatetime", "随访时间")),
    Field("method", _("how seen"), "follow_up_method", ("method", "visitmethod", "随访方式")),
    Field("temperature", _("temperature, °C"), "temperature", ("temperature", "bodytemperature", "体温")),
    Field("symptoms", _("symptoms"), "symptoms", ("symptoms", "signs", "症状")),
    Field("note", _NOTE.title, "text", _NOTE.headings, 200),
)
"""Of one day's follow-up of a contact."""

SAMPLE_FIELDS: Final = (
    _PERSON,
    Field(
        "sample",
        _("number of the sample"),
        "number",
        ("sample", "sampleid", "sampleidentifier", "labsampleid", "样本编号", "标本编号", "采样管编号"),
        80,
    ),
    Field(
        "taken_at",
        _("taken at"),
        "moment",
        ("takenat", "sampledat", "datesampletaken", "sampledatetime", "采样时间", "采样日期"),
    ),
    Field("specimen", _("specimen"), "specimen", ("specimen", "sampletype", "samplematerial", "标本类型", "样本类型")),
    Field("assay", _("test"), "assay", ("assay", "testtype", "检测方法", "检测类型")),
    Field("result", _("result"), "result", ("result", "testresult", "检测结果", "结果")),
    Field(
        "resulted_at",
        _("result known at"),
        "moment",
        ("resultedat", "resultat", "dateofresult", "datetesting", "testdatetime", "结果时间", "检测日期", "报告时间"),
    ),
    Field("ct", _("cycle threshold"), "ct", ("ct", "ctvalue", "ct值")),
    Field("institution", _("laboratory"), "text", ("institution", "lab", "labname", "检测机构", "实验室"), 120),
)
"""Of a sample and its result."""

CLASS_FIELDS: Final = (
    Field("number", OF_CASES["number"].title, "number", OF_CASES["number"].headings, 60),
    OF_CASES["classification"],
    Field(
        "since",
        _("in this class since"),
        "moment",
        ("since", "classifiedat", "classifiedsince", "dateofclassification", "分类时间", "订正时间"),
    ),
    Field("reason", _("reason"), "text", ("reason", "grounds", "原因", "订正原因"), 300),
)
"""Of one line of the history of a case's class."""

MEASURE_FIELDS: Final = (
    Field("number", _("contact number"), "number", CONTACT_FIELDS[0].headings, 60),
    Field("measure", _("measure"), "measure", ("measure", "step", "管控措施", "管控经过")),
    Field("at", _("when"), "moment", ("at", "dateofmeasure", "措施时间", "执行时间")),
    Field("mode", _("where quarantined"), "quarantine_mode", ("mode", "隔离方式", "管控方式")),
    Field("until", _("until"), "moment", ("until", "截止时间", "延长至"), ahead=True),
    Field("signer", _("signed by"), "text", ("signer", "signedby", "签批人", "签发人"), 120),
    Field("reason", _("reason"), "text", ("reason", "grounds", "原因", "理由"), 300),
    Field("certificate", _("certificate"), "text", ("certificate", "certificateno", "解除通知书编号"), 120),
    Field("group", _("group with a rule of its own"), "text", ("group", "特殊人群"), 60),
    Field("legal_basis", _("legal basis"), "text", ("legalbasis", "法律依据"), 300),
)
"""Of one step of a contact's management."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What one row is about.

    Attributes
    ----------
    name : str
        Its name in files of several tables and in mappings.
    title : Any
        What people call such rows, translatable.
    fields : tuple of Field
        In the order in which mappings are shown.
    needed : tuple of str
        What a row cannot come in without.
    key : tuple of str
        Fields that tell one row from another.
    signs : tuple of str
        Fields whose headings tell a list of this kind from the others.
    """

    name: str
    title: Any
    fields: tuple[Field, ...]
    needed: tuple[str, ...]
    key: tuple[str, ...] = ("number",)
    signs: tuple[str, ...] = ()

    @property
    def by_name(self) -> dict[str, Field]:
        """Its fields by name."""
        return {field.name: field for field in self.fields}


CASES: Final = Kind("cases", pgettext_lazy("rows", "cases"), CASE_FIELDS, NEEDED, signs=("number",))
_EXPOSED = ("source_case", "number")
_CLASS = ("number", "classification", "since")
_MEASURE = ("number", "measure", "at")
_VISIT = ("number", "place", "began_at")

KINDS: Final = {
    kind.name: kind
    for kind in (
        CASES,
        Kind("contacts", _("contacts"), CONTACT_FIELDS, ("number",), ("number", "source_case"),
             ("number", "last_exposure")),
        Kind("relationships", _("relationships"), RELATIONSHIP_FIELDS, _EXPOSED, (*_EXPOSED, "kind"), _EXPOSED),
        Kind("classes", _("classes of cases"), CLASS_FIELDS, _CLASS, _CLASS, _CLASS),
        Kind("measures", _("measures on contacts"), MEASURE_FIELDS, _MEASURE, _MEASURE, _MEASURE),
        Kind("visits", _("visits"), VISIT_FIELDS, _VISIT, _VISIT, _VISIT),
        Kind("follow_ups", _("follow-ups"), FOLLOW_UP_FIELDS, ("number", "day", "status"), ("number", "day"),
             ("number", "day", "status")),
        Kind("samples", _("samples"), SAMPLE_FIELDS, ("number", "taken_at"), ("number", "sample", "taken_at"),
             ("number", "taken_at", "result")),
    )
}  # fmt: skip
"""Every kind by its name, in the order in which they come in: what others refer to first."""

EVERY: Final = {field.name: field for kind in reversed(KINDS.values()) for field in kind.fields}
"""A field by its name, whatever kind it belongs to; of fields that share a name, the case's."""
