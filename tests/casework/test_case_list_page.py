"""The list of cases."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.http import QueryDict

from fangxian.response.casework.models import SavedFilter
from tests import factories
from tests.factories import NOON, PIDU

pytestmark = pytest.mark.usefixtures("tracer")


def numbers(response) -> list[str]:
    return re.findall(r'class="row-link" href="[^"]+">([^<]+)<', response.content.decode())


def test_the_last_reported_come_first(client, outbreak):
    for n in range(3):
        factories.case(outbreak, number=f"PD-{n}", classified_at=NOON - timedelta(hours=n))
    assert numbers(client.get("/cases/")) == ["PD-0", "PD-1", "PD-2"]


def test_nobody_sees_cases_of_another_area(client, outbreak):
    factories.case(outbreak, number="PD-1")
    factories.case(outbreak, number="CH-1", area="510108")
    assert numbers(client.get("/cases/")) == ["PD-1"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("classification=asymptomatic", ["PD-2"]),
        ("route=contact", ["PD-1"]),
        ("route=unknown", ["PD-2"]),
        ("area=510117001", ["PD-1"]),
        ("area=郫筒街道", ["PD-1"]),
        ("by_date=onset&since=2020-12-06&until=2020-12-06", ["PD-2"]),
        ("until=2020-12-07", ["PD-2"]),
        ("q=PD-1", ["PD-1"]),
        ("q=pd-2", ["PD-2"]),
        ("q=Wang", ["PD-2"]),
        ("q=zzz", []),
        ("classification=nonsense", ["PD-1", "PD-2"]),
    ],
)
def test_it_is_filtered(client, outbreak, query, found):
    factories.case(outbreak, number="PD-1", area="510117001", route="contact", onset_on=date(2020, 12, 5))
    factories.case(
        outbreak,
        number="PD-2",
        classification="asymptomatic",
        person=factories.person("Wang-7"),
        classified_at=NOON - timedelta(days=1),
    )
    assert numbers(client.get(f"/cases/?{query}")) == found


def test_pages_follow_each_other_both_ways_without_a_gap_or_a_repetition(client, outbreak):
    same = NOON - timedelta(hours=1)
    for n in range(120):
        # Forty cases of one and the same moment lie across the first boundary.
        factories.case(
            outbreak, number=f"PD-{n:03}", classified_at=same if 30 <= n < 70 else NOON - timedelta(minutes=n)
        )
    seen, url, pages = [], "/cases/", []
    while url:
        response = client.get(url)
        pages.append(numbers(response))
        seen += pages[-1]
        url = response.context["next_url"]
        previous = response.context["previous_url"]
    assert len(seen) == len(set(seen)) == 120
    assert [len(page) for page in pages] == [50, 50, 20]
    assert numbers(client.get(previous)) == pages[1]
    assert response.context["summary"] == "101–120 of 120"
    assert client.get("/cases/count/").content == b"120"


def test_a_key_that_is_none_is_refused(client):
    assert client.get("/cases/?after=nonsense").status_code == 422


def test_a_page_takes_the_same_few_queries_however_many_rows_it_has(client, outbreak, django_assert_max_num_queries):
    for n in range(40):
        factories.case(outbreak, number=f"PD-{n}")
    client.get("/cases/")
    with django_assert_max_num_queries(24):
        assert len(numbers(client.get("/cases/"))) == 40


def test_a_filter_is_kept_shown_and_let_go(client, outbreak, tracer):
    client.post("/cases/filters/?classification=confirmed&route=contact", {"name": "密接检出"})
    kept = SavedFilter.objects.get()
    assert (kept.user, kept.query) == (tracer.holder, {"classification": "confirmed", "route": "contact"})
    address = client.get("/cases/").context["saved"][0]["url"]
    assert QueryDict(address.partition("?")[2]).dict() == kept.query
    client.post(f"/cases/filters/{kept.pk}/drop/")
    assert not SavedFilter.objects.exists()


def test_somebody_elses_filter_cannot_be_let_go(client, outbreak):
    other = SavedFilter.objects.create(user=factories.user(), page="cases", name="x", query={})
    client.post(f"/cases/filters/{other.pk}/drop/")
    assert SavedFilter.objects.filter(pk=other.pk).exists()


def test_an_empty_list_says_what_to_do(client):
    assert "No case is on record yet" in client.get("/cases/").content.decode()
    assert "No case matches" in client.get("/cases/?q=zzz").content.decode()


def test_it_speaks_chinese(client, outbreak):
    client.cookies["django_language"] = "zh-hans"
    assert client.get("/cases/").headers["Content-Language"] == "zh-hans"


def test_whoever_may_not_read_cases_is_refused(client, outbreak):
    client.force_login(factories.post(PIDU, "administrator").holder)
    assert client.get("/cases/").status_code == 403
    client.logout()
    assert client.get("/cases/").status_code == 302
