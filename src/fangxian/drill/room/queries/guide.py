"""The evaluation guide with what evaluators have rated so far."""

from __future__ import annotations

from dataclasses import dataclass

from fangxian.drill.evaluation.present import Language, figure_title, limits
from fangxian.drill.room import curtain
from fangxian.drill.room.models import Observation
from fangxian.drill.room.queries.standing import script
from fangxian.drill.scenario.guide import Measure
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.language import chinese, either, say


@dataclass(frozen=True, slots=True)
class Seen:
    """An observation, with who made it."""

    made: Observation
    who: str


@dataclass(frozen=True, slots=True)
class Task:
    """A critical task of the guide."""

    key: str
    text: str
    figure: str
    """What the figure is called that decides; empty where an evaluator looks."""
    limits: str
    """From where on it earns which rating."""
    ratings: tuple[Seen, ...]
    """The latest of each evaluator."""
    notes: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The critical tasks of an aspect."""

    key: str
    title: str
    tasks: tuple[Task, ...]


def guide() -> tuple[list[Part], list[Seen]]:
    """The guide by aspect, and the notes that belong to no task, the latest first."""
    _held, package = script()
    with curtain.lifted(), access.everywhere():
        rows = list(Observation.objects.select_related("by").order_by("made_at"))
    seen = [Seen(row, either(row.by.title, row.by.title_en)) for row in rows]
    parts = []
    for aspect in package.manifest.aspects:
        checks = [one for one in package.guide if one.aspect == aspect.id]
        tasks = tuple(Task(one.id, say(one.text), *_decided_by(one.measure), *_of(one.id, seen)) for one in checks)
        if tasks:
            parts.append(Part(aspect.id, say(aspect.title), tasks))
    return parts, [one for one in reversed(seen) if not one.made.check_key]


def _decided_by(measure: Measure | None) -> tuple[str, str]:
    if measure is None:
        return "", ""
    language: Language = "zh" if chinese() else "en"
    return figure_title(measure.figure, language), limits(measure, language)


def _of(key: str, seen: list[Seen]) -> tuple[tuple[Seen, ...], tuple[Seen, ...]]:
    mine = [one for one in seen if one.made.check_key == key]
    latest = {one.made.by_id: one for one in mine if one.made.rating}
    return tuple(latest.values()), tuple(one for one in reversed(mine) if one.made.note)
