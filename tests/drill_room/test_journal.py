"""The journal says in words what was done; nothing in it is a code of the program."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils import translation

import fangxian.drill
from fangxian.drill.room.actions import set_pace, stop_room, take_post
from fangxian.drill.room.actions.set_pace import COMMANDS
from fangxian.drill.room.queries.journal import KINDS, NAMES, journal
from tests.drill_room.conftest import Cast

NOTED = re.compile(r'\bnote\("([a-z_.]+)"(?: if \w+ else "([a-z_.]+)")?((?:, \w+=)?[^\n]*)')


def noted() -> list[tuple[str, ...]]:
    """What commands of exercises write into the journal: one or two kinds, and the rest of the line."""
    root = Path(fangxian.drill.__file__).parent
    return [found for file in sorted(root.rglob("*.py")) for found in NOTED.findall(file.read_text("utf-8"))]


def test_every_kind_of_line_and_every_detail_has_a_word() -> None:
    lines = noted()
    assert len(lines) > 20
    kinds = {kind for *both, _rest in lines for kind in both if kind} | {f"clock.{one}" for one in COMMANDS}
    assert kinds == set(KINDS)
    names = {name for *_kinds, rest in lines for name in re.findall(r"[ (](\w+)=", rest)}
    assert names | {"speed", "until"} == set(NAMES)


def test_a_line_names_offices_posts_and_reasons(cast: Cast) -> None:
    take_post(cast.tracer, by=cast.tracer)
    set_pace("run", by=cast.controller)
    stop_room("real_event", text="火警", by=cast.controller)
    with translation.override("en"):
        stopped, ran, taken, _opened = journal(10)
        assert "real event" in dict(stopped.details).values()
        assert "火警" in dict(stopped.details).values()
        assert [one.title for one in (ran, taken)] == [KINDS["clock.run"], KINDS["seat.taken"]]
    assert (cast.tracer.title_en or cast.tracer.title) in dict(taken.details).values()


def test_its_page_shows_no_code(cast: Cast) -> None:
    set_pace("run", by=cast.controller)
    page = cast.get(cast.controller, "/exercise/control/journal/").content.decode()
    assert "The room was opened" in page
    assert "clock.run" not in page
    assert "room.opened" not in page
