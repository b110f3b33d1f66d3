"""Investigation forms over the API."""

from __future__ import annotations

import json
from uuid import uuid4

from fangxian.response.investigation.models import FormAnswer
from tests.casework.ledger import task
from tests.investigation.conftest import CORE


def send(client, method: str, address: str, said: dict):
    return getattr(client, method)(address, json.dumps(said), content_type="application/json")


def test_a_form_is_drafted_filed_and_read_back(client, case):
    address = f"/api/v1/cases/{case.id}/forms"
    assert [form["form"] for form in client.get(address).json()] == ["core-facts", "case-investigation"]
    draft = send(client, "patch", f"{address}/core-facts", {"answers": {"symptomatic": "no", "age": 69}}).json()
    assert draft["answers"]["age"] == 69
    assert draft["missing"] == ["sex", "route", "zone_proposed"]
    refused = send(client, "post", f"{address}/core-facts/file", {})
    assert refused.status_code == 422
    assert {one["field"] for one in refused.json()["context"]["problems"]} == {"sex", "route", "zone_proposed"}
    send(client, "patch", f"{address}/core-facts", {"answers": CORE})
    same = {"id": str(uuid4())}
    for _ in range(2):
        assert send(client, "post", f"{address}/core-facts/file", same).json()["version"] == 1
    assert FormAnswer.objects.filter(state="filed").count() == 1
    assert task(case.subject, "case.core_facts").state == "discharged"
    assert client.get(address).json()[0]["versions"][0]["answers"]["route"] == "fever_clinic"


def test_an_answer_that_cannot_be_right_is_refused_with_its_field(client, case):
    said = {"answers": {"source": "电话 13812345678"}}
    response = send(client, "patch", f"/api/v1/cases/{case.id}/forms/core-facts", said)
    assert (response.status_code, response.json()["code"]) == (422, "answer.phone")
