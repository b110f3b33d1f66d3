"""Incidents by the JSON API: opened once, listed to everybody with a post."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.models import FactRow, Incident, PackAdoption
from tests import factories
from tests.factories import PIDU

SAID = {
    "slug": "pidu-2020", "title_zh": "郫都疫情", "title_en": "Pidu outbreak", "area": PIDU,
    "at": "2020-12-08T10:00:00+08:00", "pack": "covid19-cn-7", "signed_by": "指挥长",
}  # fmt: skip


@pytest.fixture(autouse=True)
def director(everywhere: None, client: Client) -> Post:
    factories.workspace()
    factories.areas()
    post = factories.post(PIDU, "director")
    client.force_login(post.holder)
    client.cookies["django_language"] = "en"
    return post


def send(client: Client, **said: Any) -> Any:
    return client.post("/api/v1/incidents", SAID | said, content_type="application/json")


def test_an_incident_is_opened_once_however_often_it_is_sent_and_then_listed(client: Client) -> None:
    id_ = str(uuid4())
    answers = [send(client, id=id_) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    said = answers[0].json()
    assert said == answers[1].json() == client.get("/api/v1/incidents").json()[0]
    assert said == {
        "id": id_, "slug": "pidu-2020", "title_zh": "郫都疫情", "title_en": "Pidu outbreak", "disease": "covid19",
        "area": PIDU, "opened_at": "2020-12-08T02:00:00Z", "closed_at": None, "pack": "covid19-cn-7",
    }  # fmt: skip
    assert (Incident.objects.count(), FactRow.objects.filter(kind="incident.opened").count()) == (1, 1)
    assert PackAdoption.objects.get().signed_by == "指挥长"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({}, 409, "incident.slug_taken"),
        ({"slug": "two words"}, 422, "request.invalid"),
        ({"slug": "b", "at": "2020-12-08T10:00:00"}, 422, "request.invalid"),
        ({"slug": "b", "at": "2031-01-01T00:00:00+08:00"}, 422, "time.future"),
        ({"slug": "b", "area": "999999"}, 404, "area.unknown"),
        ({"slug": "b", "area": "510108"}, 403, "post.right"),
        ({"slug": "b", "pack": "covid19-cn-99"}, 404, "pack.unknown"),
        ({"slug": "b", "pack": "tests/casework/mini.toml"}, 404, "pack.unknown"),
        ({"slug": "b", "signed_by": " "}, 422, "pack.unsigned"),
    ],
)
def test_a_refusal_has_a_status_and_a_code(client: Client, change: dict[str, str], status: int, code: str) -> None:
    send(client)
    answer = send(client, **change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Incident.objects.count() == 1


def test_the_id_of_another_incident_is_refused(client: Client) -> None:
    id_ = send(client).json()["id"]
    answer = send(client, id=id_, slug="another")
    assert (answer.status_code, answer.json()["code"]) == (409, "incident.id_taken")


def test_who_may_not_adopt_rulebooks_opens_none_but_reads_which_there_are(client: Client) -> None:
    send(client)
    client.force_login(factories.post(PIDU, "epidemiologist").holder)
    assert send(client, slug="another").status_code == 403
    assert [one["slug"] for one in client.get("/api/v1/incidents").json()] == ["pidu-2020"]
    client.logout()
    assert client.get("/api/v1/incidents").status_code == 401
