"""Pictures asked for at once, as a page asks for them, are those that are drawn one by one."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fangxian.drill.evaluation.pictures import drawn

DATA: dict[str, Any] = {
    "links": [
        {"from": "person:a", "to": "person:b", "at": "2021-08-10T08:00:00+08:00", "found": True},
        {"from": "person:b", "to": "person:c", "at": "2021-08-12T08:00:00+08:00", "found": False},
    ],
    "from": "2021-08-13T00:00:00+08:00",
    "curve": [{"day": day, "infected": day + 4, "found": max(0, day)} for day in range(-3, 4)],
}


def test_pictures_drawn_at_once_are_those_drawn_alone() -> None:
    wanted = ["curve", "chain"] * 3
    alone = {name: drawn(name, DATA, "zh", "svg") for name in set(wanted)}
    with warnings.catch_warnings(), ThreadPoolExecutor(4) as pool:
        warnings.simplefilter("error")  # of a character that a font has not
        found = list(pool.map(lambda name: drawn(name, DATA, "zh", "svg"), wanted))
    assert found == [alone[name] for name in wanted]
