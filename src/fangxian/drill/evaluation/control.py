"""Who was kept away from others, for how long, and whether there was a reason. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median
from typing import NamedTuple

from fangxian.drill.evaluation.days import days_between
from fangxian.drill.evaluation.material import Material

BEGINS = frozenset({"quarantine.started", "case.hospitalised"})
ENDS = frozenset({"quarantine.released", "case.recovered", "case.died", "case.excluded"})


class Spell(NamedTuple):
    """A time that somebody was kept away from others."""

    since: datetime
    until: datetime
    kind: str


def spells(material: Material) -> dict[str, list[Spell]]:
    """Subject → the times it was in quarantine or in hospital, in order."""
    open_: dict[str, tuple[datetime, str]] = {}
    done: dict[str, list[Spell]] = defaultdict(list)
    for note in material.notes:
        held = open_.get(note.subject)
        if note.kind in BEGINS:
            if held is not None and held[1] != note.kind:
                done[note.subject].append(Spell(held[0], note.at, held[1]))
            if held is None or held[1] != note.kind:
                open_[note.subject] = note.at, note.kind
        elif note.kind in ENDS and held is not None:
            done[note.subject].append(Spell(held[0], note.at, held[1]))
            del open_[note.subject]
    for subject, (since, kind) in open_.items():
        done[subject].append(Spell(since, material.now, kind))
    return done


def control_figures(material: Material, found: Mapping[str, datetime]) -> dict[str, float | None]:
    """Figures of control; `found` says when each subject was first on record as an infection."""
    kept = spells(material)
    quarantined = {subject: [one for one in held if one.kind == "quarantine.started"] for subject, held in kept.items()}
    quarantined = {subject: held for subject, held in quarantined.items() if held}
    false = set(quarantined) & _only_because_of_the_uninfected(material, found)
    in_time = [step for step in material.steps if step.clause in material.control_clauses]
    outcomes = [step.outcome(material.now) for step in in_time]
    owed = [one for one in outcomes if one in {"met", "late", "missed"}]
    waits = [_days_uncontrolled(material, kept.get(one.subject, ()), one.at) for one in material.truth]
    before = [one for one in found if one in quarantined and quarantined[one][0].since < found[one]]
    return {
        "contacts.on_record": len({n.subject for n in material.notes if n.kind == "exposure.recorded"}),
        "contacts.in_time_share": owed.count("met") / len(owed) if owed else None,
        "control.days": median(waits) if waits else None,
        "control.before_infectious_share": len(before) / len(found) if found else None,
        "control.people": len(quarantined),
        "control.person_days": sum(_days(one) for held in quarantined.values() for one in held),
        "control.false": len(false),
        "control.false_person_days": sum(_days(one) for subject in false for one in quarantined[subject]),
    }


def _only_because_of_the_uninfected(material: Material, found: Mapping[str, datetime]) -> set[str]:
    """People all of whose exposures on record name somebody who was never infected, and who never were themselves."""
    true = {one.subject for one in material.truth}
    sources: dict[str, set[str]] = defaultdict(set)
    for note in material.notes:
        if note.kind == "exposure.recorded":
            sources[note.subject].add(str(note.attributes.get("source")))
    return {
        subject
        for subject, named in sources.items()
        if subject not in true and subject not in found and not named & true
        and all(one.startswith("person:") for one in named)
    }  # fmt: skip


def _days_uncontrolled(material: Material, held: Sequence[Spell], infected_at: datetime) -> float:
    began = [one.since for one in held if one.until > infected_at]
    until = max(infected_at, min(began, default=material.now))
    return days_between(infected_at, until)


def _days(one: Spell) -> float:
    return days_between(one.since, one.until)
