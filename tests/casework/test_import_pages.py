"""Importing on pages: choose, confirm, try, bring in, review."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fangxian.response.casework.actions.upload_linelist import KEPT
from fangxian.response.casework.models import Case, ColumnMapping, LineListImport, ReviewRow, Upload
from fangxian.response.ledger import clock
from tests import factories
from tests.factories import NOON, PIDU

LIST = (
    "病例编号,病例分类,确诊日期,姓名,年龄,现住址区县\n"
    "A1,确诊病例,2020-12-07,张某某,69,郫筒街道\n"
    "A2,无症状感染者,2020-12-07,李某,很老,火星\n"
    "A3,,2020-12-07,王某,30,\n"
)


@pytest.fixture
def upload(client, outbreak, tracer):
    file = SimpleUploadedFile("病例.csv", LIST.encode("gb18030"))
    response = client.post("/import/", {"incident": outbreak.id, "file": file, "mapping": ""})
    assert response.status_code == 302, response.context["form"].errors
    return Upload.objects.get()


def form(client, upload) -> dict[str, str]:
    fields = client.get(f"/import/files/{upload.id}/").context["form"]
    return {bound.html_name: bound.initial or "" for bound in fields}


def test_the_columns_are_guessed_and_the_first_rows_shown_without_names(client, upload):
    response = client.get(f"/import/files/{upload.id}/")
    assert form(client, upload)["column_number"] == "病例编号"
    text = response.content.decode()
    assert "郫筒街道" in text
    assert "张某某" not in text
    assert [row["rejected"] for row in response.context["previews"][0]["rows"]] == [False, False, True]


def test_the_file_lies_sealed_until_it_is_in_and_is_gone_afterwards(client, upload):
    assert "张某某".encode("gb18030") not in bytes(upload.sealed)
    client.post(f"/import/files/{upload.id}/", form(client, upload) | {"go": "1"})
    upload.refresh_from_db()
    assert (upload.state, bytes(upload.sealed)) == ("done", b"")


def test_trying_it_says_what_would_happen_and_does_nothing(client, upload):
    response = client.post(f"/import/files/{upload.id}/", form(client, upload) | {"try": "1"})
    result = response.context["result"]
    assert (result.rows, result.created, result.rejected) == (3, 2, 1)
    assert not Case.objects.exists()


def test_bringing_it_in_leads_to_the_rows_for_review(client, upload):
    response = client.post(f"/import/files/{upload.id}/", form(client, upload) | {"go": "1"}, follow=True)
    assert response.redirect_chain[-1][0] == f"/import/{LineListImport.objects.get().id}/"
    assert [(row["line"], row["field"], row["text"]) for row in response.context["rows"]] == [
        (3, "age", "很老"), (3, "area responsible", "火星"), (4, "classification", ""),
    ]  # fmt: skip
    assert Case.objects.count() == 2


def test_a_row_for_review_is_seen_to(client, upload):
    client.post(f"/import/files/{upload.id}/", form(client, upload) | {"go": "1"})
    row = ReviewRow.objects.order_by("id")[0]
    client.post(f"/import/rows/{row.pk}/resolve/")
    row.refresh_from_db()
    assert row.resolved_at == NOON


def test_columns_can_be_changed_and_the_mapping_kept(client, upload):
    said = form(client, upload) | {"column_age": "", "classification": "confirmed", "save_as": "本市模板", "try": "1"}
    result = client.post(f"/import/files/{upload.id}/", said).context["result"]
    assert (result.created, [p.field for p in result.problems]) == (3, ["area"])
    assert ColumnMapping.objects.get().name == "本市模板"


def test_a_long_list_runs_beside_the_page(client, outbreak, tracer, monkeypatch):
    from fangxian.response.casework import jobs
    from fangxian.response.casework.pages import imports

    monkeypatch.setattr(imports, "AT_ONCE", 2)
    deferred = []
    monkeypatch.setattr(jobs.import_upload, "defer", lambda **said: deferred.append(said))
    file = SimpleUploadedFile("list.csv", LIST.encode())
    client.post("/import/", {"incident": outbreak.id, "file": file, "mapping": ""})
    upload = Upload.objects.get()
    response = client.post(f"/import/files/{upload.id}/", form(client, upload) | {"go": "1"}, follow=True)
    assert "goes on when you leave" in response.content.decode()
    assert client.get(f"/import/files/{upload.id}/progress/").status_code == 200
    jobs.import_upload.func(**deferred[0])
    done = client.get(f"/import/files/{upload.id}/progress/")
    assert done.headers["HX-Redirect"].endswith(f"/import/{LineListImport.objects.get().id}/")
    assert LineListImport.objects.get().actor == f"user:{tracer.holder_id}/post:{tracer.pk}"


def test_a_file_that_nobody_imports_is_erased_after_a_day(client, upload, outbreak):
    clock.advance(NOON + KEPT + timedelta(minutes=1))
    file = SimpleUploadedFile("other.csv", LIST.encode())
    client.post("/import/", {"incident": outbreak.id, "file": file, "mapping": ""})
    assert [one.filename for one in Upload.objects.all()] == ["other.csv"]


def test_what_is_no_list_is_refused_on_the_form(client, outbreak, tracer):
    file = SimpleUploadedFile("list.xls", b"\xd0\xcf\x11\xe0 old")
    response = client.post("/import/", {"incident": outbreak.id, "file": file, "mapping": ""})
    assert response.status_code == 422
    assert ".xlsx" in str(response.context["form"].errors)


def test_somebody_elses_file_and_whoever_may_not_import_are_refused(client, upload):
    client.force_login(factories.post(PIDU, "epidemiologist").holder)
    assert client.get(f"/import/files/{upload.id}/").status_code == 404
    client.force_login(factories.post(PIDU, "street_officer").holder)
    assert client.get("/import/").status_code == 403


def test_a_whole_import_is_taken_back(client, upload):
    client.post(f"/import/files/{upload.id}/", form(client, upload) | {"go": "1"})
    batch = LineListImport.objects.get()
    response = client.post(f"/import/{batch.id}/undo/", follow=True)
    assert "taken back" in response.content.decode()
    assert not Case.objects.exists()
    answer = client.post(f"/api/v1/imports/{batch.id}/undo", content_type="application/json")
    assert answer.json() == {"undone": 2, "kept": []}


def test_a_file_is_read_as_what_is_chosen(client, upload):
    client.post(f"/import/files/{upload.id}/", {"read": "1", "format": "table", "kind": "contacts"})
    response = client.get(f"/import/files/{upload.id}/")
    assert [one.kind.name for one in response.context["forms"]] == ["contacts"]
    refused = client.post(f"/import/files/{upload.id}/", {"read": "1", "format": "fhir", "kind": ""}, follow=True)
    assert "no file of the format" in refused.content.decode()
