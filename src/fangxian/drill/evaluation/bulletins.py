"""What was published beside what the record said at that hour. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from fangxian.drill.evaluation.material import Material, Note

COUNTED: Final[dict[str, tuple[str, str]]] = {
    "confirmed": ("确诊病例", "confirmed cases"),
    "asymptomatic": ("无症状感染者", "asymptomatic infections"),
    "contacts": ("密切接触者", "close contacts"),
    "zones": ("风险区", "zones in force"),
    "sampled": ("已采样人次", "people sampled"),
}
"""Attributes of a bulletin that the record can answer for, in Chinese and in English."""


COUNTED_KINDS: Final = (
    "case.confirmed", "case.asymptomatic", "case.excluded", "exposure.recorded", "zone.opened", "zone.lifted",
    "testing.progress",
)  # fmt: skip
"""Kinds of fact that :func:`counted` reads."""


class Stated(NamedTuple):
    """One figure of one bulletin.

    Attributes
    ----------
    at : datetime
        The hour up to which the bulletin counts.
    fact : str
        Id of the fact that it was published by.
    """

    fact: str
    at: datetime
    figure: str
    published: int
    record: int

    @property
    def agrees(self) -> bool:
        """Whether the two are equal."""
        return self.published == self.record


def stated(material: Material) -> tuple[Stated, ...]:
    """Every figure of every bulletin that the record can answer for, in order of time."""
    read = [one for one in material.notes if one.kind in COUNTED_KINDS]
    made = []
    for note in material.notes:
        said = [name for name in COUNTED if note.attributes.get(name) is not None]
        if note.kind != "bulletin.published" or not said:
            continue
        until = note.attributes.get("as_of")
        at = datetime.fromisoformat(str(until)) if until else note.at
        known = counted(one for one in read if one.known_by(at))
        made += [Stated(note.id, at, name, int(note.attributes[name]), known[name]) for name in said]
    return tuple(made)


def counted(notes: Iterable[Note]) -> dict[str, int]:
    """The figures of a bulletin as a record says them; `notes` in order of time."""
    classes: dict[str, str] = {}
    close: set[str] = set()
    zones: set[str] = set()
    sampled: dict[str, int] = {}
    for note in notes:
        match note.kind:
            case "case.confirmed" | "case.asymptomatic":
                classes[note.subject] = note.kind
            case "case.excluded":
                classes.pop(note.subject, None)
            case "exposure.recorded" if note.attributes.get("kind") == "close":
                close.add(note.subject)
            case "zone.opened":
                zones.add(note.subject)
            case "zone.lifted":
                zones.discard(note.subject)
            case "testing.progress" if note.attributes.get("sampled") is not None:
                sampled[note.subject] = int(note.attributes["sampled"])
    kinds = list(classes.values())
    return {
        "confirmed": kinds.count("case.confirmed"),
        "asymptomatic": kinds.count("case.asymptomatic"),
        "contacts": len(close - set(classes)),
        "zones": len(zones),
        "sampled": sum(sampled.values()),
    }
