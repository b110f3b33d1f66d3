"""Compute an evaluation: the figures, each clock, who was missed, and the chain found beside the true one. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from fangxian.drill.evaluation.control import control_figures
from fangxian.drill.evaluation.figures import FIGURES
from fangxian.drill.evaluation.material import Material, Note
from fangxian.drill.evaluation.measures import testing_figures, zone_figures

CASE_KINDS = frozenset({"case.confirmed", "case.asymptomatic", "case.suspected", "case.probable"})


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


@dataclass(frozen=True)
class Missed:
    """Somebody to whom something was owed that nobody did."""

    subject: str
    clause: str
    due_at: datetime


@dataclass(frozen=True)
class Link:
    """A true transmission, and whether the record has it."""

    source: str
    person: str
    at: datetime
    found: bool


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
    """

    figures: dict[str, float | None]
    clocks: tuple[Clock, ...]
    missed: tuple[Missed, ...]
    links: tuple[Link, ...]
    curve: tuple[tuple[int, int, int], ...]


def evaluate(material: Material) -> Evaluation:
    """Evaluate an exercise."""
    found = first_found(material)
    links = _links(material, found)
    clocks, missed = _clocks(material), _missed(material)
    figures: dict[str, float | None] = dict.fromkeys(FIGURES)
    figures |= _infections(material, found)
    figures |= _clock_figures(clocks, missed)
    figures |= control_figures(material, found)
    figures |= _tracing(material, found, links)
    figures |= testing_figures(material)
    figures |= zone_figures(material)
    figures |= _answers(material)
    return Evaluation(figures, clocks, missed, links, _curve(material, found))


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
        "detection.days": None if first is None or began is None else _days(began, first),
    }


def _clocks(material: Material) -> tuple[Clock, ...]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    worst: dict[str, int] = defaultdict(int)
    for step in material.steps:
        outcome = step.outcome(material.now)
        counts[step.clause][outcome] += 1
        if outcome in {"late", "missed"}:
            worst[step.clause] = max(worst[step.clause], step.minutes_late(material.now))
    rows = [
        Clock(
            clause, sum(count.values()), count["met"], count["late"], count["missed"], count["open"], count["lapsed"],
            worst[clause],
        )
        for clause, count in counts.items()
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-(row.missed + row.late), row.clause)))


def _missed(material: Material) -> tuple[Missed, ...]:
    rows = {
        (step.subject, step.clause, step.due_at)
        for step in material.steps
        if step.subject.startswith("person:") and step.outcome(material.now) == "missed"
    }
    return tuple(Missed(*row) for row in sorted(rows))


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
    named = {(str(note.attributes.get("source")), note.subject) for note in material.notes
             if note.kind == "exposure.recorded"}  # fmt: skip
    return tuple(
        Link(
            one.by, one.subject, one.at,
            one.by in found and one.subject in found and bool({(one.by, one.subject), (one.subject, one.by)} & named),
        )
        for one in material.truth
        if one.by
    )  # fmt: skip


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
    def day(at: datetime) -> int:
        return (at.astimezone(material.starts_at.tzinfo).date() - material.starts_at.date()).days

    infected = Counter(day(one.at) for one in material.truth)
    known = Counter(day(at) for at in found.values())
    days = [*infected, *known]
    if not days:
        return ()
    return tuple((number, infected[number], known[number]) for number in range(min(days), max(days) + 1))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _days(since: datetime, until: datetime) -> float:
    return (until - since).total_seconds() / 86_400
