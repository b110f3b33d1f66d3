"""The page of chains: picture, table, figures, filters, moments, export."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest

from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow
from tests import factories
from tests.factories import NOON, PIDU

HOUR = timedelta(hours=1)


@pytest.fixture
def family(outbreak, tracer):
    """A infects B and C, C infects D; E stands alone; F is counted to the market with A."""
    cases = {}
    for number, onset, cluster in (
        ("A", 1, "market"), ("B", 4, ""), ("C", 5, ""), ("D", 9, "school"), ("E", 6, ""), ("F", 2, "market"),
    ):  # fmt: skip
        cases[number] = factories.case(
            outbreak, number=number, onset_on=date(2020, 11, 20) + timedelta(days=onset), cluster=cluster,
            classified_at=NOON - timedelta(days=10 - onset),
        )  # fmt: skip
    for source, target, setting, certainty in (
        ("A", "B", "household", "certain"), ("A", "C", "work", "probable"), ("C", "D", "school", "certain"),
    ):  # fmt: skip
        factories.relationship(
            outbreak, source=cases[source].person, person=cases[target].person, setting=setting, certainty=certainty,
            identified_at=cases[target].classified_at,
        )  # fmt: skip
    return cases


def text_of(client, query: str = "") -> str:
    answer = client.get(f"/chains/{query}")
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def network_of(page: str):
    return json.loads(re.search(r'id="situation" type="application/json">(.*?)</script>', page).group(1))["network"]


def rows_of(page: str) -> list[list[str]]:
    """Cells of the table, as text."""
    table = re.search(r'id="chains-table".*?</table>', page, re.DOTALL).group(0)
    body = table.partition("<tbody>")[2]
    return [
        [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


def test_the_table_tells_what_the_picture_shows(client, family):
    rows = {row[0]: row for row in rows_of(text_of(client))}
    assert [rows[number][2] for number in "ABCDEF"] == ["0", "1", "1", "2", "—", "—"]
    assert rows["D"][3:7] == ["C", "certain", "2020-11-29", "4"]
    assert rows["C"][4] == "probable"


def test_the_picture_has_every_case_and_link_with_its_page(client, family):
    drawn = network_of(text_of(client))
    assert {node["label"] for node in drawn["nodes"]} == set("ABCDEF")
    assert all(node["url"].startswith("/cases/") for node in drawn["nodes"])
    assert sorted(link["days"] for link in drawn["links"]) == [3, 4, 4]
    assert all(link["counted"] for link in drawn["links"])
    assert drawn["first_day"] == "2020-11-21"


@pytest.mark.parametrize("layout", ["onset", "tree", "free"])
def test_it_is_drawn_in_three_ways(client, family, layout):
    drawn = network_of(text_of(client, f"?layout={layout}"))
    assert drawn["layout"] == layout
    places = {(node["x"], node["y"]) for node in drawn["nodes"]}
    assert len(places) == 6


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?cluster=market", "AF"),
        ("?setting=school", "CD"),
        ("?generation=1", "BC"),
        ("?generation=none", "EF"),
        ("?cluster=market&generation=0", "A"),
    ],
)
def test_it_is_filtered_and_generations_stay(client, family, query, shown):
    page = text_of(client, query)
    assert "".join(sorted(row[0] for row in rows_of(page))) == shown
    assert {node["label"]: node["generation"] for node in network_of(page)["nodes"]}.get("C", 1) == 1


def test_a_filter_that_lets_nothing_through_says_so(client, family):
    assert "No case matches" in text_of(client, "?cluster=market&generation=2")


def test_an_earlier_moment_knows_fewer(client, family):
    page = text_of(client, "?at=2020-12-02T12:00:00%2B08:00")
    assert {row[0] for row in rows_of(page)} == {"A", "B", "F"}


def test_without_links_cases_are_listed_as_unlinked(client, outbreak, tracer):
    factories.case(outbreak, number="A")
    page = text_of(client)
    assert rows_of(page)[0][:3] == ["A", "confirmed case", "—"]
    assert "No pair of infector and infectee has both onsets on record." in page


def test_without_cases_the_way_on_is_shown(client, outbreak, tracer):
    assert "No case is on record yet" in text_of(client)


def test_without_an_incident_nothing_breaks(client, everywhere):
    factories.workspace()
    factories.areas()
    client.force_login(factories.post(PIDU).holder)
    client.cookies["django_language"] = "en"
    assert "No incident has been opened" in text_of(client)


def test_what_cannot_be_is_named(client, outbreak, tracer):
    late, early = (
        factories.case(outbreak, number=number, onset_on=onset)
        for number, onset in (("LATE", date(2020, 12, 6)), ("EARLY", date(2020, 11, 1)))
    )
    factories.relationship(outbreak, source=late.person, person=early.person)
    page = text_of(client)
    assert "the infectee fell ill first" in page
    assert network_of(page)["links"][0]["wrong"] == "backwards"  # the small rulebook knows no incubation


def test_an_excluded_case_is_no_part_of_a_chain(client, family):
    with access.everywhere():
        family["B"].history.update(classification="excluded")
    assert "B" not in {row[0] for row in rows_of(text_of(client))}


def test_a_source_in_another_area_is_there_without_its_name(client, outbreak, family):
    outside = factories.case(outbreak, number="SECRET", person=factories.person("SECRET", area="510108"))
    factories.relationship(outbreak, source=outside.person, person=family["E"].person)
    page = text_of(client)
    assert "SECRET" not in page
    row = next(row for row in rows_of(page) if row[0] == "E")
    assert row[2:4] == ["1", "outside your area"]
    hidden = next(node for node in network_of(page)["nodes"] if node["class"] == "outside")
    assert (hidden["url"], hidden["area"], hidden["onset"]) == (None, "", None)


def table_of(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]  # the first line is the watermark


@pytest.mark.parametrize(("what", "count"), [("cases", 6), ("links", 3)])
def test_the_tables_are_taken_away_for_a_purpose(client, family, what, count):
    assert client.post("/chains/export/", {"purpose": "", "what": what}).status_code == 422
    heading, *rows = table_of(client.post("/chains/export/", {"purpose": "a meeting of experts", "what": what}))
    assert len(rows) == count
    fact = FactRow.objects.get(kind="export.made")
    assert (fact.attributes["purpose"], fact.attributes["rows"]) == ("a meeting of experts", count)
    by = {row[heading.index("case_id" if what == "cases" else "target_case_id")]: row for row in rows}
    assert by["D"][heading.index("serial_interval_days")] == "4"


def test_the_export_follows_the_filter(client, family):
    _heading, *rows = table_of(client.post("/chains/export/?cluster=market", {"purpose": "meeting", "what": "cases"}))
    assert sorted(row[0] for row in rows) == ["A", "F"]


def test_a_post_that_may_not_read_cases_is_refused(client, outbreak):
    factories.areas()
    client.force_login(factories.user())
    assert client.get("/chains/").status_code == 403
    assert client.post("/chains/export/", {"purpose": "meeting", "what": "cases"}).status_code == 403


def test_the_api_gives_the_same_with_rights(client, family):
    said = client.get("/api/v1/chains?layout=tree").json()
    assert {node["label"] for node in said["nodes"]} == set("ABCDEF")
    assert {(link["counted"], link["kind"]) for link in said["links"]} == {(True, "close")}
    assert said["layout"] == "tree"
    assert [node["label"] for node in client.get("/api/v1/chains?generation=2").json()["nodes"]] == ["D"]
    assert client.get("/api/v1/chains?layout=round").status_code == 422


def test_the_api_asks_who_it_is(client, outbreak):
    assert client.get("/api/v1/chains").status_code == 401
