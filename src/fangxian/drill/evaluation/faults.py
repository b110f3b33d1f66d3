"""How the response lived through what broke of its own systems. Pure."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Final, NamedTuple

from fangxian.drill.evaluation.material import Broke, Material

FAULTS: Final[dict[str, tuple[str, str]]] = {
    "testing_lane": ("检测系统中断", "testing system down"), "network": ("网络中断", "network cut"),
    "lab_overload": ("实验室超负荷", "laboratories overloaded"), "privacy_leak": ("个人信息泄露", "names leaked"),
    "rumour": ("谣言", "rumour"),
}  # fmt: skip
"""Kind of fault → in Chinese and in English."""

ANSWERS: Final = {"rumour": "rumour.answered"}
"""Kind of fault → the fact that answers it, where one does."""


class Lived(NamedTuple):
    """A fault, and what happened while it held.

    Attributes
    ----------
    facts : int
        Facts that happened in its area meanwhile: the record went on.
    met, late, missed : int
        Steps that fell due meanwhile.
    before : float or None
        Share of steps met in time of those that fell due before it, to compare.
    answer_minutes : int or None
        From its beginning to the fact that answers it, where one does and it came.
    """

    kind: str
    area: str
    since: datetime
    until: datetime
    facts: int
    met: int
    late: int
    missed: int
    before: float | None
    answer_minutes: int | None


def lived_through(material: Material) -> tuple[Lived, ...]:
    """Every fault, in order of time."""
    return tuple(_lived(material, one) for one in sorted(material.broke, key=lambda one: (one.since, one.kind)))


def _lived(material: Material, one: Broke) -> Lived:
    until = min(one.until, material.now)
    areas = {note.subject: note.area for note in material.notes}
    during: Counter[str] = Counter()
    earlier: Counter[str] = Counter()
    for step in material.steps:
        if not areas.get(step.subject, one.area).startswith(one.area):
            continue
        if one.since <= step.due_at < until:
            during[step.outcome(material.now)] += 1
        elif step.due_at < one.since:
            earlier[step.outcome(material.now)] += 1
    inside = [note for note in material.notes if one.since <= note.at < until and note.area.startswith(one.area)]
    answered = [note.at for note in material.notes if note.kind == ANSWERS.get(one.kind) and note.at >= one.since]
    owed = earlier["met"] + earlier["late"] + earlier["missed"]
    return Lived(
        one.kind, one.area, one.since, until, len(inside), during["met"], during["late"], during["missed"],
        earlier["met"] / owed if owed else None,
        round((min(answered) - one.since).total_seconds() / 60) if answered else None,
    )  # fmt: skip
