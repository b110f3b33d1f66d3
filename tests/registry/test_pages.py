"""Pages and API of the register."""

from __future__ import annotations

import json

import pytest

from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow
from fangxian.response.registry.actions import merge_persons, reveal_identity, set_identity
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Duplicate, Merge
from tests import factories
from tests.factories import PIDU

NUMBER = "11010519491231002X"
pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with access.everywhere():
        factories.workspace()
        factories.areas()
        first, second = factories.person("A-1"), factories.person("A-2")
        set_identity(first, IdentityCard(name="张小明", id_number=NUMBER, phone="13800000001"))
        set_identity(second, IdentityCard(name="张晓明", phone="13800000001"))
        return first, second


@pytest.fixture
def sign_in(client):
    def signed_in(duty="epidemiologist", at=PIDU):
        with access.everywhere():
            post = factories.post(at, duty)
        client.force_login(post.holder)
        client.cookies["django_language"] = "en"
        return client

    return signed_in


def pair():
    with access.everywhere():
        return Duplicate.objects.get()


def test_a_persons_page_is_masked(people, sign_in):
    page = sign_in().get(f"/people/{people[0].id}/").content.decode()
    assert "张**" in page
    assert "张小明" not in page
    assert NUMBER not in page
    assert "A-2" in page, "who may be the same is named"


def test_a_purpose_opens_the_identity_once(people, sign_in):
    client = sign_in()
    address = f"/people/{people[0].id}/identity/"
    assert client.post(address, {"purpose": "看"}).status_code == 422
    answer = client.post(address, {"purpose": "电话流调"})
    assert "张小明" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "电话流调" in client.get(f"/people/{people[0].id}/").content.decode(), "the reading is shown on the page"


def test_the_queue_shows_pairs_and_the_page_compares_them(people, sign_in):
    client = sign_in()
    listed = client.get("/people/duplicates/").content.decode()
    assert "A-1" in listed
    assert "same phone" in listed
    page = client.get(f"/people/duplicates/{pair().id}/").content.decode()
    assert page.count("138****0001") == 2
    assert page.count("<td>same</td>") == 2, "the phone and the area; the names only look the same when masked"
    assert "张小明" not in page


def test_merging_and_undoing_on_the_page(people, sign_in):
    client = sign_in()
    address = f"/people/duplicates/{pair().id}/"
    assert client.post(address, {"keep": str(people[0].id), "reason": "同一人"}).status_code == 302
    assert pair().state == "merged"
    assert client.get(f"/people/{people[1].id}/")["Location"] == f"/people/{people[0].id}/"
    assert "Undo the merge" in client.get(address).content.decode()
    assert client.post(f"{address}undo/", {"reason": "看错了"}).status_code == 302
    assert pair().state == "different"


def test_telling_apart_on_the_page_and_deciding_again(people, sign_in):
    client = sign_in()
    address = f"/people/duplicates/{pair().id}/"
    client.post(f"{address}apart/", {"note": "兄弟"})
    assert (pair().state, pair().note) == ("different", "兄弟")
    client.post(f"{address}undo/")
    assert pair().state == "waiting"


def test_a_reader_sees_the_queue_and_decides_nothing(people, sign_in):
    client = sign_in("inspector")
    address = f"/people/duplicates/{pair().id}/"
    assert "Merge the two?" not in client.get(address).content.decode()
    assert client.post(address, {"keep": str(people[0].id)}).status_code == 403
    assert client.post(f"{address}apart/").status_code == 403


def test_two_cases_of_one_incident_are_refused_in_words(people, sign_in):
    with access.everywhere():
        incident = factories.incident("pidu")
        for person in people:
            factories.case(incident, person=person, number=person.label)
    answer = sign_in().post(f"/people/duplicates/{pair().id}/", {"keep": str(people[0].id)})
    assert answer.status_code == 422
    assert "two cases of one incident" in answer.content.decode()


def test_outside_the_area_there_is_nobody(people, sign_in):
    client = sign_in(at="510108")
    assert client.get(f"/people/{people[0].id}/").status_code == 404
    assert client.get(f"/people/duplicates/{pair().id}/").status_code == 404


def test_an_emergency_reads_by_the_document_and_is_reviewed(people, sign_in):
    client = sign_in(at="510108")
    said = {"id_kind": "resident_id", "id_number": NUMBER, "purpose": "核酸阳性者在途，须立即联系"}
    answer = client.post("/people/emergency/", said)
    assert "张小明" in answer.content.decode()
    head = sign_in("director")
    page = head.get(f"/people/{people[0].id}/").content.decode()
    assert "emergency" in page
    with access.everywhere():
        reading = FactRow.objects.get(kind="identity.read").id
    head.post(f"/people/{people[0].id}/review/", {"reading": str(reading), "decision": "justified"})
    with access.everywhere():
        assert FactRow.objects.get(kind="identity.read_reviewed").attributes == {"decision": "justified"}


def test_only_heads_and_inspectors_review(people, sign_in):
    with access.everywhere():
        reveal_identity(people[0], "核酸阳性者在途，须立即联系", by=factories.post("510108"), emergency=True)
        reading = FactRow.objects.get(kind="identity.read").id
    said = {"reading": str(reading), "decision": "justified"}
    assert sign_in("epidemiologist").post(f"/people/{people[0].id}/review/", said).status_code == 403


def send(client, address, **said):
    return client.post(f"/api/v1/{address}", json.dumps(said), content_type="application/json")


@pytest.fixture
def token(people):
    """A program that acts for an epidemiologist of Pidu."""
    from django.test import Client

    from fangxian.response.jurisdiction.actions.issue_token import issue_token

    with access.everywhere():
        officer = factories.post(PIDU, "epidemiologist")
        _token, key = issue_token(officer, name="test", by=officer)
    return Client(headers={"authorization": f"Bearer {key}"})


def test_the_api_shows_a_person_masked_and_opens_with_a_purpose(people, token):
    shown = token.get(f"/api/v1/persons/{people[0].id}").json()
    assert shown["identity"]["name"] == "张**"
    assert send(token, f"persons/{people[0].id}/reveal", purpose="x").status_code == 422
    assert send(token, f"persons/{people[0].id}/reveal", purpose="电话流调").json()["name"] == "张小明"


def test_the_api_merges_and_undoes(people, token):
    assert [one["state"] for one in token.get("/api/v1/duplicates").json()] == ["waiting"]
    made = send(token, f"persons/{people[0].id}/merges", merged=str(people[1].id)).json()
    assert (made["kept"], made["merged"]) == (str(people[0].id), str(people[1].id))
    assert token.get(f"/api/v1/persons/{people[1].id}").json()["merged_into"] == str(people[0].id)
    undone = send(token, f"merges/{made['id']}/undo", reason="看错了").json()
    assert undone["undone_at"]


def test_the_api_tells_a_pair_apart(people, token):
    assert send(token, f"duplicates/{pair().id}", state="different").json()["state"] == "different"


def test_a_merge_is_listed_on_the_surviving_persons_page(people, sign_in):
    with access.everywhere():
        merge_persons(*people, reason="同一人")
        assert Merge.objects.count() == 1
    assert "Merged into this entry" in sign_in().get(f"/people/{people[0].id}/").content.decode()
