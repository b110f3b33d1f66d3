"""What the response did and when, to be marked on the curve. Pure."""

from __future__ import annotations

from typing import NamedTuple

from fangxian.drill.evaluation.days import days_between
from fangxian.drill.evaluation.material import Material, Note

FIRST = {
    "case.confirmed": "report", "command.established": "command", "zone.opened": "zone",
    "testing.round_opened": "round", "bulletin.published": "bulletin", "source.concluded": "source",
}  # fmt: skip
"""Kind of fact → the mark that its first one leaves."""

MARKS: dict[str, tuple[str, str]] = {
    "report": ("首例确诊", "first case confirmed"),
    "command": ("成立指挥部", "headquarters set up"),
    "control": ("首批密接管控", "first contact under control"),
    "zone": ("首个风险区", "first zone"),
    "round": ("首轮检测", "first round of testing"),
    "bulletin": ("首次通报", "first bulletin"),
    "source": ("查明源头", "source found"),
    "lifted": ("最后风险区解除", "last zone lifted"),
}
"""Mark → what it says, in Chinese and in English."""


class Mark(NamedTuple):
    """Something the response did.

    Attributes
    ----------
    day : float
        From the start of day 0.
    fact : str
        Id of the fact behind it.
    """

    kind: str
    day: float
    fact: str


def marks(material: Material) -> tuple[Mark, ...]:
    """The first of each kind, and the end of the last zone, in order of time."""
    held: dict[str, Note] = {}
    exposed: set[str] = set()
    opened: set[str] = set()
    lifted: dict[str, Note] = {}
    for note in material.notes:
        if note.kind in FIRST:
            held.setdefault(FIRST[note.kind], note)
        if note.kind == "exposure.recorded":
            exposed.add(note.subject)
        elif note.kind == "quarantine.started" and note.subject in exposed:
            held.setdefault("control", note)
        elif note.kind == "zone.opened":
            opened.add(note.subject)
        elif note.kind == "zone.lifted":
            lifted[note.subject] = note
    if opened and opened <= set(lifted):
        held["lifted"] = max(lifted.values(), key=lambda note: note.at)
    made = [Mark(kind, round(days_between(material.starts_at, note.at), 3), note.id) for kind, note in held.items()]
    return tuple(sorted(made, key=lambda mark: (mark.day, mark.kind)))
