"""Controllers run, pause, step and jump; whoever takes part may stop, and a real event stops everything."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.drill.autopilot.run import TICK
from fangxian.drill.room import curtain
from fangxian.drill.room.actions import deliver_inject, resume_room, set_pace, stop_room
from fangxian.drill.room.models import Event, Inject, Room
from fangxian.errors import Conflict, Invalid, NotAllowed
from tests.drill_room.conftest import MORNING, Cast


def test_run_pause_step_and_speed_are_put_down_for_the_driver(cast: Cast) -> None:
    assert set_pace("run", by=cast.controller).state == "running"
    assert set_pace("pause", by=cast.controller).state == "paused"
    stepped = set_pace("step", by=cast.controller)
    assert (stepped.state, stepped.until) == ("running", MORNING + TICK)
    assert set_pace("speed", speed=600, by=cast.controller).speed == 600


def test_jump_runs_to_the_next_inject_that_has_a_time(cast: Cast) -> None:
    with curtain.lifted():
        first = Inject.objects.filter(state="waiting", due_at__gt=MORNING).order_by("due_at").first()
    assert first is not None
    assert set_pace("jump", by=cast.controller).until == first.due_at


@pytest.mark.parametrize("speed", [None, 0, 0.5, 3601])
def test_a_speed_out_of_bounds_is_refused(cast: Cast, speed: float | None) -> None:
    with pytest.raises(Invalid) as refused:
        set_pace("speed", speed=speed, by=cast.controller)
    assert refused.value.code == "room.speed"


def test_nobody_but_controllers_sets_the_clock(cast: Cast) -> None:
    for post in (cast.tracer, cast.evaluator, cast.elsewhere):
        with pytest.raises(NotAllowed):
            set_pace("run", by=post)


def test_anybody_may_say_the_stop_word_but_a_real_event_is_for_controllers(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        stop_room("real_event", by=cast.tracer)
    assert stop_room("stop_word", by=cast.tracer).state == "stopped"
    assert stop_room("real_event", text="发热门诊真实阳性", by=cast.controller).stop_reason == "real_event"


def test_once_stopped_nothing_is_done_until_a_controller_lets_it_go_on(cast: Cast) -> None:
    stop_room("real_event", by=cast.controller)
    with curtain.lifted():
        inject = Inject.objects.filter(state="waiting").first()
    assert inject is not None
    for command in (lambda: set_pace("run", by=cast.controller), lambda: deliver_inject(inject, by=cast.controller)):
        with pytest.raises(Conflict) as refused:
            command()
        assert refused.value.code == "room.over"
    assert resume_room(by=cast.controller).state == "paused"


def test_a_stop_stands_on_every_page_and_goes_with_it(cast: Cast) -> None:
    stop_room("real_event", text="回到实战", by=cast.controller)
    for post, path in ((cast.tracer, "/mine/"), (cast.tracer, "/cases/"), (cast.controller, "/exercise/control/")):
        page = cast.get(post, path).content.decode()
        assert "EXERCISE STOPPED: a real event" in page
        assert "回到实战" in page
    resume_room(by=cast.controller)
    assert "EXERCISE STOPPED" not in cast.get(cast.tracer, "/mine/").content.decode()


def test_everything_is_in_the_journal_and_every_page_hears_of_it(cast: Cast) -> None:
    before = Room.objects.get().version
    set_pace("run", by=cast.controller)
    stop_room("stop_word", by=cast.tracer)
    with curtain.lifted():
        kinds = list(Event.objects.order_by("number").values_list("kind", flat=True))
    assert kinds == ["room.opened", "clock.run", "room.stopped"]
    assert Room.objects.get().version == before + 2
    assert cast.room.ends_at - cast.room.begins_at > timedelta(days=18)
