"""``/api/v1/bulletins``: the same steps for programs."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from fangxian.response.bulletins.models import Bulletin
from tests import factories
from tests.bulletins.conftest import NAMES, Press, browser, hours
from tests.bulletins.test_rewrite_bulletin import FRAME

PATH = "/api/v1/bulletins"


def send(client: Any, method: str, path: str, body: Any = None) -> Any:
    return getattr(client, method)(path, body or {}, content_type="application/json")


def test_a_program_drafts_changes_and_publishes_with_a_second_person(press: Press) -> None:
    officer, director = browser(press.officer), browser(press.director)
    names = NAMES | {"as_of": hours(30).isoformat()}
    body = names | {"id": str(uuid4()), "incident": str(press.incident.id)}
    made = send(officer, "post", PATH, body)
    assert made.status_code == 201
    assert send(officer, "post", PATH, body).json() == made.json()
    one = f"{PATH}/{body['id']}"
    assert made.json()["figures"]["confirmed"] == 2
    changed = send(officer, "put", one, names | {"words_zh": FRAME + "请配合。", "words_en": FRAME}).json()
    assert "请配合" in changed["text_zh"]
    assert send(officer, "post", f"{one}/publication").json()["code"] == "bulletin.unapproved"
    assert send(officer, "post", f"{one}/approval").status_code == 403
    assert send(director, "post", f"{one}/approval").json()["state"] == "approved"
    assert send(officer, "post", f"{one}/publication").json()["number"] == 1
    assert officer.get(one).json() in officer.get(PATH).json()
    other = send(officer, "post", PATH, body | {"id": str(uuid4()), "replaces": body["id"], "reason": "有误"}).json()
    assert (other["kind"], other["replaces"], other["before"]) == ("correction", body["id"], body["id"])
    assert [row["id"] for row in officer.get(f"{PATH}?drafts=1").json()] == [other["id"]]
    assert send(officer, "delete", f"{PATH}/{other['id']}").json()["state"] == "dropped"
    assert Bulletin.objects.filter(state="published").count() == 1


def test_what_is_refused_says_which_field_and_who_may_not(press: Press) -> None:
    officer = browser(press.officer)
    body = NAMES | {"as_of": hours(99).isoformat(), "incident": str(press.incident.id)}
    refused = send(officer, "post", PATH, body)
    assert (refused.status_code, refused.json()["code"]) == (422, "time.future")
    assert refused.json()["context"]["field"] == "as_of"
    assert officer.get(f"{PATH}/{uuid4()}").json()["code"] == "bulletin.unknown"
    street = browser(factories.post("510117001", "street_officer"))
    assert street.get(PATH).status_code == 200
    assert street.get(f"{PATH}?drafts=1").status_code == 403
