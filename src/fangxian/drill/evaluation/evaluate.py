"""Compute an evaluation: the figures, each clock, who was missed, and the chain found beside the true one. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest

from fangxian.drill.evaluation.bulletins import Stated, stated
from fangxian.drill.evaluation.control import control_figures
from fangxian.drill.evaluation.days import day_of, days_between
from fangxian.drill.evaluation.faults import Lived, lived_through
from fangxian.drill.evaluation.figures import FIGURES
from fangxian.drill.evaluation.frames import CASE_KINDS, Frame, frames
from fangxian.drill.evaluation.gantt import Lane, lanes
from fangxian.drill.evaluation.marks import Mark, marks
from fangxian.drill.evaluation.material import Infected, Material, Note, Step
from fangxian.drill.evaluation.measures import testing_figures, zone_figures

EVIDENCE = 8
"""Tasks that a clause's row names as its worst."""


@dataclass(frozen=True)
class Clock:
    """What became of the steps of one clause."""

    clause: str
    steps: int
    met: int
    late: int
    missed: int
    open: int
    lapsed: int
    worst_minutes: int
    """Minutes past the due time of the latest step, done or not."""
    worst: tuple[str, ...] = ()
    """Ids of the tasks that were latest, the worst first."""


@dataclass(frozen=True)
class Missed:
    """Somebody to whom something was owed that nobody did."""

    subject: str
    clause: str
    due_at: datetime
    task: str = ""


@dataclass(frozen=True)
class Link:
    """A true transmission, and whether the record has it."""

    source: str
    person: str
    at: datetime
    found: bool
    fact: str = ""
    """Id of the fact that has it on record."""


@dataclass(frozen=True)
class Evaluation:
    """What an exercise showed.

    Attributes
    ----------
    figures : dict
        Key of :data:`~fangxian.drill.evaluation.figures.FIGURES` → value; None where there is nothing to compute it of.
    clocks : tuple of Clock
        By clause, those with most missed or late first.
    missed : tuple of Missed
        Must be empty.
    links : tuple of Link
        Every true transmission.
    curve : tuple of (int, int, int)
        Day, truly infected on it, found on it; from the first infection to now.
    lanes : tuple of Lane
        What was owed by when, a lane a clause.
    frames : tuple of Frame
        The truth beside what was known, by area, on some days.
    marks : tuple of Mark
        What the response did and when.
    bulletins : tuple of Stated
        What was published beside the record.
    faults : tuple of Lived
        How the response lived through what broke.
    """

    figures: dict[str, float | None]
    clocks: tuple[Clock, ...]
    missed: tuple[Missed, ...]
    links: tuple[Link, ...]
    curve: tuple[tuple[int, int, int], ...]
    lanes: tuple[Lane, ...] = ()
    frames: tuple[Frame, ...] = ()
    marks: tuple[Mark, ...] = ()
    bulletins: tuple[Stated, ...] = ()
    faults: tuple[Lived, ...] = ()


def evaluate(material: Material) -> Evaluation:
    """Evaluate an exercise."""
    found = first_found(material)
    links = _links(material, found)
    clocks, missed = _clocks(material), _missed(material)
    published = stated(material)
    figures: dict[str, float | None] = dict.fromkeys(FIGURES)
    figures |= _infections(material, found)
    figures |= _clock_figures(clocks, missed)
    figures |= control_figures(material, found)
    figures |= _tracing(material, found, links)
    figures |= testing_figures(material)
    figures |= zone_figures(material)
    figures |= _answers(material)
    figures["bulletins.agree_share"] = _share(sum(one.agrees for one in published), len(published))
    return Evaluation(
        figures, clocks, missed, links, _curve(material, found), lanes(material), frames(material), marks(material),
        published, lived_through(material),
    )  # fmt: skip


def first_found(material: Material) -> dict[str, datetime]:
    """Subject → when it was first on record as an infection."""
    found: dict[str, datetime] = {}
    for note in material.notes:
        if note.kind in CASE_KINDS:
            found.setdefault(note.subject, note.at)
    return found


def exposures(material: Material) -> dict[str, list[Note]]:
    """Subject → the exposures on record, in order of time."""
    by: dict[str, list[Note]] = defaultdict(list)
    for note in material.notes:
        if note.kind == "exposure.recorded":
            by[note.subject].append(note)
    return by


