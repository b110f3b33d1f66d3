"""`GET /api/v1/situation`."""

from __future__ import annotations

from fangxian.response.ledger.models import Incident

PATH = "/api/v1/situation"


def test_it_answers_the_present_of_the_workspace(sign_in, outbreak: Incident) -> None:
    body = sign_in().get(PATH).json()
    assert body["incident"]["id"] == str(outbreak.id)
    assert body["workspace"]["kind"] == "sample"
    assert body["as_of"] == "2020-12-08T13:00:00+00:00"


def test_it_answers_the_past_and_never_the_future(sign_in) -> None:
    client = sign_in()
    assert client.get(PATH, {"at": "2020-12-07T20:00:00+08:00"}).json()["as_of"].startswith("2020-12-07T20:00")
    assert client.get(PATH, {"at": "2031-01-01T00:00:00+08:00"}).json()["as_of"] == "2020-12-08T13:00:00+00:00"


def test_a_time_without_a_zone_is_refused_with_the_way_out(sign_in) -> None:
    answer = sign_in().get(PATH, {"at": "2020-12-07T20:00:00"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "time.malformed"
    assert "+08:00" in answer.json()["remedy"]


def test_an_unknown_incident_is_not_found(sign_in) -> None:
    assert sign_in().get(PATH, {"incident": "nonsense"}).status_code == 404


def test_nothing_new_is_answered_with_304(sign_in) -> None:
    client = sign_in()
    first = client.get(PATH)
    again = client.get(PATH, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_time_alone_is_nothing_new_but_a_clock_that_runs_out_is(sign_in) -> None:
    client = sign_in()
    first = client.get(PATH, {"at": "2020-12-08T20:00:00+08:00"})
    known = {"if-none-match": first["ETag"]}
    assert client.get(PATH, {"at": "2020-12-08T20:00:01+08:00"}, headers=known).status_code == 304
    assert client.get(PATH, {"at": "2020-12-07T09:00:00+08:00"}, headers=known).status_code == 200


def test_another_district_sees_none_of_it(sign_in) -> None:
    body = sign_in("510108").get(PATH).json()
    found = {figure["key"]: figure["value"] for figure in body["figures"]}
    assert (found["confirmed"], found["open_tasks"], body["facts"]) == (0, 0, [])


def test_a_district_may_not_ask_for_the_city(sign_in) -> None:
    assert sign_in("510108").get(PATH, {"area": "5101"}).status_code == 403


def test_nobody_answers_without_signing_in(client, outbreak: Incident) -> None:
    answer = client.get(PATH)
    assert answer.status_code == 401
    assert answer.json()["code"] == "auth.required"
