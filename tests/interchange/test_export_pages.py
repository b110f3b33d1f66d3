"""Exports on pages and by the API."""

from __future__ import annotations

import json
from importlib import import_module

import pytest

from fangxian.response.interchange import jobs
from fangxian.response.interchange.models import Export
from tests import factories
from tests.factories import PIDU

ASK = {"kinds": ["cases", "contacts"], "format": "csv", "purpose": "上报市级指挥部"}


@pytest.fixture
def ready(client, outbreak, tracer) -> Export:
    factories.case(outbreak, number="A1")
    response = client.post("/exports/", ASK)
    assert response.status_code == 302, response.context["form"].errors
    return Export.objects.get()


def test_a_short_one_is_ready_at_once_and_can_be_downloaded(client, ready):
    assert ready.state == "done"
    page = client.get("/exports/").content.decode()
    assert "Download" in page
    assert "上报市级指挥部" in page
    file = client.get(f"/exports/{ready.id}/file/")
    assert file["Content-Disposition"] == f'attachment; filename="{ready.filename}"'
    assert b"".join(file.streaming_content).startswith(b"PK")


def test_a_long_one_runs_beside_and_shows_how_far_it_is(client, outbreak, tracer, monkeypatch):
    factories.case(outbreak, number="A1")
    monkeypatch.setattr(import_module("fangxian.response.interchange.actions.start_export"), "AT_ONCE", 0)
    deferred = []
    monkeypatch.setattr(jobs.write_export, "defer", lambda **said: deferred.append(said))
    client.post("/exports/", ASK)
    held = Export.objects.get()
    assert "hx-get" in client.get(f"/exports/{held.id}/").content.decode()
    assert client.get(f"/exports/{held.id}/file/").status_code == 404
    jobs.write_export.func(**deferred[0])
    done = client.get(f"/exports/{held.id}/").content.decode()
    assert "hx-get" not in done
    assert "Download" in done
    assert Export.objects.get().actor == f"user:{tracer.holder_id}/post:{tracer.pk}"


def test_nobody_else_gets_it_nor_sees_that_it_is_there(client, ready):
    client.force_login(factories.post(PIDU, "epidemiologist").holder)
    for address in ("", "file/"):
        assert client.get(f"/exports/{ready.id}/{address}").status_code == 404
    assert "Download" not in client.get("/exports/").content.decode()
    client.force_login(factories.post(PIDU, "street_officer").holder)
    assert client.get("/exports/").status_code == 403


def test_the_filter_of_a_list_is_there_already_and_holds(client, outbreak, tracer):
    factories.case(outbreak, number="PD-1")
    factories.case(outbreak, number="PD-2", classification="asymptomatic")
    form = client.get("/exports/?kind=cases&classification=asymptomatic").context["form"]
    assert (form["kinds"].value(), form["classification"].value()) == (["cases"], "asymptomatic")
    assert form.is_narrowed()
    client.post("/exports/", ASK | {"kinds": ["cases"], "classification": "asymptomatic"})
    taken = b"".join(client.get(f"/exports/{Export.objects.get().id}/file/").streaming_content).decode()
    assert [number in taken for number in ("PD-1", "PD-2")] == [False, True]


def test_it_can_be_erased(client, ready):
    client.post(f"/exports/{ready.id}/cancel/")
    assert Export.objects.get().state == "erased"
    assert client.get(f"/exports/{ready.id}/file/").status_code == 404


def test_without_a_purpose_it_is_refused_on_the_form(client, outbreak, tracer):
    response = client.post("/exports/", ASK | {"purpose": "x"})
    assert response.status_code == 422
    assert response.context["form"].errors["purpose"]


def test_identities_are_offered_to_whoever_may_read_them(client, outbreak, tracer):
    assert "identities" in client.get("/exports/").context["form"].fields
    assert "columns_cases" in client.get("/exports/").context["form"].fields


def test_the_api_asks_shows_and_gives_it(client, outbreak, tracer):
    factories.case(outbreak, number="A1")
    asked = client.post(
        "/api/v1/exports", json.dumps(ASK | {"format": "jsonl", "incident": str(outbreak.id)}),
        content_type="application/json", headers={"X-CSRFToken": "x"},
    )  # fmt: skip
    assert asked.status_code == 201, asked.content
    id_ = asked.json()["id"]
    assert client.get(f"/api/v1/exports/{id_}").json()["state"] == "done"
    lines = b"".join(client.get(f"/api/v1/exports/{id_}/file").streaming_content).splitlines()
    assert [json.loads(line)["record"] for line in lines] == ["export", "cases"]
    assert client.post(f"/api/v1/exports/{id_}/cancel").json()["state"] == "erased"
