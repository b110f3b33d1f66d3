"""The figures of an evaluation: what each is called, its unit, and whether more of it is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Unit = Literal["count", "share", "minutes", "hours", "days", "person_days", "people"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the evaluation.

    Attributes
    ----------
    zh, en : str
        What it is.
    unit : str
        Of its value; a share is 0 to 1.
    better : str
        Whether ``more`` or ``less`` of it is better; empty where it only describes.
    """

    zh: str
    en: str
    unit: Unit
    better: Literal["more", "less", ""] = ""


FIGURES: Final[dict[str, Figure]] = {
    "infections.total": Figure("实际感染人数", "People truly infected", "people", "less"),
    "infections.on_record": Figure("记录在案的感染者", "Infections on record", "people"),
    "infections.sensitivity": Figure("感染者发现率", "Share of true infections on record", "share", "more"),
    "infections.false": Figure("误报感染者", "People on record who were never infected", "people", "less"),
    "infections.by_contact": Figure(
        "经密接管控发现的比例", "Share of cases found among contacts under control", "share", "more"
    ),
    "detection.days": Figure("首例发现前的传播天数", "Days of spread before the first report", "days"),
    "clocks.steps": Figure("应办时限事项", "Timed steps owed", "count"),
    "clocks.met_share": Figure("按时办结率", "Share of timed steps met in time", "share", "more"),
    "clocks.late": Figure("逾期办结", "Steps met late", "count", "less"),
    "clocks.missed": Figure("未办结", "Steps not met at all", "count", "less"),
    "contacts.on_record": Figure("在案密切接触者", "Contacts on record", "people"),
    "contacts.in_time_share": Figure(
        "密接按时管控率", "Share of contacts under control within the limit", "share", "more"
    ),
    "people.missed": Figure("漏管人员", "People missed: owed something that nobody did", "people", "less"),
    "control.days": Figure(
        "感染到管控的天数（中位数）", "Days from infection to control, median of true infections", "days", "less"
    ),
    "control.before_infectious_share": Figure(
        "传染期前已管控的比例", "Share of true infections under control before they were found", "share", "more"
    ),
    "control.people": Figure("集中管控人数", "People in quarantine", "people"),
    "control.person_days": Figure("集中管控人日", "Person-days in quarantine", "person_days", "less"),
    "control.false": Figure("误控人数", "People controlled only because of somebody never infected", "people", "less"),
    "control.false_person_days": Figure("误控人日", "Person-days of false control", "person_days", "less"),
    "tracing.sensitivity": Figure(
        "流调敏感度", "Share of people infected by a case on record whom tracing named", "share", "more"
    ),
    "chain.share": Figure("传播链还原率", "Share of true links of the chain on record", "share", "more"),
    "source.hours": Figure("查明源头用时", "Hours from the first report to the source", "hours", "less"),
    "testing.rounds": Figure("核酸检测轮次", "Rounds of mass testing", "count"),
    "testing.tests": Figure("检测人次", "People sampled in rounds", "count"),
    "testing.coverage": Figure("应检尽检率", "Share of those due who were sampled", "share", "more"),
    "testing.retest_share": Figure(
        "阳性混管复采率", "Share of members of positive tubes tested again alone", "share", "more"
    ),
    "testing.yield": Figure("每百万人次检出", "Found per million sampled in rounds", "count"),
    "zones.number": Figure("划定风险区", "Zones drawn", "count"),
    "zones.people": Figure("封控人数", "People living in zones", "people", "less"),
    "zones.people_per_case": Figure(
        "每例对应封控人数", "People confined for each infection found in a zone", "people", "less"
    ),
    "zones.person_days": Figure("封控人日", "Person-days in zones", "person_days", "less"),
    "zones.precision": Figure("风险区精准率", "Share of zones in which anybody infected lived", "share", "more"),
    "zones.lifted_day": Figure("全域解除日", "Day on which the last zone was lifted", "days", "less"),
    "bulletins.agree_share": Figure(
        "通报与台账一致率", "Share of bulletin figures equal to the record", "share", "more"
    ),
    "questions.share": Figure("现场提问得分率", "Share of the points of questions", "share", "more"),
    "injects.met_share": Figure(
        "导调事件按时处置率", "Share of what injects expected that followed in time", "share", "more"
    ),
}
"""Key → what it is. A guide's measures name these keys."""
