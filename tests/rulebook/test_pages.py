"""Browsing rulebooks: every shipped one opens, is searchable, and can be laid beside another."""

from __future__ import annotations

import pytest
from django.test import Client

from fangxian.protocol.pack import packs
from tests import factories
from tests.rulebook.conftest import Scene


@pytest.fixture
def reader(scene: Scene, client: Client) -> Client:
    user = factories.user()
    factories.post("510117", "epidemiologist", holder=user)
    client.force_login(user)
    return client


def test_the_list_names_every_shipped_rulebook(reader: Client) -> None:
    page = reader.get("/packs/").content.decode()
    assert all(pack.id in page for pack in packs())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_rulebook_opens_in_both_languages(reader: Client, language: str) -> None:
    for pack in packs():
        page = reader.get(f"/packs/{pack.id}/", headers={"accept-language": language})
        assert page.status_code == 200
        for clause in pack.clauses:
            assert clause.id in page.content.decode()


def test_searching_finds_a_clause_by_words_of_either_language(reader: Client) -> None:
    everything = reader.get("/packs/covid19-cn-7/").content.decode()
    found = reader.get("/packs/covid19-cn-7/?q=网络直报").content.decode()
    assert "case.network_report" in found
    assert len(found) < len(everything)
    assert reader.get("/packs/covid19-cn-7/?q=zzzz").status_code == 200


def test_two_editions_side_by_side_show_what_differs(reader: Client) -> None:
    page = reader.get("/packs/covid19-cn-8/compared-with/covid19-cn-9/").content.decode()
    assert "schedule.days" in page


def test_an_unknown_rulebook_is_not_found(reader: Client) -> None:
    assert reader.get("/packs/no-such/").status_code == 404


def test_a_person_under_two_editions(scene: Scene, reader: Client) -> None:
    page = reader.get(f"/people/{scene.late.id}/under-another-edition/?a=covid19-cn-7&b=mpox")
    assert page.status_code == 200
    assert scene.late.label in page.content.decode()


def test_nobody_reads_without_signing_in(client: Client, scene: Scene) -> None:
    assert client.get("/packs/").status_code == 302
