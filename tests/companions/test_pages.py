"""The pages: asking, signing, the tiers, the review list and the evidence."""

from __future__ import annotations

import pytest
from django.urls import reverse

from fangxian.response.companions import jobs
from fangxian.response.companions.actions import accept_hits
from fangxian.response.companions.models import Hit, Search


@pytest.fixture
def signed_in(client, asker):
    """An epidemiologist at the browser, reading English."""
    client.force_login(asker.holder)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def director(client, signer):
    """A director at the browser, reading English."""
    client.force_login(signer.holder)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def runs(monkeypatch):
    """Jobs that were handed over, in place of the queue."""
    handed: list[str] = []
    monkeypatch.setattr(jobs.run, "defer", lambda **said: handed.append(said["search_id"]))
    return handed


def url(name: str, search: Search, *more) -> str:
    return reverse(f"companions:{name}", args=[search.id, *more])


def test_without_stays_the_list_says_how_they_come_in(signed_in):
    assert "fangxian stays load" in signed_in.get("/companions/").content.decode()


def test_the_form_is_filled_in_from_the_rulebook_that_is_chosen(signed_in, layer):
    page = signed_in.get("/companions/new/?definition=order-chengdu-companions-2021%23companion&numbers=C1")
    form = page.context["form"]
    assert (form["min_hours"].value(), form["restriction_days"].value(), form["numbers"].value()) == (30.0, 3.0, "C1")
    assert "800" in page.content.decode()


def test_a_search_is_asked_for_on_the_form(signed_in, case, layer):
    said = {"incident": case.incident_id, "numbers": "C1", "purpose": "source", "layer": "venues", "min_minutes": "10",
            "window_days": "14", "operator": "and", "kind": "companion"}  # fmt: skip
    response = signed_in.post("/companions/new/", said)
    search = Search.objects.get()
    assert response.url == url("search", search)
    assert "another post must sign it" in signed_in.get(response.url).content.decode()


def test_a_number_of_nobody_is_refused_at_its_field(signed_in, case, layer):
    said = {"incident": case.incident_id, "numbers": "C1, X9", "purpose": "source", "layer": "venues",
            "min_minutes": "10", "window_days": "14", "operator": "and", "kind": "companion"}  # fmt: skip
    page = signed_in.post("/companions/new/", said)
    assert page.status_code == 422
    assert "X9" in page.context["form"].errors["numbers"][0]


