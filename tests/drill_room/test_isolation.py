"""An exercise cannot write to the live record, send a real message or lose its mark."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import pytest
from django.core import mail
from django.test import Client

from fangxian.drill.room.actions import set_pace
from fangxian.drill.room.driver import Driver
from fangxian.drill.room.models import Room
from fangxian.drill.room.queries.standing import present_room
from fangxian.errors import NotFound
from fangxian.response.casework.queries.export import csv_lines
from fangxian.response.interchange.producing import origin
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.digest import send_digests
from fangxian.response.ledger.models import FactRow, Notice
from tests import factories
from tests.drill_room.conftest import MORNING, Cast

MARK = "演练 EXERCISE"


def never() -> object:
    raise AssertionError("the city of an exercise was staged outside of one")


def test_the_driver_does_nothing_in_a_live_or_a_sample_record(db: None) -> None:
    with access.everywhere():
        for kind in ("live", "sample"):
            factories.workspace(kind=kind, clock=None if kind == "live" else MORNING)
            assert not Driver(never).turn()
            assert present_room() is None
    assert not FactRow.objects.exists()


def test_the_pages_and_operations_of_a_room_are_not_there_in_the_live_record(db: None) -> None:
    with access.everywhere():
        factories.workspace(kind="live", clock=None)
        post = factories.post("510108", "controller")
    client = Client()
    client.force_login(post.holder)
    for path in ("/exercise/", "/exercise/control/", "/exercise/play/", "/exercise/evaluate/", "/api/v1/exercise"):
        assert client.get(path).status_code == 404, path
    with pytest.raises(NotFound):
        set_pace("run")
    assert not Room.objects.exists()


def test_an_exercise_sends_no_mail_whatever_there_is_to_tell(cast: Cast, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    holder = cast.tracer.holder
    assert holder is not None
    holder.email = "nobody@example.org"
    holder.save()
    Notice.objects.create(user=holder, kind="overdue", created_at=MORNING, critical=True, params={"count": 1})
    assert send_digests() == 0
    assert getattr(mail, "outbox", []) == []


@pytest.mark.parametrize("path", ["/mine/", "/exercise/play/", "/cases/", "/nothing-here/"])
def test_every_page_bears_the_mark_on_screen_on_paper_and_in_its_header(cast: Cast, path: str) -> None:
    page = cast.get(cast.tracer, path)
    text = page.content.decode()
    assert page["X-Fangxian-Workspace"] == "drill:room"
    assert text.count(f'data-mark="{MARK}"') >= 12, "the watermark over the page, printed with it"
    assert f"<title>[{MARK}]" in text


@pytest.mark.parametrize("path", ["/api/v1/exercise", "/api/v1/areas", "/api/v1/nothing", "/r/1/x/"])
def test_every_answer_bears_it_in_its_header(cast: Cast, path: str) -> None:
    assert cast.get(cast.tracer, path)["X-Fangxian-Workspace"] == "drill:room"


def test_so_does_the_testing_lane(cast: Cast) -> None:
    from fangxian.response.testing.lane.view import PATH

    assert Client().post(PATH, b"{}", content_type="application/json")["X-Fangxian-Workspace"] == "drill:room"


def test_an_export_begins_with_it(cast: Cast) -> None:
    text = b"".join(csv_lines(["number"], [["C001"]])).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text))) == [MARK]
    assert origin("tracer", "exercise").mark == MARK


def test_a_printed_document_bears_it(cast: Cast) -> None:
    from fangxian.response.documents.render import watermark

    assert watermark() == MARK


def test_the_live_record_bears_none(db: None, files: Mapping[str, bytes]) -> None:
    with access.everywhere():
        factories.workspace(kind="live", clock=None)
    answer = Client().get("/accounts/login/")
    assert not answer.has_header("X-Fangxian-Workspace")
    assert MARK not in answer.content.decode()
