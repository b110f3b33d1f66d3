"""Anybody who knows the code of a swab sees its result, and nothing of anybody else."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import Error as DatabaseError
from django.test import Client

from fangxian.response.testing.lane import lookup
from fangxian.response.testing.models import Round, Tube
from tests.testing.conftest import Phone, make_batch, someone
from tests.testing.test_laboratory import run

READER = {"zh": "zh-CN,zh;q=0.9", "en": "en-GB,en;q=0.8"}
PENDING, NEGATIVE, RETEST = "Not known yet", "Nothing was found", "A further test is needed"


def ask(of: Round, swab: object, language: str = "en") -> tuple[int, str]:
    response = Client(headers={"Accept-Language": READER[language]}).get(f"/r/{of.serial}/{swab}/")
    assert not response.cookies, "what is kept for everybody sets nobody's cookie"
    return response.status_code, response.content.decode()


def test_the_page_is_rendered_once_and_bears_the_time_of_each_swab(
    phone: Phone, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = someone(1), someone(2, at="2020-12-08T02:34:00Z")
    phone.send(make_batch([first, second]))
    assert "2020-12-08 11:55" in ask(round_, first["id"])[1]
    monkeypatch.setattr("fangxian.response.testing.pages.lookup.render", None)
    status, page = ask(round_, second["id"])
    assert (status, "2020-12-08 10:34" in page, "2001-02-03" in page) == (200, True, False)
    assert "csrf" not in page


def test_a_new_result_is_seen_at_once_in_the_readers_language(
    phone: Phone,
    round_: Round,
    laboratory: object,
) -> None:
    people = [someone(1, "T-1"), someone(2, "T-2")]
    phone.send(make_batch(people))
    assert all(PENDING in ask(round_, one["id"])[1] for one in people)
    run(round_, laboratory, ["T-1", "T-2"], T_1="positive")
    pages = [ask(round_, one["id"])[1] for one in people]
    assert RETEST in pages[0]
    assert NEGATIVE in pages[1]
    assert ask(round_, people[1]["id"], "zh")[1] != pages[1]
    assert {Tube.objects.get(code=code).result for code in ("T-1", "T-2")} == {"positive", "negative"}


def test_a_swab_taken_back_or_never_taken_is_unknown(phone: Phone, round_: Round) -> None:
    person = someone(1)
    phone.send(make_batch([person]))
    phone.send(make_batch(voids=[UUID(person["id"])]))
    assert ask(round_, person["id"])[0] == 404
    assert ask(round_, uuid4())[0] == 404
    assert Client().get(f"/r/{round_.serial}/not-a-code/").status_code == 404


def test_without_the_database_the_reader_is_told_to_come_back(round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_said: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(lookup, "look_up", gone)
    monkeypatch.setattr(lookup.connection, "close", lambda: None)
    response = Client().get(f"/r/{round_.serial}/{uuid4()}/")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
