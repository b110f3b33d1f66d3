"""What an after-action report says, section by section, in either language; how it looks is for others to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fangxian.drill.evaluation.comparison import clock_rows, figure_rows, turned, unequal
from fangxian.drill.evaluation.faults import FAULTS
from fangxian.drill.evaluation.figures import FIGURES
from fangxian.drill.evaluation.findings import Ref, findings, rated, strengths
from fangxian.drill.evaluation.pictures import present
from fangxian.drill.evaluation.policy import ARMS
from fangxian.drill.evaluation.present import Language, clause_title, figure_title, written
from fangxian.drill.scenario.schema import Package
from fangxian.protocol.bulletin import COUNTED
from fangxian.protocol.pack import Pack, load_pack
from fangxian.protocol.schema.base import Text

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("After-action report and improvement plan", "演练复盘报告与整改计划"),
    "overview": ("Overview", "演练概况"),
    "figures": ("Figures", "评估指标"),
    "objectives": ("Objectives, as rated", "目标与评级"),
    "clocks": ("Clocks", "时限办理"),
    "bulletins": ("Bulletins beside the record", "通报与台账"),
    "questions": ("Questions on the spot", "现场提问"),
    "faults": ("Failures of the systems", "信息系统故障"),
    "remarks": ("Evaluators' remarks", "评估员意见"),
    "strengths": ("What went well", "成效"),
    "missed": ("People missed", "漏管人员"),
    "findings": ("Findings and improvement plan", "问题与整改"),
    "prices": ("What each weakness costs", "代价测算"),
    "compared": ("Beside the earlier run", "与上次演练比较"),
    "compared_clocks": ("Clocks beside the earlier run", "时限办理与上次比较"),
    "before_run": ("before", "此前"), "after_run": ("after", "此后"), "change": ("change", "变化"), "turn": ("", ""),
    "counts": ("Counts are met / late / not done.", "数字依次为按时/逾期/未办。"),
    "nobody": ("Nobody was missed (0).", "无人漏管（0 人）。"),
    "nothing": ("Nothing to put right was found.", "未发现需整改的问题。"),
    "agree": ("All {count} figures of bulletins equal the record.", "通报数字 {count} 项与台账全部一致。"),
    "no_bulletin": ("No bulletin with figures was published.", "未发布带数字的通报。"),
    "figure": ("figure", "指标"), "value": ("value", "数值"), "rating": ("rating", "评级"),
    "clause": ("clause", "条款"), "steps": ("steps", "事项"), "met": ("met", "按时"), "late": ("late", "逾期"),
    "undone": ("missed", "未办"), "worst": ("worst, min", "最迟（分）"), "finding": ("finding", "问题"),
    "owner": ("owner", "责任单位"), "due": ("due", "整改期限"), "retest": ("re-test", "复测日期"),
    "concerned": ("clause concerned", "涉及条款"),
    "who": ("person", "人员"), "arm": ("if instead", "若改为"), "infections": ("infections", "感染人数"),
    "averted": ("fewer infections", "少感染"), "days": ("person-days", "管控人日"),
    "objective": ("objective", "目标"), "task": ("critical task", "评估要点"), "seen": ("evaluators", "评估员"),
    "as_of": ("as of", "截止"), "published": ("published", "通报"), "record": ("record", "台账"),
    "office": ("office", "单位"), "asked": ("asked", "提问"), "answered": ("answered in time", "按时作答"),
    "points": ("points", "得分"), "fault": ("failure", "故障"), "where": ("where", "范围"), "from": ("from", "开始"),
    "until": ("until", "结束"), "went_on": ("facts recorded", "期间记录"),
    "due_then": ("due then: met / late / missed", "期间到期：按时/逾期/未办"),
    "before": ("met before", "此前按时率"), "answer": ("answered after, min", "处置用时（分）"),
    "everywhere": ("everywhere", "全域"), "at": ("at", "时间"), "said": ("remark", "意见"),
    "scale": (
        "P performed without challenges, S with some, M with major challenges, U unable to be performed.",
        "评级：P 顺利完成，S 有一定困难，M 有较大困难，U 未能完成。",
    ),
    "proposed": ("Owners and days are proposals until the report is signed.", "责任单位和期限为建议，以签发为准。"),
    "signed": ("Signed by {signer}, {at}.", "签发：{signer}，{at}。"),
    "weakness": (
        "The same outbreak under other responses, with the same chance: means and the central 90 % of {seeds} seeds.",
        "同一疫情、同样的随机性，换一种响应：{seeds} 次模拟的均值和中间 90 %。",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, and what it rests on."""

    cells: tuple[str, ...]
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report.

    Attributes
    ----------
    head : tuple of str
        Of its table; empty where it has none.
    rows : tuple of Row
    lines : tuple of str
        Sentences, before the table.
    note : str
        A sentence below it.
    pictures : tuple of str
        Names of pictures that belong to it.
    """

    key: str
    title: str
    head: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    lines: tuple[str, ...] = ()
    note: str = ""
    pictures: tuple[str, ...] = ()


def word(key: str, language: Language) -> str:
    """A word of the report."""
    return _WORDS[key][1 if language == "zh" else 0]


def said(text: Text | Mapping[str, str], language: Language) -> str:
    """A text in a language."""
    plain = text.model_dump() if isinstance(text, Text) else text
    return str(plain[language])


def sections(data: Mapping[str, Any], package: Package, language: Language) -> list[Section]:
    """The whole report, in order; what there is nothing to say of is left out."""
    pack = load_pack(package.manifest.variant(data["variant"]).pack)
    pictures = present(data)
    made = [
        _overview(data, package, language),
        _figures(data, language, tuple(name for name in ("curve", "maps", "chain") if name in pictures)),
        _objectives(data, package, language),
        _clocks(data, pack, language, tuple(name for name in ("gantt",) if name in pictures)),
        _bulletins(data, language),
        _questions(data, language),
        _faults(data, language),
        _remarks(data, language),
        _strengths(data, package, language),
        _missed(data, pack, language),
        _findings(data, package, pack, language),
        _prices(data, language),
        *_compared(data, language),
    ]
    return [one for one in made if one is not None]


def _section(key: str, language: Language, head: Sequence[str] = (), rows: Sequence[Row] = (), **more: Any) -> Section:
    return Section(key, word(key, language), tuple(word(one, language) for one in head), tuple(rows), **more)


def _overview(data: Mapping[str, Any], package: Package, language: Language) -> Section:
    variant = package.manifest.variant(data["variant"])
    facts = (
        f"{said(variant.title, language)} · {data['from'][:10]} – {data['until'][:10]} · "
        f"{package.id} {data['version']} · {data['people']:,} {'人' if language == 'zh' else 'people'} · "
        f"seed {data['seed']} · {data['record'][:16]}"
    )
    lines = (said(package.manifest.summary, language), facts)
    return _section("overview", language, lines=lines)


def _figures(data: Mapping[str, Any], language: Language, pictures: tuple[str, ...]) -> Section:
    rows = [
        Row(
            (figure_title(key, language), written(key, value, language), data["ratings"].get(key, "")),
            (("figure", key),),
        )
        for key in FIGURES  # in their order: the database keeps names in one of its own
        if (value := data["figures"].get(key)) is not None
    ]  # fmt: skip
    note = word("scale", language)
    return _section("figures", language, ("figure", "value", "rating"), rows, note=note, pictures=pictures)


def _objectives(data: Mapping[str, Any], package: Package, language: Language) -> Section:
    rows = []
    for objective in package.manifest.objectives:
        title = said(objective.text, language)
        for check in package.guide:
            if check.objective != objective.id:
                continue
            key = check.measure.figure if check.measure is not None else ""
            value = data["figures"].get(key)
            shown = f"{written(key, value, language)} {data['ratings'].get(key, '')}" if value is not None else "–"
            seen = [one for one in data.get("observations", ()) if one["check"] == check.id and one["rating"]]
            refs: list[Ref] = [("observation", one["id"]) for one in seen]
            people = " · ".join(f"{one['rating']} {said(one['who'], language)}" for one in seen) or "–"
            whole = next(iter(rated(data, check)), "–")
            figure: list[Ref] = [("figure", key)] if key else []
            rows.append(Row((title, said(check.text, language), shown, people, whole), (*figure, *refs)))
            title = ""
    return _section("objectives", language, ("objective", "task", "figure", "seen", "rating"), rows)


def _clocks(data: Mapping[str, Any], pack: Pack, language: Language, pictures: tuple[str, ...]) -> Section:
    rows = [
        Row(
            (clause_title(pack, row["clause"], language),
             *(str(row[key]) for key in ("steps", "met", "late", "missed", "worst_minutes"))),
            tuple(("task", task) for task in row.get("worst", ())[:3]),
        )
        for row in data["clocks"]
    ]  # fmt: skip
    head = ("clause", "steps", "met", "late", "undone", "worst")
    return _section("clocks", language, head, rows, pictures=pictures)


def _bulletins(data: Mapping[str, Any], language: Language) -> Section | None:
    if "bulletins" not in data:
        return None
    differing = [one for one in data["bulletins"] if one["published"] != one["record"]]
    if not differing:
        key = "agree" if data["bulletins"] else "no_bulletin"
        return _section("bulletins", language, lines=(word(key, language).format(count=len(data["bulletins"])),))
    rows = [
        Row(
            (one["at"][:16].replace("T", " "), COUNTED[one["figure"]][0 if language == "zh" else 1],
             f"{one['published']:,}", f"{one['record']:,}", f"{one['published'] - one['record']:+,}"),
            (("fact", one["fact"]),),
        )
        for one in differing
    ]  # fmt: skip
    head = ("as_of", "figure", "published", "record")
    made = _section("bulletins", language, head, rows)
    return Section(made.key, made.title, (*made.head, "±"), made.rows)


def _questions(data: Mapping[str, Any], language: Language) -> Section | None:
    asked = data.get("questions")
    if not asked:
        return None
    by: dict[str, list[Mapping[str, Any]]] = {}
    for one in asked:
        by.setdefault(said(one["office"], language), []).append(one)
    rows = []
    for office, own in by.items():
        scored = [one for one in own if one["score"] is not None]
        points = f"{sum(one['score'] for one in scored)} / {sum(one['points'] for one in scored)}" if scored else "–"
        in_time = sum(one["answered"] and not one["late"] for one in own)
        rows.append(Row((office, str(len(own)), str(in_time), points), tuple(("question", one["id"]) for one in own)))
    return _section("questions", language, ("office", "asked", "answered", "points"), rows)


def _faults(data: Mapping[str, Any], language: Language) -> Section | None:
    if not data.get("faults"):
        return None
    rows = [
        Row(
            (FAULTS[one["kind"]][0 if language == "zh" else 1], one["area"] or word("everywhere", language),
             f"{one['since'][5:16].replace('T', ' ')} – {one['until'][5:16].replace('T', ' ')}", f"{one['facts']:,}",
             f"{one['met']} / {one['late']} / {one['missed']}",
             "–" if one["before"] is None else f"{100 * one['before']:.0f} %",
             "–" if one["answer_minutes"] is None else f"{one['answer_minutes']:,}")
        )
        for one in data["faults"]
    ]  # fmt: skip
    return _section("faults", language, ("fault", "where", "from", "went_on", "due_then", "before", "answer"), rows)


def _remarks(data: Mapping[str, Any], language: Language) -> Section | None:
    noted = [one for one in data.get("observations", ()) if one["note"]]
    if not noted:
        return None
    rows = [
        Row((moment(one["at"]), said(one["who"], language), one["rating"] or "–", one["note"]),
            (("observation", one["id"]),))
        for one in noted
    ]  # fmt: skip
    return _section("remarks", language, ("at", "who", "rating", "said"), rows)


def _strengths(data: Mapping[str, Any], package: Package, language: Language) -> Section:
    good = [f"· {said(one, language)}" for one in strengths(data, package)]
    return _section("strengths", language, lines=tuple(good or ["–"]))


def _missed(data: Mapping[str, Any], pack: Pack, language: Language) -> Section:
    if not data["missed"]:
        return _section("missed", language, lines=(word("nobody", language),))
    rows = [
        Row((one["who"], clause_title(pack, one["clause"], language), moment(one["due_at"])),
            (("task", one["task"]),) if one.get("task") else ())
        for one in data["missed"]
    ]  # fmt: skip
    return _section("missed", language, ("who", "clause", "due"), rows)


def _findings(data: Mapping[str, Any], package: Package, pack: Pack, language: Language) -> Section:
    found = findings(data, package, pack)
    signed = data.get("signed")
    if signed:
        note = word("signed", language).format(signer=signed["signer"], at=moment(signed["at"]))
    else:
        note = word("proposed", language)
    if not found:
        return _section("findings", language, lines=(word("nothing", language),), note=note)
    rows = [
        Row(
            (said(one.what, language), one.rating, said(one.owner, language), one.due.isoformat(),
             one.retest.isoformat(), clause_title(pack, one.clause, language) if one.clause else "–"),
            one.evidence,
        )
        for one in found
    ]  # fmt: skip
    return _section("findings", language, ("finding", "rating", "owner", "due", "retest", "concerned"), rows, note=note)


def _prices(data: Mapping[str, Any], language: Language) -> Section | None:
    prices = data.get("prices")
    if not prices:
        return None

    def cells(one: Mapping[str, Any]) -> Iterator[str]:
        yield ARMS[one["arm"]][0 if language == "zh" else 1]
        for name in ("infections", "averted", "person_days"):
            span = one[name]
            yield f"{span['mean']:,.0f} ({span['low']:,.0f}–{span['high']:,.0f})"

    note = word("weakness", language).format(seeds=prices[0]["seeds"])
    rows = [Row(tuple(cells(one))) for one in prices]
    return _section("prices", language, ("arm", "infections", "averted", "days"), rows, note=note)


def _compared(data: Mapping[str, Any], language: Language) -> Iterator[Section]:
    """The run beside an earlier one, where that was put into the evaluation."""
    compared = data.get("compared")
    if not compared:
        return
    lines = tuple(one for one in (unequal(compared, language), turned(compared, language)) if one)
    rows = [Row(cells) for cells in figure_rows(compared, language)]
    yield _section("compared", language, ("figure", "before_run", "after_run", "change", "turn"), rows, lines=lines)
    clocks = [Row(cells) for cells in clock_rows(compared, data.get("titles", {}), language)]
    note = word("counts", language)
    if clocks:
        yield _section("compared_clocks", language, ("clause", "before_run", "after_run", "turn"), clocks, note=note)


def moment(at: str) -> str:
    """A moment to the minute, in the exercise's own zone."""
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}"