def test_signing_hands_the_search_to_the_job(director, asked, runs, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        director.post(url("sign", asked), {"signed_by": "Wang"})
    assert runs == [str(asked.id)]
    assert "Cases searched" in director.get(url("search", asked)).content.decode()


def test_an_unsigned_form_is_shown_again_with_its_fault(director, asked, runs):
    page = director.post(url("sign", asked), {"signed_by": ""})
    assert (page.status_code, runs) == (422, [])


def test_the_progress_leads_back_when_it_is_done(director, asked, answered):
    response = director.get(url("progress", answered))
    assert response.status_code == 204
    assert response["HX-Redirect"].endswith(url("search", answered))


def test_the_tiers_stand_with_what_they_cost_and_the_line_is_drawn_there(
    director, answered, runs, django_capture_on_commit_callbacks
):
    page = director.get(url("search", answered)).content.decode()
    assert "Expected infections" in page
    assert "Person-days" in page
    with django_capture_on_commit_callbacks(execute=True):
        director.post(url("line", answered), {"tier": "1", "reason": "household", "signed_by": "Wang"})
    answered.refresh_from_db()
    assert (answered.state, runs) == ("taking", [str(answered.id)])


def test_whoever_asked_sees_the_tiers_and_no_line(signed_in, answered):
    page = signed_in.get(url("search", answered)).content.decode()
    assert 'name="tier"' not in page
    assert "waits for a director" in page


def test_the_list_shows_hits_without_anybodys_number(signed_in, review):
    page = signed_in.get(url("hits", review)).content.decode()
    assert page.count("data-task") >= 3
    assert "1380000" not in page


def test_several_are_judged_at_once(signed_in, review):
    ids = [str(one) for one in Hit.objects.values_list("id", flat=True)]
    signed_in.post(url("judge", review), {"hits": ids[:2], "decision": "rejected", "reason": "apart"})
    signed_in.post(url("judge", review), {"hits": ids[2:], "decision": "accepted"})
    review.refresh_from_db()
    assert (review.accepted, review.rejected) == (1, 2)


def test_a_refusal_is_said_and_changes_nothing(signed_in, review):
    hit = Hit.objects.first()
    page = signed_in.post(
        url("judge", review), {"hits": [hit.id], "decision": "rejected", "reason": "other"}, follow=True
    )
    assert "cannot be left empty" in page.content.decode()
    assert Hit.objects.filter(decision="waiting").count() == 3


def test_the_evidence_shows_where_and_when(signed_in, review):
    hit = Hit.objects.order_by("rank").first()
    response = signed_in.get(url("hit", review, hit.id))
    page = response.content.decode()
    assert "Bus 9" in page
    assert "overlap-spot" in page
    assert [line.minutes for line in response.context["cases"][0]["days"]] == [240.0]


def test_a_decision_on_the_page_of_a_hit_leads_to_the_next(signed_in, review):
    first, second, _third = Hit.objects.order_by("rank")
    said = {"hits": [first.id], "rank": first.rank, "decision": "rejected", "reason": "apart"}
    assert signed_in.post(url("judge", review), said).url == url("hit", review, second.id)


def test_a_known_contact_is_told_on_the_list(signed_in, review, asker):
    (hit,) = accept_hits(review, [Hit.objects.first().id], by=asker)
    assert hit.known_as in signed_in.get(url("hits", review) + "?state=accepted").content.decode()


def test_the_false_hit_rate_is_reported_for_the_parameters(signed_in, review):
    hit = Hit.objects.first()
    signed_in.post(url("judge", review), {"hits": [hit.id], "decision": "rejected", "reason": "phone"})
    page = signed_in.get("/companions/").content.decode()
    assert "What the parameters were worth" in page
    assert "100.0%" in page


def test_another_area_sees_nothing_of_it(client, review):
    from tests import factories

    client.force_login(factories.post("12", "epidemiologist").holder)
    assert client.get(url("search", review)).status_code == 404


def test_the_hits_are_erased_on_the_page(director, review):
    director.post(url("erase", review), {"signed_by": "Wang"})
    review.refresh_from_db()
    assert review.state == "erased"
    assert review.proof in director.get(url("search", review)).content.decode()


def test_a_search_is_cancelled_on_its_page(signed_in, asked):
    signed_in.post(url("cancel", asked), {"reason": "solved"})
    asked.refresh_from_db()
    assert asked.state == "cancelled"


def test_rows_are_asked_for_only_where_the_stays_tell_them_apart(signed_in, outbreak, layer):
    from tests.companions.conftest import seats

    assert "front" not in signed_in.get("/companions/new/").context["form"].fields
    seats(outbreak)
    page = signed_in.get("/companions/new/")
    titles = [one.clause for one in page.context["definitions"]]
    assert titles[0] == "order-chengdu-companions-2021#companion"
    assert any(clause.endswith("#close.bus_open") for clause in titles)
    clause = next(clause for clause in titles if clause.endswith("#close.aircraft"))
    form = signed_in.get("/companions/new/", {"definition": clause}).context["form"]
    assert (form["front"].value(), form["kind"].value(), form["clause"].value()) == (3, "close", clause)


def test_it_says_when_the_rulebook_in_force_defines_no_companion(signed_in, layer, outbreak):
    assert "defines no companion" in signed_in.get("/companions/new/").content.decode()


def test_whom_somebody_accepted_can_be_searched_for_next(signed_in, review, asker):
    assert "Seek the companions" not in signed_in.get(url("search", review)).content.decode()
    (hit,) = accept_hits(review, [Hit.objects.first().id], by=asker)
    page = signed_in.get(url("search", review)).content.decode()
    assert f"numbers={hit.known_as}" in page
    assert signed_in.get(f"/companions/new/?numbers={hit.known_as}").context["form"]["numbers"].value() == hit.known_as


def test_the_page_of_a_hit_names_its_clause(signed_in, review):
    hit = Hit.objects.first()
    assert "parameters given by hand" in signed_in.get(url("hit", review, hit.id)).content.decode()
    Search.objects.update(clause="order-chengdu-companions-2021#companion")
    assert "光明日报" in signed_in.get(url("hit", review, hit.id)).content.decode()


def test_hits_that_could_not_be_taken_in_are_taken_in_again_by_a_button(
    director, answered, runs, signer, django_capture_on_commit_callbacks
):
    from fangxian.response.companions.actions import draw_line

    drawn = draw_line(answered, tier=1, reason="near", signed_by="Wang", by=signer)
    Search.objects.filter(pk=drawn.pk).update(state="failed", error="disk")
    assert "Take the hits in again" in director.get(url("search", drawn)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        director.post(url("line", drawn), {"tier": drawn.line, "reason": drawn.line_reason, "signed_by": drawn.line_by})
    assert runs == [str(drawn.id)]
