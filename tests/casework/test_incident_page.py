"""The first page of a response: an incident is opened in the browser, and its first case reported."""

from __future__ import annotations

import pytest
from django.test import Client

from fangxian.response.casework.models import Case
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.models import FactRow, Incident, PackAdoption
from tests import factories
from tests.factories import PIDU

SAID = {
    "title_zh": "郫都疫情", "title_en": "Pidu outbreak", "slug": "pidu-2020", "area": PIDU, "at": "2020-12-08T12:00",
    "pack": "covid19-cn-7", "signed_by": "指挥长",
}  # fmt: skip
EMPTY = ("/", "/cases/new/", "/import/", "/chains/")


@pytest.fixture(autouse=True)
def _workspace(everywhere: None) -> None:
    factories.workspace()
    factories.areas()


def signed_in(client: Client, duty: str) -> Post:
    post = factories.post(PIDU, duty)
    client.force_login(post.holder)
    client.cookies["django_language"] = "en"
    return post


def test_the_director_opens_it_and_the_first_case_is_reported(client: Client) -> None:
    signed_in(client, "director")
    answer = client.post("/incidents/new/", SAID)
    incident = Incident.objects.get()
    assert answer["Location"] == f"/?incident={incident.id}", "a director records no cases"
    assert client.get(answer["Location"]).status_code == 200
    assert (incident.disease, incident.area, PackAdoption.objects.get().signed_by) == ("covid19", PIDU, "指挥长")
    signed_in(client, "epidemiologist")
    case = {
        "incident": incident.id, "number": "PD-1", "classification": "confirmed", "at": "2020-12-08T12:00",
        "area": PIDU, "sex": "F", "age": "69",
    }  # fmt: skip
    assert client.post("/cases/new/", case).status_code == 302
    assert Case.objects.get().incident == incident


def test_sent_twice_it_is_opened_once(client: Client) -> None:
    signed_in(client, "director")
    said = SAID | {"request_id": "0193a1d2-0000-7000-8000-000000000001"}
    assert [client.post("/incidents/new/", said).status_code for _ in range(2)] == [302, 302]
    assert (Incident.objects.count(), FactRow.objects.filter(kind="incident.opened").count()) == (1, 1)


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("slug", "two words", "slug"),
        ("area", "110000", "lies outside yours"),
        ("pack", "covid19-cn-99", "Select a valid choice"),
        ("signed_by", "", "This field is required"),
        ("at", "2031-01-01T00:00", "lies in the future"),
    ],
)
def test_what_cannot_be_is_an_error_of_its_field(client: Client, field: str, value: str, why: str) -> None:
    signed_in(client, "director")
    answer = client.post("/incidents/new/", SAID | {field: value})
    assert answer.status_code == 422
    assert why in " ".join(answer.context["form"].errors[field])
    assert not Incident.objects.exists()


def test_a_short_name_is_given_once(client: Client) -> None:
    signed_in(client, "director")
    client.post("/incidents/new/", SAID)
    answer = client.post("/incidents/new/", SAID)
    assert "pidu-2020" in answer.context["form"].errors["slug"][0]


def test_whoever_may_not_is_refused_and_told_who_may(client: Client) -> None:
    signed_in(client, "epidemiologist")
    assert client.post("/incidents/new/", SAID).status_code == 403
    for path in EMPTY:
        page = client.get(path).content.decode()
        assert "Whoever may adopt a rulebook opens it" in page, path
        assert "/incidents/new/" not in page, path


def test_before_there_is_one_every_page_leads_there(client: Client) -> None:
    signed_in(client, "director")
    pages = {path: client.get(path) for path in EMPTY}
    assert {path for path, page in pages.items() if 'href="/incidents/new/"' in page.content.decode()} == {
        path for path, page in pages.items() if page.status_code == 200
    }
    assert pages["/"].status_code == 200
