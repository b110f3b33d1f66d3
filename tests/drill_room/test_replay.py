"""An exercise is shown again hour by hour: the truth of that hour beside what was on record by then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.drill.room import curtain
from fangxian.drill.room.models import Inject, Room, Truth
from fangxian.drill.room.queries.replay import HOUR, Mark, curves, last_moment, marks, steps
from fangxian.drill.room.witness import close_after_autopilot, open_for_autopilot
from fangxian.errors import Conflict
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from tests import factories
from tests.drill_room.conftest import MORNING, SEED, Cast

HERE = "510108011005"


def truth(hour: int, infected: int, found: int) -> None:
    """How the hidden city stood at an hour."""
    figures = {"infected": infected, "found": found, "unknown": infected - found, "ill": 0, "free": 0}
    with curtain.lifted():
        Truth.objects.create(at=MORNING + hour * HOUR, figures=figures, areas={HERE: infected})


@pytest.fixture
def played(cast: Cast) -> Cast:
    """Two hours of an exercise: a case is found within the second."""
    for hour, infected, found in ((0, 1_301, 0), (1, 1_302, 0), (2, 1_303, 1)):
        truth(hour, infected, found)
    clock.advance(MORNING + timedelta(minutes=90))
    incident = factories.incident("replayed", area="510108")
    person = factories.person("C-1", area=HERE)
    found = Entry(
        kind="case.confirmed", subject=person.subject, at=clock.now(), area=HERE, incident=incident.id,
        attributes={"route": "fever_clinic"},
    )  # fmt: skip
    record([found])
    clock.advance(MORNING + 2 * HOUR)
    return cast


def page(cast: Cast, hour: int) -> str:
    """The page as a controller sees it at an hour."""
    at = quote((MORNING + hour * HOUR).isoformat())
    return str(cast.get(cast.controller, f"/exercise/replay/?at={at}").content.decode())


def test_an_hour_shows_its_own_truth_and_nothing_that_was_recorded_later(played: Cast) -> None:
    before, after = page(played, 1), page(played, 2)
    assert 'value="1302"' in before
    assert 'value="1303"' not in before
    assert 'value="1303"' in after
    confirmed = "Confirmed case"
    assert (confirmed in before, confirmed in after) == (False, True)


def test_without_a_moment_it_stands_where_the_exercise_has_come_to(played: Cast) -> None:
    assert 'value="1303"' in played.get(played.controller, "/exercise/replay/").content.decode()


@pytest.mark.parametrize("asked", ["2020-01-01T00:00:00Z", "2031-01-01T00:00:00Z"])
def test_a_moment_outside_of_the_exercise_is_its_nearest_end(played: Cast, asked: str) -> None:
    shown = played.get(played.controller, f"/exercise/replay/?at={asked}").content.decode()
    assert ('value="1301"' if asked.startswith("2020") else 'value="1303"') in shown


def test_a_moment_without_a_zone_is_refused_by_name(played: Cast) -> None:
    refused = played.get(played.controller, "/exercise/replay/?at=2021-08-13T00:00")
    assert refused.status_code == 422
    assert "2021-08-13T00:00" in refused.content.decode()


def test_before_anything_happened_the_page_says_so(cast: Cast) -> None:
    assert "Nothing has happened yet." in cast.get(cast.controller, "/exercise/replay/").content.decode()


def test_curves_run_from_the_first_hour_to_the_last(played: Cast) -> None:
    drawn = curves(played.room)
    assert drawn.infected.split()[0].startswith("0.0,")
    assert drawn.infected.split()[-1] == "1000.0,0.0"
    assert drawn.found.split()[0] == "0.0,100.0"
    assert drawn.most == 1_303


@given(minutes=st.lists(st.integers(0, 600), max_size=6), hour=st.integers(0, 10))
def test_steps_lead_to_the_nearest_hour_day_and_event_and_never_out_of_the_exercise(
    minutes: list[int], hour: int
) -> None:
    begins = datetime(2026, 1, 1, 16, tzinfo=UTC)
    room = Room(begins_at=begins, ends_at=begins + 10 * HOUR)
    at = begins + hour * HOUR
    happened = []
    for minute in sorted(minutes):
        stop = begins + -(-timedelta(minutes=minute) // HOUR) * HOUR
        happened.append(Mark(begins + timedelta(minutes=minute), stop, "", True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fangxian.drill.room.queries.replay.clock.now", lambda: room.ends_at)
        found = steps(room, at, happened)
    assert (found.hour_back, found.hour_on) == (at - HOUR if hour else None, at + HOUR if hour < 10 else None)
    assert (found.day_back, found.day_on) == (begins if hour else None, room.ends_at if hour < 10 else None)
    later = sorted(one.stop for one in happened if one.stop > at)
    earlier = sorted(one.stop for one in happened if one.stop < at)
    assert found.event_on == (later[0] if later else None)
    assert found.event_back == (earlier[-1] if earlier else None)


def test_what_a_command_played_is_kept_as_if_it_had_been_played_here(db: None, files: dict[str, bytes]) -> None:
    factories.workspace(kind="drill", clock=MORNING, slug="headless", home=HERE)
    room = open_for_autopilot(files, seed=SEED)
    with curtain.lifted():
        keys = list(Inject.objects.values_list("key", flat=True))[:2]
    came = {keys[0]: MORNING + HOUR, keys[1]: MORNING + timedelta(minutes=61)}
    clock.advance(MORNING + 3 * HOUR)
    close_after_autopilot(came)
    room.refresh_from_db()
    assert room.state == Room.State.ENDED
    assert [(one.at, one.stop, one.inject) for one in marks(room)] == [
        (came[keys[0]], MORNING + HOUR, True),
        (came[keys[1]], MORNING + 2 * HOUR, True),
    ]
    assert last_moment(room) == MORNING + 3 * HOUR


def test_a_command_plays_nothing_in_a_workspace_that_is_no_exercise(db: None, files: dict[str, bytes]) -> None:
    factories.workspace(kind="sample", clock=MORNING)
    with pytest.raises(Conflict) as refused:
        open_for_autopilot(files, seed=SEED)
    assert refused.value.code == "drill.not_a_drill"
