"""How the hidden city stands, for those behind the curtain."""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.drill.autopilot.play import Play
from fangxian.drill.room.models import Truth


def look(play: Play) -> Truth:
    """The figures of this minute, and infections by community."""
    truth = play.world.truth
    person = truth.case("person")
    known = np.isin(person, np.fromiter(play.positive, np.int64, len(play.positive)))
    figures: dict[str, Any] = {
        "infected": int(truth.infections),
        "ill": len(truth.ill()),
        "found": int(known.sum()),
        "unknown": int((~known).sum()),
        "free": int(truth.in_city(person[~known]).sum()) if person.size else 0,
    }
    areas, counts = np.unique(play.world.city.area_of(person), return_counts=True)
    codes = play.world.city.area_code
    by_area = {str(codes[area]): int(count) for area, count in zip(areas, counts, strict=True)}
    return Truth(at=play.now, figures=figures, areas=by_area)
