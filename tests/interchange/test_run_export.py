"""Writing an export: progress, calling it off, going on after an interruption, erasing it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fangxian.errors import NotAllowed
from fangxian.response.interchange import jobs, rows
from fangxian.response.interchange.actions import Wish, cancel_export, request_export, run_export
from fangxian.response.interchange.actions.cancel_export import erase_exports
from fangxian.response.interchange.actions.run_export import SILENT, file_of, folder
from fangxian.response.interchange.models import Export
from tests import factories


@pytest.fixture
def asked(outbreak, tracer, monkeypatch) -> Export:
    monkeypatch.setattr(rows, "CHUNK", 2)
    for n in range(5):
        factories.case(outbreak, number=f"A{n}")
    return request_export(Wish(kinds=("cases",), format="csv", purpose="上报市级"), by=tracer)


def test_how_far_it_is_is_noted_after_each_chunk(asked, monkeypatch):
    seen = []
    complete = rows._COMPLETE["cases"]

    def watched(some, *rest):
        seen.append(Export.objects.get().done)
        return complete(some, *rest)

    monkeypatch.setitem(rows._COMPLETE, "cases", watched)
    done = run_export(asked)
    assert seen == [0, 2, 4]
    assert (done.state, done.done, done.size) == ("done", 5, file_of(done).stat().st_size)
    assert done.filename.endswith("-sample.csv")
    assert file_of(done).stat().st_mode & 0o077 == 0


def test_called_off_it_stops_and_leaves_no_file(asked, tracer, monkeypatch):
    complete = rows._COMPLETE["cases"]

    def interrupted(some, *rest):
        cancel_export(Export.objects.get(), by=tracer)
        return complete(some, *rest)

    monkeypatch.setitem(rows._COMPLETE, "cases", interrupted)
    assert run_export(asked).state == "cancelled"
    assert list(folder().iterdir()) == []


def test_what_was_cut_off_is_taken_up_again(asked, monkeypatch):
    Export.objects.update(state="running", beat_at=datetime.now(UTC) - SILENT - timedelta(seconds=1), done=3)
    deferred = []
    monkeypatch.setattr(jobs.write_export, "defer", lambda **said: deferred.append(said))
    jobs.tidy.func(0)
    assert deferred == [{"export_id": str(asked.id)}]
    jobs.write_export.func(**deferred[0])
    assert (Export.objects.get().state, Export.objects.get().done) == ("done", 5)


def test_what_is_being_written_is_left_alone(asked):
    Export.objects.update(state="running", beat_at=datetime.now(UTC))
    assert run_export(asked).state == "running"
    assert list(folder().iterdir()) == []


def test_after_its_days_the_file_is_gone(asked, settings):
    done = run_export(asked)
    assert erase_exports(done.finished_at + timedelta(days=settings.FANGXIAN_EXPORT_DAYS - 1)) == 0
    assert erase_exports(done.finished_at + timedelta(days=settings.FANGXIAN_EXPORT_DAYS, seconds=1)) == 1
    assert Export.objects.get().state == "erased"
    assert list(folder().iterdir()) == []


def test_another_post_may_not_call_it_off(asked):
    with pytest.raises(NotAllowed):
        cancel_export(asked, by=factories.post())


def test_a_fault_is_noted_for_whoever_asked(asked, monkeypatch):
    def broken(*_rest):
        raise OSError("disk full")

    monkeypatch.setitem(rows._COMPLETE, "cases", broken)
    with pytest.raises(OSError, match="disk full"):
        run_export(asked)
    assert (Export.objects.get().state, Export.objects.get().error) == ("failed", "disk full")
    assert list(folder().iterdir()) == []
