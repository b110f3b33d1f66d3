"""Command: the incident, headquarters, plan, resolutions, bulletins, the source and what followed from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fangxian.drill.names import Names
from fangxian.drill.replay.acts import Act, Saying, Verb
from fangxian.drill.replay.load import Record
from fangxian.drill.replay.rules import local_days
from fangxian.drill.replay.schema import Words

Said = tuple[str, str, str, str, datetime, dict[str, Any]]
"""Name, kind, subject, area, time, attributes."""


def command(record: Record, names: Names) -> Iterator[Act]:
    """Everything that is said by offices."""
    outbreak = record.outbreak
    yield Act(outbreak.starts_at, Verb.OPEN_INCIDENT, "incident", outbreak)
    incident = f"incident:{names.id('incident')}"
    sayings = [
        *_headquarters(record, incident),
        *_resolutions(record, names),
        *_bulletins(record, incident),
        *_daily_reports(record, incident),
        *_source(record, names),
    ]
    for name, kind, subject, area, at, said in sayings:
        yield Act(at, Verb.SAY, name, Saying(kind, subject, area, said))


def both(text: Words) -> str:
    """A sentence in both languages, for attributes that have room for one."""
    return f"{text.zh} · {text.en}"


def _headquarters(record: Record, incident: str) -> Iterator[Said]:
    for one in record.commands:
        said = {"office": both(one.office), "area": one.area, "certainty": one.certainty("at")}
        yield f"command|{one.what}", "command.established", incident, one.area, one.at, said
    for plan in record.plans:
        said = {
            "plan": both(plan.plan),
            "area": plan.area,
            "signer": "郫都区新冠肺炎疫情防控指挥部",
            "certainty": plan.certainty("at"),
        }
        yield f"plan|{plan.plan.en}", "plan.activated", incident, plan.area, plan.at, said


def _resolutions(record: Record, names: Names) -> Iterator[Said]:
    for one in record.resolutions:
        subject = names.subject("resolution", one.key)
        resolved = {
            "due_at": one.due_at,
            "text": both(one.text),
            "meeting": both(one.meeting),
            "certainty": one.certainty("at", "due_at"),
        }
        area = record.outbreak.area
        yield f"resolution|{one.key}", "meeting.resolved", subject, area, one.at, resolved
        done = {"certainty": one.certainty("done_at")}
        yield f"resolution|{one.key}|done", "resolution.done", subject, area, one.done_at, done


def _bulletins(record: Record, incident: str) -> Iterator[Said]:
    for one in record.bulletins:
        said = {
            "channel": "成都市人民政府新闻办公室",
            "kind": "daily",
            "note": both(one.title),
            "certainty": one.certainty("at"),
        }
        name = f"bulletin|{one.at:%m%d%H}"
        yield name, "bulletin.published", incident, record.outbreak.area, one.at, said


def _daily_reports(record: Record, incident: str) -> Iterator[Said]:
    """The province's report of every morning; those of which no copy was read are reconstructed."""
    outbreak = record.outbreak
    zone = ZoneInfo(outbreak.timezone)
    read = {source.date for source in record.sources if source.key.startswith("daily")}
    last = outbreak.ends_at.astimezone(zone).date()
    for day in local_days(outbreak.reported_daily_from, last):
        at = datetime.combine(day, time(), zone) + timedelta(hours=outbreak.reported_daily_at)
        said = {
            "channel": "四川省卫生健康委员会",
            "kind": "daily",
            "certainty": "probable" if day in read else "reconstructed",
        }
        yield f"daily|{day:%m%d}", "bulletin.published", incident, outbreak.area[:2], at, said


def _source(record: Record, names: Names) -> Iterator[Said]:
    found = record.source_finding
    first = record.cases[0]
    concluded = {
        "conclusion": both(found.conclusion),
        "note": both(found.background),
        "certainty": found.certainty("concluded_at"),
    }
    person = names.subject("person", first.label)
    yield "source|concluded", "source.concluded", person, first.area, found.concluded_at, concluded
    finding = names.subject("finding", "waste")
    seen = {
        "rectify_by": found.rectify_by,
        "finding": both(found.finding),
        "source": "inspection",
        "area": record.outbreak.district,
        "certainty": found.certainty("rectify_by"),
    }
    area = record.outbreak.district
    yield "finding|waste", "inspection.found", finding, area, found.concluded_at, seen
    rectified = {"certainty": found.certainty("rectified_at")}
    yield "finding|waste|rectified", "inspection.rectified", finding, area, found.rectified_at, rectified
