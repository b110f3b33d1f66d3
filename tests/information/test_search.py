"""The search box: what each kind of question finds, for whom, and that an index answers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import translation

from fangxian.response.containment.models import Zone
from fangxian.response.information.queries.search import search
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Area
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Place
from tests import factories
from tests.factories import CHENGDU, NOON, PIDU, PITONG, TAIPING

NUMBER = "11010519491231002X"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def city():
    with access.everywhere():
        factories.workspace()
        factories.areas()
        Area.objects.using("default").filter(code=PITONG).update(pinyin="pitong")
        incident = factories.incident("pidu", pack="tests/casework/mini.toml")
        known = factories.person("CD-0007", area=TAIPING)
        set_identity(known, IdentityCard(name="张小明", id_number=NUMBER, phone="13812340099"))
        factories.case(incident, person=known, number="CD-0007")
        factories.contact(incident, number="K000123", person=factories.person("K000123", area=PITONG))
        factories.case(incident, number="CH-0001", person=factories.person("CH-0001", area="510108"))
        Place.objects.create(name="红旗超市", category="shop", area=TAIPING, created_at=NOON)
        Zone.objects.create(
            incident=incident, name="太平村封控区", kind="high", area=TAIPING, effective_from=NOON, signed_by="x"
        )


def hits(text: str, at: str = PIDU, duty: str = "epidemiologist") -> dict[str, list[str]]:
    with access.area(at):
        found = search(text, factories.post(at, duty))
        return {group.key: [hit.label for hit in group.hits] for group in found.groups}


@pytest.mark.parametrize(
    "text",
    [
        NUMBER, "1101 0519 4912 31002x", "1101**********002X", "002X", "138 1234 0099", "+8613812340099", "0099",
        "138****0099", "zhang xiao ming", "ZhangXiaoming", "zxm", "张小明", "章晓明", "CD-0007", "cd-00",
    ],
)  # fmt: skip
def test_a_person_is_found_by(city, text):
    assert hits(text)["people"] == ["CD-0007"]


@pytest.mark.parametrize(("text", "group", "label"), [
    ("CD-0007", "cases", "CD-0007"), ("k0001", "contacts", "K000123"), ("红旗", "places", "红旗超市"),
    ("太平村封", "places", "太平村封控区"), ("pitong", "areas", "Pitong"), ("510117001", "areas", "Pitong"),
    ("quarantine", "tasks", "Contact taken into quarantine"),
])  # fmt: skip
def test_things_are_found_in_their_group(city, text, group, label):
    assert label in hits(text)[group]


@pytest.mark.parametrize("text", ["1202**********002X", "139****0099", "1234", "王小明", "zz"])
def test_who_does_not_fit_is_not_found(city, text):
    assert "people" not in hits(text)


def test_what_lies_outside_the_area_is_not_there(city):
    assert hits("CH-0001") == {}
    assert hits("CH-0001", CHENGDU)["cases"] == ["CH-0001"]
    assert "people" not in hits("0099", PITONG[:8] + "9")


def test_a_name_is_looked_for_only_by_posts_that_may_read_identities(city):
    with access.area(PIDU):
        found = search("张小明", factories.post(PIDU, "community_worker"))
    assert (found.groups, found.hint) == ((), "Your post finds people by number, phone or pinyin, not by name.")
    assert hits("0099", PIDU, "community_worker")["people"] == ["CD-0007"]


def test_an_administrator_finds_areas_only_and_no_people(city):
    assert set(hits("CD-0007", PIDU, "administrator")) == set()
    assert hits("pitong", PIDU, "administrator")["areas"]


def test_hits_are_masked(city):
    with access.area(PIDU):
        found = search("0099", factories.post(PIDU, "epidemiologist"))
    detail = found.groups[0].hits[0].detail
    assert "张**" in detail
    assert "138****0099" in detail
    assert "张小明" not in detail
    assert "1234" not in detail


def test_a_merged_entry_leads_to_the_surviving_one(city):
    from fangxian.response.registry.actions import merge_persons

    with access.everywhere():
        other = factories.person("X-1")
        set_identity(other, IdentityCard(name="李雷", phone="13900008888"))
        kept = factories.person("X-2")
        merge_persons(kept, other)
    assert hits("8888")["people"] == ["X-2"]
    assert hits("X-1") == {}


def test_nothing_is_found_for_an_empty_question(city):
    assert hits("  ") == {}


@pytest.mark.parametrize("scope", [CHENGDU, TAIPING])
@pytest.mark.parametrize("text", ["0099", "zhang wei", "zw", "13812340099", "CD-0007", "张伟"])
def test_no_table_of_people_is_read_from_end_to_end(city, text, scope):
    with connection.cursor() as cursor, access.area(scope):
        post = factories.post(scope)
        cursor.execute("SET LOCAL enable_seqscan = off")
        queries: list[tuple[str, object]] = []

        def explain(execute, sql, params, many, context):
            queries.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(explain):
            search(text, post)
        for sql, params in queries:
            if "registry_" in sql or "casework_" in sql:
                cursor.execute(f"EXPLAIN {sql}", params)
                plan = "\n".join(row[0] for row in cursor.fetchall())
                for table in ("registry_person", "registry_identity", "casework_case", "casework_contact"):
                    assert f"Seq Scan on {table}" not in plan, f"{sql}\n{plan}"


def signed_in(client, at=PIDU, duty="epidemiologist"):
    with access.everywhere():
        post = factories.post(at, duty)
    client.force_login(post.holder)
    client.cookies["django_language"] = "en"


def test_the_page_shows_groups_and_keeps_the_question(city, client):
    signed_in(client)
    page = client.get("/search/", {"q": "0099"}).content.decode()
    assert "CD-0007" in page
    assert 'value="0099"' in page
    assert "张小明" not in page


def test_the_page_says_what_to_do_when_nothing_is_found(city, client):
    signed_in(client)
    assert "Nothing found in your area" in client.get("/search/", {"q": "qqqqq"}).content.decode()
    assert "What are you looking for?" in client.get("/search/").content.decode()


def test_every_page_has_the_box(city, client):
    signed_in(client)
    assert "data-search" in client.get("/cases/").content.decode()


def test_nobody_searches_without_signing_in(city, client):
    assert client.get("/search/", {"q": "0099"}).status_code == 302
    assert client.get("/api/v1/search", {"q": "0099"}).status_code == 401


def test_the_api_answers_the_same(city, client):
    signed_in(client)
    said = client.get("/api/v1/search", {"q": "0099"}).json()
    assert [group["key"] for group in said["groups"]] == ["people"]
    hit = said["groups"][0]["hits"][0]
    assert hit["label"] == "CD-0007"
    assert hit["url"].startswith("/people/")


def test_a_question_with_control_characters_is_answered(city, client):
    signed_in(client)
    assert client.get("/search/", {"q": "\x00'%_\\"}).status_code == 200
