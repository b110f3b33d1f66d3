"""Made-up situations for looking at the command screen: no person, place or number here is real.

The outbreak grows by a fixed rule, so that every screenshot of the same day is the same picture.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2031, 3, 1, tzinfo=ZONE)
DAYS = 25

_ROUTES = ["fever_clinic", "contact", "contact", "companion", "mass_test", "contact", "key_post", "self_report"]
_LEVELS = [
    ("province", "省级", "Province"),
    ("city", "市级", "City"),
    ("district", "区县", "District"),
    ("street", "街道", "Street"),
    ("community", "社区", "Community"),
]
_DISTRICTS = [("510117", "甲区", "District A"), ("510108", "乙区", "District B"), ("510107", "丙区", "District C")]

# Day of onset, days until report, class, index of the source, kind of the exposure.
_CASES = [
    (0, 6, "confirmed", None, ""),
    (2, 4, "confirmed", 0, "close"),
    (4, 3, "confirmed", 0, "close"),
    (4, 3, "confirmed", 0, "close"),
    (5, 2, "asymptomatic", 1, "close"),
    (6, 2, "confirmed", 2, "close"),
    (7, 1, "confirmed", 2, "close"),
    (7, 3, "asymptomatic", 3, "companion"),
    (8, 2, "confirmed", 3, "close"),
    (9, 1, "confirmed", 5, "general"),
    (10, 1, "confirmed", 6, "close"),
    (11, 1, "asymptomatic", 8, "close"),
    (13, 1, "confirmed", 9, "close"),
    (15, 1, "confirmed", 12, "close"),
]


def situation(
    at: datetime | None, chinese: bool, *, long: bool = False, scale: int = 1, kind: str = "sample"
) -> dict[str, Any]:
    """The made-up outbreak as it was known at `at` (the last day by default)."""
    now = min(at or FIRST + timedelta(days=DAYS), FIRST + timedelta(days=DAYS))
    say = (lambda zh, en: zh) if chinese else (lambda zh, en: en)
    known = [(i, c) for i, c in enumerate(_CASES) if FIRST + timedelta(days=c[0] + c[1], hours=9) <= now]
    confirmed = sum(1 for _i, c in known if c[2] == "confirmed") * scale
    asymptomatic = sum(1 for _i, c in known if c[2] == "asymptomatic") * scale
    elapsed = max((now - FIRST).days, 0)
    started = bool(known)
    sampled = min(max(elapsed - 6, 0), 9) * 255_169
    long_name = (
        say(
            "(名称特别长的一个单位用来检查版面在极端情况下会不会被撑破)",
            " (an office whose name is so very long that it shows whether the layout holds)",
        )
        if long
        else ""
    )
    return {
        "as_of": _iso(now),
        "recorded_until": _iso(now),
        "workspace": {"kind": kind, "title": say("虚构示例", "Made-up sample")},
        "incident": {
            "id": "made-up",
            "title": say("虚构市甲区聚集性疫情处置", "Cluster in District A of a made-up city") + long_name,
            "pack": "covid19-cn-7",
        },
        "area": {"code": "5101", "name": say("虚构市", "Made-up City") + long_name},
        "figures": _figures(say, started, confirmed, asymptomatic, sampled, elapsed, known, _iso(now), long_name),
        "districts": [
            {
                "code": code,
                "name": say(zh, en),
                "cases": n * scale,
                "new": sum(1 for _i, c in known if c[0] + c[1] == elapsed and _home(_i) == code) * scale,
                "asymptomatic": sum(1 for i, c in known if c[2] == "asymptomatic" and _home(i) == code) * scale,
                "contacts_in_quarantine": n * 57,
            }
            for code, zh, en in _DISTRICTS
            for n in [sum(1 for i, _c in known if _home(i) == code)]
        ],
        "curve": {
            "onset": _curve(known, lambda c: c[0], scale),
            "report": _curve(known, lambda c: c[0] + c[1], scale),
            "onset_missing": 1 if len(known) > 10 else 0,
        },
        "events": _events(say, now),
        "zones": _zones(say, now, long_name),
        "tasks": {"levels": _levels(say, len(known), elapsed)},
        "clocks": _clocks(say, now, known, long_name),
        "facts": _facts(say, known, long_name),
        "days": [_iso(FIRST + timedelta(days=d + 1)) for d in range(5, DAYS)] if started or at is None else [],
        "chain": {
            "nodes": [
                {
                    "id": str(i),
                    "label": say(f"病例{i + 1}", f"Case {i + 1}") + (long_name if i == 3 else ""),
                    "onset": None if i == 11 else (FIRST + timedelta(days=c[0])).date().isoformat(),
                    "reported": (FIRST + timedelta(days=c[0] + c[1])).date().isoformat(),
                    "area": _home(i),
                    "class": c[2],
                    "url": f"/cases/{i}/",
                }
                for i, c in known
            ],
            "links": [
                {"from": str(c[3]), "to": str(i), "kind": c[4], "certainty": "certain" if i % 3 else "reconstructed"}
                for i, c in known
                if c[3] is not None
            ],
        },
    }


def _figures(
    say: Any,
    started: bool,
    confirmed: int,
    asymptomatic: int,
    sampled: int,
    elapsed: int,
    known: list[Any],
    now: str,
    long_name: str,
) -> list[dict[str, Any]]:
    def one(key: str, label: str, value: Any, definition: str, **more: Any) -> dict[str, Any]:
        return {
            "key": key,
            "label": label,
            "value": value,
            "definition": definition,
            "as_of": now,
            "unit": "",
            "delta": None,
            **more,
        }

    today = [c for _i, c in known if c[0] + c[1] == elapsed - 1]
    under_control = sum(1 for i, _c in known if _ROUTES[i % 8] in {"contact", "companion"})
    return [
        one(
            "infections",
            say("累计感染者", "Infections"),
            confirmed + asymptomatic,
            say(
                "确诊病例与无症状感染者之和,按人计。", "Confirmed cases and asymptomatic infections, each person once."
            ),
            delta=len(today),
            unit=say("例", ""),
        ),
        one(
            "confirmed",
            say("确诊病例", "Confirmed"),
            confirmed,
            say("截至此刻分类为确诊的人。", "People classified as confirmed at this time."),
            unit=say("例", ""),
        ),
        one(
            "asymptomatic",
            say("无症状感染者", "Asymptomatic"),
            asymptomatic,
            say("转为确诊者不再计入。", "Those who became confirmed are no longer counted."),
            unit=say("例", ""),
        ),
        one(
            "under_control",
            say("隔离管控中发现", "Found under control"),
            under_control if started else None,
            say("发现时已在管控中的感染者。", "Infections found while already under control."),
            denominator=len(known) or None,
        ),
        one(
            "contacts",
            say("在管密接", "Contacts in quarantine"),
            len(known) * 57 if started else None,
            say("此刻集中或居家隔离中的密切接触者。", "Close contacts in central or home quarantine now."),
            delta=41 if started else None,
            unit=say("人", ""),
        ),
        one(
            "sampled",
            say("核酸已出结果" + long_name, "Test results out" + long_name),
            int(sampled * 0.94),
            say("应检人群中已出结果的人次。", "Results out among those due."),
            denominator=sampled or None,
            unit=say("人次", ""),
        ),
        one(
            "overdue",
            say("逾期任务", "Overdue tasks"),
            3 if started else 0,
            say("到期而无完成事实的任务。", "Tasks due without their discharging fact."),
            unit=say("项", ""),
            tone="alarm" if started else None,
        ),
    ]


def _curve(known: list[Any], day_of: Any, scale: int) -> list[dict[str, Any]]:
    rows: dict[int, dict[str, Any]] = {}
    for i, case in known:
        offset = day_of(case)
        row = rows.setdefault(
            offset,
            {
                "date": (FIRST + timedelta(days=offset)).date().isoformat(),
                "confirmed": 0,
                "asymptomatic": 0,
                "by_route": {},
            },
        )
        row[case[2]] += scale
        route = _ROUTES[i % len(_ROUTES)]
        row["by_route"][route] = row["by_route"].get(route, 0) + scale
    return [rows[key] for key in sorted(rows)]


def _events(say: Any, now: datetime) -> list[dict[str, Any]]:
    planned = [
        (6, 21, "zone.started", say("甲区一村划为中风险", "A village in District A becomes medium risk")),
        (8, 18, "testing.widened", say("全员核酸扩大到全区", "Testing widened to the whole district")),
        (12, 9, "zone.started", say("乙区一小区划为中风险", "An estate in District B becomes medium risk")),
        (22, 9, "zone.lifted", say("首个风险区解除", "The first zone is lifted")),
    ]
    return [
        {"at": _iso(moment), "kind": kind, "title": title}
        for day, hour, kind, title in planned
        for moment in [FIRST + timedelta(days=day, hours=hour)]
        if moment <= now
    ]


def _zones(say: Any, now: datetime, long_name: str) -> list[dict[str, Any]]:
    planned = [
        (6, "medium", 103.80, 30.83, say("甲村", "Village A")),
        (7, "medium", 103.82, 30.84, say("丁村", "Village D")),
        (12, "high", 104.12, 30.69, say("乙小区", "Estate B")),
        (13, "low", 104.02, 30.62, say("丙街道", "Street C")),
    ]
    return [
        {
            "id": name,
            "name": name + long_name,
            "kind": "risk_area",
            "level": level,
            "area": "510117",
            "from": _iso(FIRST + timedelta(days=day, hours=21)),
            "to": None,
            "lon": lon,
            "lat": lat,
        }
        for day, level, lon, lat, name in planned
        if FIRST + timedelta(days=day, hours=21) <= now
    ]


def _levels(say: Any, known: int, elapsed: int) -> list[dict[str, Any]]:
    if not known:
        return []
    weight = {"province": 1, "city": 4, "district": 18, "street": 30, "community": 44}
    return [
        {
            "level": level,
            "label": say(zh, en),
            "open": weight[level] * max(25 - elapsed, 0) // 6,
            "overdue": {"district": 2, "community": 1}.get(level, 0),
            "due_soon": weight[level] // 8,
            "discharged": weight[level] * known // 2,
            "late": weight[level] // 9,
            "lapsed": weight[level] // 12,
        }
        for level, zh, en in _LEVELS
    ]


def _clocks(say: Any, now: datetime, known: list[Any], long_name: str) -> list[dict[str, Any]]:
    rows = [
        (
            -26,
            "overdue",
            None,
            say("密切接触者转运到位", "Contacts moved to quarantine"),
            say("甲区转运专班", "District A transfer team"),
            "V",
            say("本市规定", "city order"),
        ),
        (
            95,
            "due_soon",
            None,
            say("核心信息流行病学调查", "Core facts of the investigation"),
            say("甲区疾控中心", "District A CDC"),
            "V",
            say("防控方案", "pack"),
        ),
        (
            400,
            "open",
            None,
            say("风险区终末消毒", "Terminal disinfection of the zone"),
            say("丙街道办", "Street C office"),
            "R",
            say("防控方案", "pack"),
        ),
        (
            2000,
            "open",
            None,
            say("第7天核酸", "Test on day 7"),
            say("集中隔离点", "Quarantine site"),
            "V",
            say("防控方案", "pack"),
        ),
        (
            -3000,
            "discharged",
            None,
            say("网络直报", "Direct network report"),
            say("报告医院", "Reporting hospital"),
            "V",
            say("法律", "law"),
        ),
        (
            -2900,
            "discharged",
            None,
            say("到达现场调查", "On site for the investigation"),
            say("甲区疾控中心", "District A CDC"),
            "V",
            say("法律", "law"),
        ),
        (
            -2600,
            "late",
            74,
            say("24小时协查回复", "Co-investigation answered in 24 h"),
            say("乙区专班", "District B team"),
            "S",
            say("本市规定", "city order"),
        ),
        (
            -2500,
            "lapsed",
            None,
            say("次密接居家隔离", "Home quarantine of a contact's contact"),
            say("丁社区", "Community D"),
            "V2",
            say("防控方案", "pack"),
        ),
    ]
    return [
        {
            "clause": f"clause.{i}",
            "title": title + (long_name if i % 2 == 0 else ""),
            "owner": owner + (long_name if i == 1 else ""),
            "due_at": _iso(now + timedelta(minutes=minutes)),
            "state": state,
            "late_minutes": late,
            "subject_label": say(f"病例{i + 1}", f"Case {i + 1}"),
            "mark": mark,
            "basis": basis,
        }
        for i, (minutes, state, late, title, owner, mark, basis) in enumerate(rows)
        if known
    ]


def _facts(say: Any, known: list[Any], long_name: str) -> list[dict[str, Any]]:
    words = {"confirmed": say("确诊", "confirmed"), "asymptomatic": say("判定为无症状感染者", "found asymptomatic")}
    return [
        {
            "id": str(i),
            "at": _iso(FIRST + timedelta(days=c[0] + c[1], hours=9)),
            "recorded_at": _iso(FIRST + timedelta(days=c[0] + c[1], hours=10)),
            "kind": f"case.{c[2]}",
            "title": say(f"病例{i + 1}{words[c[2]]}", f"Case {i + 1} {words[c[2]]}") + long_name,
            "subject_label": say(f"病例{i + 1}", f"Case {i + 1}"),
            "area_name": _DISTRICTS[0][1 if say(True, False) else 2],
            "reconstructed": i % 4 == 1,
        }
        for i, c in reversed(known)
    ]


def _home(index: int) -> str:
    return _DISTRICTS[0 if index < 9 else 1 if index < 12 else 2][0]


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
