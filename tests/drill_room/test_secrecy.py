"""No participant reaches the truth, an inject that has not come, a reference answer or a controller's word."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from fangxian.drill.room import curtain
from fangxian.drill.room.actions import deliver_inject, say, write_inject
from fangxian.drill.room.actions.write_inject import Written
from fangxian.drill.room.models import Inject, Message, Remark, Truth
from fangxian.response.jurisdiction import access
from tests.drill_room.conftest import MORNING, Cast, people

SECRET = 98_765
"""Infections that nobody but those behind the curtain may read."""

NUMBER = "00000000-0000-0000-0000-000000000000"
SIDES = ("/exercise/control/", "/exercise/evaluate/", "/exercise/replay/")


def addresses() -> list[str]:
    """Every address below the control room's and the evaluators', with something in the place of ids."""

    def walk(patterns: list[URLPattern | URLResolver], stem: str = "") -> list[str]:
        found = []
        for one in patterns:
            path = stem + str(one.pattern)
            found += walk(one.url_patterns, path) if isinstance(one, URLResolver) else [path]
        return found

    all_ = ["/" + path for path in walk(get_resolver("fangxian.drill.room.urls").url_patterns)]
    filled = [path.replace("<uuid:id>", NUMBER).replace("<str:command>", "run") for path in all_]
    return [path for path in filled if path.startswith(SIDES)]


@pytest.fixture
def hidden(cast: Cast) -> Cast:
    with curtain.lifted():
        Truth.objects.create(
            at=MORNING, figures={"infected": SECRET, "unknown": SECRET}, areas={"510108011005": SECRET}
        )
    return cast


def test_every_page_of_the_control_room_is_closed_to_participants(hidden: Cast) -> None:
    assert len(addresses()) > 8
    for path in addresses():
        for post in (hidden.tracer, hidden.elsewhere):
            assert hidden.get(post, path).status_code in (403, 405), path
            assert hidden.send(post, path).status_code in (403, 405), path


@pytest.mark.parametrize("path", ["truth", "injects"])
def test_every_operation_of_the_control_room_is_closed_to_participants(hidden: Cast, path: str) -> None:
    for post in (hidden.tracer, hidden.elsewhere, hidden.evaluator):
        assert hidden.get(post, f"/api/v1/exercise/{path}").status_code == 403
    assert hidden.get(hidden.controller, f"/api/v1/exercise/{path}").status_code == 200
    pace = hidden.client(hidden.tracer).post(
        "/api/v1/exercise/pace", {"command": "run"}, content_type="application/json"
    )
    assert pace.status_code == 403


def test_what_participants_may_open_does_not_say_the_truth(hidden: Cast) -> None:
    shown = hidden.get(hidden.controller, "/exercise/control/").content.decode()
    assert f"{SECRET:,}" in shown
    with curtain.lifted():
        waiting = list(Inject.objects.filter(state="waiting").values_list("text_en", "title_en"))
    for path in ("/exercise/play/", "/api/v1/exercise", "/api/v1/exercise/messages", "/api/v1/exercise/chat", "/mine/"):
        page = hidden.get(hidden.tracer, path, follow=True).content.decode()
        assert str(SECRET) not in page
        assert f"{SECRET:,}" not in page
        assert not [text for text, title in waiting if text in page or title in page]


def test_the_tables_themselves_show_a_participants_query_nothing(hidden: Cast) -> None:
    with access.area(hidden.tracer.area):
        assert not Truth.objects.exists()
        assert not Inject.objects.exists()


def test_the_channel_of_the_control_room_is_read_and_written_behind_the_curtain_alone(cast: Cast) -> None:
    say("真相在冷库", channel="control", by=cast.controller)
    say("大家好", by=cast.tracer)
    assert "真相在冷库" in cast.get(cast.evaluator, "/exercise/evaluate/").content.decode()
    page = cast.get(cast.tracer, "/exercise/play/").content.decode()
    assert "大家好" in page
    assert "真相在冷库" not in page
    assert cast.send(cast.tracer, "/exercise/say/", text="偷听", channel="control").status_code == 403
    assert list(Remark.objects.values_list("text", flat=True)) == ["大家好"]


def test_a_message_is_its_own_offices_alone(cast: Cast) -> None:
    write_inject(Written(offices=[cast.tracer.office], text="只给疾控", sender="医院"), by=cast.controller)
    assert "只给疾控" in cast.get(cast.tracer, "/exercise/play/").content.decode()
    assert "只给疾控" not in cast.get(cast.hospital, "/exercise/play/").content.decode()
    message = Message.objects.get()
    assert cast.send(cast.hospital, f"/exercise/messages/{message.id}/read/").status_code == 403


def test_double_blind_neither_names_injects_nor_controllers(db: None, files: Mapping[str, bytes]) -> None:
    with access.everywhere():
        cast = people(files, double_blind=True)
        written = Written(offices=[cast.tracer.office], text="有发热病人", sender="某诊所")
        inject = write_inject(written, by=cast.controller)
        say("请核实", by=cast.controller)
        page = cast.get(cast.tracer, "/exercise/play/").content.decode()
    assert "有发热病人" in page
    assert "请核实" in page
    assert inject.key not in page
    assert "Controller A" not in page
    assert cast.controller.holder is not None
    assert cast.controller.holder.username not in page
    assert "演练 EXERCISE" in page, "the mark of an exercise never goes, however blind it is"


def test_not_blind_a_message_names_its_inject(cast: Cast) -> None:
    inject = write_inject(Written(offices=[cast.tracer.office], text="有发热病人", sender="某诊所"), by=cast.controller)
    deliver_inject(inject, by=cast.controller)
    assert inject.key in cast.get(cast.tracer, "/exercise/play/").content.decode()
