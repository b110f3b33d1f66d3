"""The fields of a line list, with the headings under which people keep them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from django.utils.translation import gettext_lazy as _

Reader = Literal[
    "number", "date", "age", "text", "area", "references", "sex", "classification", "route", "severity", "outcome",
    "id_number", "phone", "moment", "contact_kind", "certainty", "place_category", "transport", "mask", "told_by",
    "follow_up", "follow_up_method", "temperature", "symptoms", "result", "quarantine_mode", "specimen", "assay", "ct",
    "measure",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes
    ----------
    name : str
        Its name in mappings.
    title : str
        What people call it, translatable.
    reader : Reader
        How its cells are read; see :mod:`.cells`.
    headings : tuple of str
        Usual headings, in both languages, in the form of :func:`normal`.
    longest : int
        Characters that fit, for texts; 0 where there is no limit.
    personal : bool
        Whether it tells who somebody is: such a value goes under seal and into no list, log or review.
    ahead : bool
        Whether it may lie in the future, as the end of something may.
    """

    name: str
    title: Any
    reader: Reader
    headings: tuple[str, ...]
    longest: int = 0
    personal: bool = False
    ahead: bool = False


FIELDS: Final = (
    Field("number", _("case number"), "number",
          ("caseid", "caseno", "casenumber", "id", "number", "no", "case", "visualid",
           "病例编号", "编号", "序号", "病例号", "确诊病例编号", "感染者编号", "病例", "卡片编号", "卡片id"), 60),
    Field("classification", _("classification"), "classification",
          ("classification", "caseclassification", "casestatus", "status", "casedefinition", "type",
           "病例分类", "分类", "病例类型", "诊断类型", "诊断分类", "感染者类型")),
    Field("confirmed_on", _("day of confirmation"), "date",
          ("confirmdate", "confirmationdate", "dateconfirmation", "dateconfirmed", "dateofconfirmation",
           "diagnosisdate", "确诊日期", "确诊时间", "诊断日期", "诊断时间", "阳性日期", "确诊阳性日期")),
    Field("reported_on", _("day of the report"), "date",
          ("reportdate", "reportingdate", "dateofreporting", "datereported", "dateofreport", "notificationdate",
           "报告日期", "报告时间", "通报日期", "录入日期")),
    Field("onset_on", _("day of onset"), "date",
          ("onset", "onsetdate", "dateonset", "dateofonset", "symptomonset", "dateonsetsymptoms", "symptomonsetdate",
           "发病日期", "发病时间", "起病日期", "症状出现日期", "出现症状日期")),
    Field("sampled_on", _("day of the positive sample"), "date",
          ("sampledate", "datesample", "dateofsample", "collectiondate", "specimendate", "labdate1", "datesampletaken",
           "采样日期", "采样时间", "标本采集日期", "样本采集日期")),
    Field("last_exposure_on", _("day of the last exposure"), "date",
          ("lastexposure", "dateoflastcontact", "lastcontactdate", "endsource", "lastpossexposure",
           "dateoflastexposure", "末次暴露日期", "末次接触日期", "末次接触时间", "最后接触日期")),
    Field("sex", _("sex"), "sex", ("sex", "gender", "性别")),
    Field("age", _("age"), "age", ("age", "ageyears", "ageonset", "年龄", "年龄岁")),
    Field("area", _("area responsible"), "area",
          ("area", "areacode", "district", "county", "location", "locationid", "admin3", "responsiblearea",
           "地区", "区县", "地区编码", "现住址区县", "辖区", "所属区县", "现住地区", "现住址编码", "街道", "责任属地")),
    Field("route", _("how it was found"), "route",
          ("route", "foundby", "detection", "detectionroute", "reasonfortesting", "reporttestreason",
           "发现途径", "发现方式", "检出途径", "来源途径")),
    Field("source", _("source of infection"), "text",
          ("source", "infectionsource", "exposure", "presumedreason", "sourceofinfection", "exposurehistory",
           "感染来源", "传染源", "可能感染来源", "暴露史", "流行病学史", "感染途径"), 300),
    Field("source_cases", _("source cases"), "references",
          ("sourcecase", "sourcecases", "infector", "infectedby", "contactcaseid", "sourcevisualid", "parentcase",
           "传染源病例", "上代病例", "源病例", "来源病例编号", "传染源编号")),
    Field("related_cases", _("related cases"), "references",
          ("relatedcases", "relatedcase", "linkedcases", "关联病例", "相关病例", "关联病例编号")),
    Field("cluster", _("cluster"), "text",
          ("cluster", "clusterid", "clustername", "聚集性疫情", "聚集", "疫情名称", "传播链"), 160),
    Field("severity", _("clinical type"), "severity",
          ("severity", "clinicaltype", "clinicalseverity", "临床分型", "临床严重程度", "病情", "临床类型")),
    Field("outcome", _("outcome"), "outcome",
          ("outcome", "outcomeid", "casestatusoutcome", "转归", "结局", "病例转归", "出院情况")),
    Field("outcome_on", _("day of the outcome"), "date",
          ("outcomedate", "dateofoutcome", "dateoutcome", "datedischarge", "dischargedate",
           "转归日期", "结局日期", "出院日期")),
    Field("died_on", _("day of death"), "date",
          ("death", "deathdate", "dateofdeath", "datedeath", "死亡日期", "死亡时间")),
    Field("contact_number", _("contact number"), "number",
          ("contactid", "contactnumber", "密接编号", "密切接触者编号", "接触者编号"), 60),
    Field("classified_at", _("classified at, to the minute"), "moment", ("classifiedat", "dateofclassification")),
    Field("first_reported_at", _("first report, to the minute"), "moment", ("firstreportedat",)),
    Field("network_report_at", _("network report, to the minute"), "moment",
          ("networkreportat", "dateofnetworkreport")),
    Field("sampled_at", _("positive sample, to the minute"), "moment", ("sampledat", "dateofpositivesample")),
    Field("outcome_at", _("outcome, to the minute"), "moment", ("outcomeat",)),
    Field("notes", _("notes"), "text",
          ("notes", "note", "remarks", "comments", "additionalinformation", "备注", "说明", "其他")),
    Field("name", _("name"), "text",
          ("name", "fullname", "patientname", "姓名", "患者姓名", "病例姓名"), 80, personal=True),
    Field("id_number", _("identity number"), "id_number",
          ("idnumber", "nationalid", "identitynumber", "身份证号", "身份证号码", "证件号", "证件号码", "有效证件号"),
          personal=True),
    Field("phone", _("phone"), "phone",
          ("phone", "telephone", "mobile", "phonenumber", "电话", "联系电话", "手机", "手机号", "手机号码", "联系方式"),
          personal=True),
    Field("address", _("address"), "text",
          ("address", "homeaddress", "residence", "地址", "住址", "现住址", "家庭住址", "详细地址", "现详细住址"), 200,
          personal=True),
)  # fmt: skip
"""Every field, in the order in which mappings are shown."""

BY_NAME: Final = {field.name: field for field in FIELDS}
"""Fields by name."""

NEEDED: Final = ("number", "classification", "confirmed_on")
"""What a row cannot come in without; the day of the report stands in for the day of confirmation."""