def _infections(material: Material, found: dict[str, datetime]) -> dict[str, float | None]:
    true = {one.subject for one in material.truth}
    hit = true & set(found)
    known = exposures(material)
    contacts = [one for one in found if one in known and known[one][0].at < found[one]]
    first = min(found.values(), default=None)
    began = min((one.at for one in material.truth), default=None)
    return {
        "infections.total": len(true),
        "infections.on_record": len(hit),
        "infections.sensitivity": _share(len(hit), len(true)),
        "infections.false": len(set(found) - true),
        "infections.by_contact": _share(len(contacts), len(found)),
        "detection.days": None if first is None or began is None else days_between(began, first),
    }


def _clocks(material: Material) -> tuple[Clock, ...]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    behind: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for step in material.steps:
        outcome = step.outcome(material.now)
        counts[step.clause][outcome] += 1
        if outcome in {"late", "missed"}:
            behind[step.clause].append((-step.minutes_late(material.now), step.id))
    rows = []
    for clause, count in counts.items():
        worst = nsmallest(EVIDENCE, behind[clause])
        rows.append(
            Clock(
                clause, count.total(), count["met"], count["late"], count["missed"], count["open"], count["lapsed"],
                -worst[0][0] if worst else 0, tuple(task for _minutes, task in worst if task),
            )
        )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-(row.missed + row.late), row.clause)))


def _missed(material: Material) -> tuple[Missed, ...]:
    owed: dict[tuple[str, str, datetime], Step] = {
        (step.subject, step.clause, step.due_at): step
        for step in material.steps
        if step.subject.startswith("person:") and step.outcome(material.now) == "missed"
    }
    return tuple(Missed(*key, owed[key].id) for key in sorted(owed))


def _clock_figures(clocks: tuple[Clock, ...], missed: tuple[Missed, ...]) -> dict[str, float | None]:
    met, late, undone = (sum(getattr(row, name) for row in clocks) for name in ("met", "late", "missed"))
    return {
        "clocks.steps": met + late + undone,
        "clocks.met_share": _share(met, met + late + undone),
        "clocks.late": late,
        "clocks.missed": undone,
        "people.missed": len({one.subject for one in missed}),
    }


def _links(material: Material, found: dict[str, datetime]) -> tuple[Link, ...]:
    """A link is found where either end was named as exposed by the other, and both are on record as infected."""
    named: dict[tuple[str, str], str] = {}
    for note in material.notes:
        if note.kind == "exposure.recorded":
            named.setdefault((str(note.attributes.get("source")), note.subject), note.id)

    def link(one: Infected) -> Link:
        key = next((key for key in ((one.by, one.subject), (one.subject, one.by)) if key in named), None)
        known = key is not None and one.by in found and one.subject in found
        return Link(one.by, one.subject, one.at, known, named[key] if key is not None and known else "")

    return tuple(link(one) for one in material.truth if one.by)


def _tracing(material: Material, found: dict[str, datetime], links: tuple[Link, ...]) -> dict[str, float | None]:
    known = exposures(material)
    after_known = [one for one in links if one.source in found]
    named = [one for one in after_known if one.person in known or one.person in found]
    concluded = [note.at for note in material.notes if note.kind == "source.concluded"]
    first = min(found.values(), default=None)
    hours = None
    if concluded and first is not None:
        hours = (min(concluded) - first).total_seconds() / 3600
    return {
        "tracing.sensitivity": _share(len(named), len(after_known)),
        "chain.share": _share(sum(one.found for one in links), len(links)),
        "source.hours": hours,
    }


def _answers(material: Material) -> dict[str, float | None]:
    expected = [(one.at, kind, until) for one in material.came for kind, until in one.expected if until <= material.now]
    met = sum(
        any(note.kind == kind and at <= note.at <= until for note in material.notes) for at, kind, until in expected
    )
    earned = material.answered
    return {
        "injects.met_share": _share(met, len(expected)),
        "questions.share": _share(earned[0], earned[1]) if earned else None,
    }


def _curve(material: Material, found: dict[str, datetime]) -> tuple[tuple[int, int, int], ...]:
    infected = Counter(day_of(material, one.at) for one in material.truth)
    known = Counter(day_of(material, at) for at in found.values())
    days = [*infected, *known]
    if not days:
        return ()
    return tuple((number, infected[number], known[number]) for number in range(min(days), max(days) + 1))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
