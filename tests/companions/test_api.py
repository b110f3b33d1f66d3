"""The same through JSON, and the job that stands between."""

from __future__ import annotations

from uuid import uuid4

import pytest

from fangxian.response.companions import jobs
from fangxian.response.companions.models import Search


@pytest.fixture
def handed(monkeypatch):
    """Jobs that were handed over, in place of the queue."""
    found: list[dict[str, str]] = []
    monkeypatch.setattr(jobs.run, "defer", lambda **said: found.append(said))
    return found


def send(client, path: str, **said):
    return client.post(f"/api/v1/companions{path}", said, content_type="application/json")


def test_from_the_question_to_the_contacts(client, case, layer, asker, signer, handed,
                                           django_capture_on_commit_callbacks):  # fmt: skip
    client.force_login(asker.holder)
    said = {"incident": str(case.incident_id), "numbers": ["C1"], "purpose": "source", "layer": "venues"}
    made = send(client, "", **said)
    assert made.status_code == 201, made.json()
    path = f"/{made.json()['id']}"

    client.force_login(signer.holder)
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, f"{path}/sign", signed_by="Wang").json()["state"] == "queued"
    jobs.run(**handed.pop())
    tiers = client.get(f"/api/v1/companions{path}").json()["answer"]["tiers"]
    with django_capture_on_commit_callbacks(execute=True):
        send(client, f"{path}/line", signed_by="Wang", tier=tiers[-1]["number"], reason="all")
    jobs.run(**handed.pop())

    client.force_login(asker.holder)
    hits = client.get(f"/api/v1/companions{path}/hits").json()
    assert [one["decision"] for one in hits] == ["waiting"] * 3
    assert [one["clause"] for one in hits] == [""] * 3
    (taken,) = send(client, f"{path}/hits/accept", hits=[hits[0]["id"]]).json()
    assert taken["known_as"]
    send(client, f"{path}/hits/reject", hits=[hits[1]["id"]], reason="signal")
    assert client.get(f"/api/v1/companions{path}").json()["false_share"] == 0.5
    assert client.get("/api/v1/companions/worth").json()[0]["rejected"] == 1
    assert send(client, f"{path}/hits/take-back", hits=[hits[0]["id"]]).json()[0]["decision"] == "waiting"

    client.force_login(signer.holder)
    assert len(send(client, f"{path}/erase", signed_by="Wang").json()["proof"]) == 64


def test_a_refusal_has_a_code_and_names_the_field(client, case, layer, asker):
    client.force_login(asker.holder)
    said = {"incident": str(case.incident_id), "numbers": ["X"], "purpose": "source", "layer": "venues"}
    answer = send(client, "", **said)
    assert (answer.status_code, answer.json()["code"]) == (404, "search.not_a_case")
    assert answer.json()["context"]["field"] == "numbers"
    answer = send(client, "", **said | {"incident": str(uuid4())})
    assert answer.json()["code"] == "incident.unknown"


def test_a_search_can_be_cancelled(client, asked, asker):
    client.force_login(asker.holder)
    assert send(client, f"/{asked.id}/cancel", reason="solved").json()["state"] == "cancelled"
    assert client.get("/api/v1/companions").json()[0]["state"] == "cancelled"


def test_the_job_leaves_alone_what_is_not_its_turn(asked):
    jobs.run(search_id=str(asked.id), actor="system")
    assert Search.objects.get().state == "requested"


def test_the_stays_that_can_be_searched_are_named(client, layer, asker):
    client.force_login(asker.holder)
    (held,) = client.get("/api/v1/companions/stays").json()
    assert held == {"name": "venues", "places": "place_id", "same": "", "stays": 7, "phones": 5,
                    "first_day": "2020-12-07", "last_day": "2020-12-07"}  # fmt: skip
