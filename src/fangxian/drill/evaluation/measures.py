"""Rounds of testing and zones: what they reached, and what they cost. Pure."""

from __future__ import annotations

from datetime import datetime

from fangxian.drill.evaluation.days import days_between
from fangxian.drill.evaluation.material import Material, Note


def testing_figures(material: Material) -> dict[str, float | None]:
    """Figures of mass testing; the last progress of a round is its count. One that still has time has no coverage."""
    due: dict[str, int] = {}
    running: set[str] = set()
    sampled: dict[str, int] = {}
    tubes: dict[str, int] = {}
    again: dict[str, int] = {}
    for note in material.notes:
        said = note.attributes
        if note.kind == "testing.round_opened":
            due[note.subject] = int(said.get("population") or 0)
            if said.get("deadline") and datetime.fromisoformat(str(said["deadline"])) > material.now:
                running.add(note.subject)
        elif note.kind in {"testing.progress", "testing.round_closed"} and said.get("sampled") is not None:
            sampled[note.subject] = int(said["sampled"])
            running -= {note.subject} if note.kind == "testing.round_closed" else set()
        elif note.kind == "tube.resulted" and said.get("result") == "positive":
            tubes[note.subject] = int(said.get("people") or 0)
        elif note.kind == "tube.members_retested":
            again[note.subject] = int(said.get("people") or 0)
    tests = sum(sampled.values())
    found = sum(note.attributes.get("route") == "mass_test" for note in _cases(material))
    owed = sum(people for name, people in due.items() if name not in running)
    came = sum(people for name, people in sampled.items() if name not in running)
    known = sum(min(again.get(tube, 0), people) for tube, people in tubes.items())
    return {
        "testing.rounds": len(due),
        "testing.tests": tests,
        "testing.coverage": came / owed if owed else None,
        "testing.retest_share": known / sum(tubes.values()) if sum(tubes.values()) else None,
        "testing.yield": 1e6 * found / tests if tests else None,
    }


def _cases(material: Material) -> list[Note]:
    return [note for note in material.notes if note.kind in {"case.confirmed", "case.asymptomatic"}]


def zone_figures(material: Material) -> dict[str, float | None]:
    """Figures of zones: an area counts once however often it is a zone; its days count each time."""
    opened: dict[str, Note] = {}
    lifted: dict[str, datetime] = {}
    for note in material.notes:
        if note.kind == "zone.opened":
            opened.setdefault(note.subject, note)
        elif note.kind == "zone.lifted":
            lifted[note.subject] = note.at
    if not opened:
        return {"zones.number": 0, "zones.people": 0, "zones.person_days": 0}
    areas = {note.area for note in opened.values()}
    people = sum(material.residents.get(area, 0) for area in areas)
    homes = [one.area for one in material.truth]
    infected = [home for home in homes if any(home.startswith(area) for area in areas)]
    hit = [area for area in areas if any(home.startswith(area) for home in homes)]
    person_days = sum(
        material.residents.get(note.area, 0) * days_between(note.at, lifted.get(subject, material.now))
        for subject, note in opened.items()
    )
    last = max(lifted.values()) if set(lifted) >= set(opened) else None
    return {
        "zones.number": len(opened),
        "zones.people": people,
        "zones.people_per_case": people / len(infected) if infected else None,
        "zones.person_days": person_days,
        "zones.precision": len(hit) / len(areas),
        "zones.lifted_day": None if last is None else days_between(material.starts_at, last),
    }
