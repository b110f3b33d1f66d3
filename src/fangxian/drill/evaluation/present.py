"""An evaluation in words and as data: titles, units, ratings by the guide, names of those who were missed."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import Any, Literal

from fangxian.drill.autopilot.play import Play
from fangxian.drill.evaluation.evaluate import Evaluation
from fangxian.drill.evaluation.figures import FIGURES
from fangxian.drill.evaluation.ground import ground
from fangxian.drill.scenario.guide import Measure, Rating
from fangxian.drill.scenario.schema import Package
from fangxian.drill.scenario.stage import Exercise
from fangxian.protocol.pack import Pack
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow

Language = Literal["en", "zh"]

_UNITS = {
    "minutes": ("min", "分钟"), "hours": ("h", "小时"), "days": ("days", "天"),
    "person_days": ("person-days", "人日"), "people": ("", "人"), "count": ("", ""), "share": ("%", "%"),
}  # fmt: skip


def figure_title(key: str, language: Language) -> str:
    """What a figure is called."""
    figure = FIGURES[key]
    return figure.zh if language == "zh" else figure.en


def written(key: str, value: float, language: Language) -> str:
    """A figure's value with its unit."""
    unit = FIGURES[key].unit
    if unit == "share":
        return f"{100 * value:.1f} %"
    number = f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 1_000 else f"{value:,.1f}"
    word = _UNITS[unit][1 if language == "zh" else 0]
    return f"{number} {word}".rstrip()


def limits(measure: Measure, language: Language) -> str:
    """From where on a figure earns which rating: ``P ≥ 98 %, S ≥ 90 %, M ≥ 75 %``; whatever is worse is a ``U``."""
    sign, comma = "≥" if measure.better == "more" else "≤", "，" if language == "zh" else ", "
    said = (f"{name} {sign} {written(measure.figure, getattr(measure, name), language)}" for name in ("P", "S", "M"))
    return comma.join(said)


def clause_title(pack: Pack, clause: str, language: Language) -> str:
    """A clause's title; its id where the pack does not have it."""
    try:
        title = pack.clause(clause).title
    except KeyError:
        return clause
    return title.zh if language == "zh" else title.en


def ratings(package: Package, found: Evaluation) -> dict[str, Rating]:
    """Figure → the rating that the guide's limits give it; figures without limits are left to evaluators."""
    rated: dict[str, Rating] = {}
    for check in package.guide:
        if check.measure is None:
            continue
        value = found.figures.get(check.measure.figure)
        if value is not None:
            rated[check.measure.figure] = check.measure.rating(value)
    return rated


def named(play: Play, subject: str) -> str:
    """Who a subject is: name and address of an invented person."""
    try:
        identity = play.world.who(play.number(subject))
    except KeyError:
        return subject
    return f"{identity.name} {identity.area} {identity.address}"


def record_digest(play: Play) -> str:
    """SHA-256 over everything on record, in order of its ids: equal digests are equal drills."""
    whole = hashlib.sha256()
    with access.everywhere():
        rows = FactRow.objects.order_by("id").values_list("id", "kind", "subject", "at", "recorded_at", "digest")
        for row in rows.iterator():
            whole.update(repr([bytes(cell) if isinstance(cell, memoryview) else str(cell) for cell in row]).encode())
    return whole.hexdigest()


def as_data(exercise: Exercise, found: Evaluation) -> dict[str, Any]:
    """An evaluation as JSON says it; times are ISO 8601 with their offset."""
    package, play = exercise.package, exercise.play
    zone = exercise.starts_at.tzinfo
    return {
        "scenario": package.id,
        "version": package.manifest.version,
        "package": package.digest,
        "variant": exercise.variant.id,
        "seed": exercise.seed,
        "city": play.world.city.fingerprint,
        "people": play.world.city.n_persons,
        "from": exercise.starts_at.isoformat(),
        "until": play.now.isoformat(),
        "record": record_digest(play),
        "figures": found.figures,
        "ratings": ratings(package, found),
        "clocks": [asdict(row) | {"worst": list(row.worst)} for row in found.clocks],
        "missed": [
            {"subject": one.subject, "who": named(play, one.subject), "clause": one.clause,
             "due_at": one.due_at.astimezone(zone).isoformat(), "task": one.task}
            for one in found.missed
        ],
        "links": [
            {"from": one.source, "to": one.person, "at": one.at.isoformat(), "found": one.found, "fact": one.fact}
            for one in found.links
        ],
        "curve": [{"day": day, "infected": infected, "found": known} for day, infected, known in found.curve],
        "marks": [one._asdict() for one in found.marks],
        "titles": {one.clause: _titles(play.pack, one.clause) for one in found.lanes},
        "lanes": [one._asdict() | {"cells": [list(cell) for cell in one.cells]} for one in found.lanes],
        "frames": [one._asdict() | {"at": _local(one.at, zone), "zones": list(one.zones)} for one in found.frames],
        "ground": _ground(play, found),
        "bulletins": [one._asdict() | {"at": _local(one.at, zone)} for one in found.bulletins],
        "faults": [
            one._asdict() | {"since": _local(one.since, zone), "until": _local(one.until, zone)} for one in found.faults
        ],
    }  # fmt: skip


def _titles(pack: Pack, clause: str) -> list[str]:
    return [clause_title(pack, clause, "zh"), clause_title(pack, clause, "en")]


def _local(at: datetime, zone: tzinfo | None) -> str:
    return at.astimezone(zone).isoformat()


def _ground(play: Play, found: Evaluation) -> dict[str, Any]:
    places = {place for frame in found.frames for place in (*frame.truth, *frame.known, *frame.zones)}
    return ground(play.world.city, places, around={place[:6] for place in places})
