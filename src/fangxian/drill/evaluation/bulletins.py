"""What was published beside what the record said at that hour. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from fangxian.drill.evaluation.material import Material
from fangxian.protocol.bulletin import COUNTED, COUNTED_KINDS, counted


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
