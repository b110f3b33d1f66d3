"""Mass testing, environment samples, and the places they were taken in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from fangxian.drill.names import Names
from fangxian.drill.replay.acts import Act, Saying, Verb
from fangxian.drill.replay.load import Record
from fangxian.drill.replay.schema import EnvironmentItem, PlaceItem, Progress, Round

FOOD = "食品"
"""Spot by which food samples are told from environment samples."""

_CHECK_AFTER = timedelta(hours=14)


def rounds(record: Record, names: Names) -> Iterator[Act]:
    """Every testing round.

    Only the city's round states figures as its progress: they are cumulative for the whole city and include
    those of the rounds inside it, which are kept as notes of their closing so that nobody adds them twice.
    """
    for one in record.rounds:
        subject = names.subject("round", one.key)
        opening = {
            "area": one.area,
            "population": one.population,
            "deadline": one.deadline,
            "assay": "pcr",
            "note": f"{one.title.zh} · {one.title.en}",
            "certainty": one.certainty("opened_at"),
        }
        steps: list[tuple[str, str, datetime, dict[str, Any]]] = [
            ("opened", "testing.round_opened", one.opened_at, opening)
        ]
        if one.stations is not None:
            ready = {"stations": one.stations, "certainty": "probable"}
            steps.append(("ready", "testing.stations_ready", one.opened_at + timedelta(hours=2), ready))
        if one.area == record.outbreak.area:
            steps += [
                (f"progress|{number}", "testing.progress", step.at, _figures(step))
                for number, step in enumerate(one.progress)
            ]
        if one.closed_at is not None:
            closing = {"certainty": one.certainty("closed_at"), "note": _note(one)}
            steps.append(("closed", "testing.round_closed", one.closed_at, closing))
        for name, kind, at, said in steps:
            yield Act(at, Verb.SAY, f"round|{one.key}|{name}", Saying(kind, subject, one.area, said))


def _figures(step: Progress) -> dict[str, Any]:
    return {
        "sampled": step.sampled,
        "resulted": step.resulted,
        "positive": step.positive,
        "certainty": "certain",
    }


def _note(one: Round) -> str | None:
    """Figures of a round inside the city's, in words."""
    words = {"sampled": ("采样", "sampled"), "resulted": ("出结果", "resulted"), "positive": ("阳性", "positive")}
    said = [
        (zh, en, value)
        for step in one.progress
        for name, (zh, en) in words.items()
        if (value := getattr(step, name)) is not None
    ]
    if not said:
        return None
    chinese = ",".join(f"{zh}{value:,}人" for zh, _en, value in said)
    return f"{chinese} · {', '.join(f'{value:,} {en}' for _zh, en, value in said)}"


def places(record: Record, names: Names) -> Iterator[Act]:
    """Every place, and the samples taken there."""
    for place in record.places:
        for name, kind, at, said in _place(place, record, names):
            saying = Saying(kind, names.subject("place", place.key), place.area, said)
            yield Act(at, Verb.SAY, f"place|{place.key}|{name}", saying)
    areas = {place.key: place.area for place in record.places}
    for number, sample in enumerate(record.environment):
        subject = names.subject("place", sample.place)
        for name, kind, at, said in _sample(sample):
            saying = Saying(kind, subject, areas[sample.place], said)
            yield Act(at, Verb.SAY, f"environment|{number}|{name}", saying)


def _place(place: PlaceItem, record: Record, names: Names) -> Iterator[tuple[str, str, datetime, dict[str, Any]]]:
    decided = place.closed_at or place.exposed_at + timedelta(minutes=30)
    title = f"{place.title.zh} · {place.title.en}"
    exposed = {
        "person": names.subject("person", place.exposed_by),
        "category": place.category,
        "area": place.area,
        "note": title,
        "certainty": place.certainty("exposed_at"),
    }
    decision = {
        "decision": "close" if place.closed_at else "disinfect",
        "until": place.reopened_at,
        "legal_basis": record.rules.legal_basis,
        "certainty": "reconstructed",
    }
    yield "exposed", "place.exposed", place.exposed_at, exposed
    yield "decided", "place.decided", decided, decision
    if place.closed_at is not None:
        closed = {"until": place.reopened_at, "certainty": place.certainty("closed_at")}
        yield "closed", "place.closed", place.closed_at, closed
    work = {"work": "terminal", "agent": "chlorine", "certainty": place.certainty("disinfected_at")}
    yield "disinfected", "place.disinfected", place.disinfected_at, work
    checked = {"passed": True, "certainty": "reconstructed"}
    yield "checked", "place.disinfection_checked", place.disinfected_at + _CHECK_AFTER, checked
    if place.reopened_at is not None:
        yield "reopened", "place.reopened", place.reopened_at, {"certainty": place.certainty("reopened_at")}
    if place.food_samples is not None and place.food_resulted_at is not None:
        sure = place.certainty("food_resulted_at")
        taken = {"count": place.food_samples, "specimen": "food", "spot": FOOD, "certainty": sure}
        yield "food|taken", "environment.sampled", place.food_resulted_at - timedelta(hours=8), taken
        result = {"result": "negative", "count": place.food_samples, "spot": FOOD, "certainty": sure}
        yield "food|resulted", "environment.resulted", place.food_resulted_at, result


def _sample(sample: EnvironmentItem) -> Iterator[tuple[str, str, datetime, dict[str, Any]]]:
    taken = {"count": sample.taken, "specimen": "environment", "certainty": sample.certainty("sampled_at")}
    yield "taken", "environment.sampled", sample.sampled_at, taken
    result = {
        "result": "positive" if sample.positive else "negative",
        "count": sample.done,
        "positive": sample.positive,
        "certainty": sample.certainty("resulted_at"),
    }
    yield "resulted", "environment.resulted", sample.resulted_at, result
