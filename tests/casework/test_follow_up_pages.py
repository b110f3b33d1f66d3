"""Follow-up on a phone, on a desk and on paper."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from fangxian.response.casework.actions import control_contact, record_follow_up, record_relationship
from fangxian.response.casework.models import Contact, FollowUp
from fangxian.response.casework.queries import followups
from fangxian.response.jurisdiction.sharing import Shared
from tests import factories
from tests.factories import NOON, PITONG

pytestmark = pytest.mark.usefixtures("tracer")
DAY = timedelta(days=1)


@pytest.fixture
def outbreak(everywhere):
    factories.workspace()
    return factories.incident("pidu", pack="covid19-cn-8")


def contact(outbreak, days=3, **person) -> Contact:
    who = factories.person(**person)
    met = NOON - days * DAY
    record_relationship(outbreak, source=factories.case(outbreak).person, person=who, last_exposure=met, at=met)
    return Contact.objects.get(person=who)


def listed(client, query="") -> list[str]:
    page = client.get(f"/contacts/follow-up/?{query}").content.decode()
    return re.findall(r'class="row-link" href="[^"]+">([^<]+)<', page)


def test_those_under_follow_up_are_listed_street_by_street(client, outbreak):
    far, near = contact(outbreak, area="510117009"), contact(outbreak, area=PITONG)
    factories.contact(outbreak, became_case_at=NOON)
    factories.contact(outbreak, follow_up_ended_at=NOON)
    factories.contact(outbreak, area="510108")
    assert listed(client) == [near.number, far.number]
    assert listed(client, "area=" + PITONG) == [near.number]


def test_one_tap_records_and_answers_with_the_card(client, outbreak):
    held = contact(outbreak)
    url = f"/contacts/{held.id}/follow-up/tap/"
    answer = client.post(url, {"outcome": "seen_well"}, headers={"HX-Request": "true"})
    assert "seen, well" in answer.content.decode()
    assert FollowUp.objects.get().outcome == "seen_well"


def test_somebody_ill_is_recorded_with_symptoms(client, outbreak):
    held = contact(outbreak)
    client.post(
        f"/contacts/{held.id}/follow-up/",
        {"day": "2020-12-08", "outcome": "seen_ill", "symptoms": ["fever"], "temperature": "38.4", "method": "phone"},
    )
    assert (FollowUp.objects.get().symptoms, str(FollowUp.objects.get().temperature)) == (["fever"], "38.4")


def test_one_outcome_for_all_that_are_ticked(client, outbreak):
    ticked = [contact(outbreak), contact(outbreak)]
    contact(outbreak)
    said = {"what": "seen_well", "day": "2020-12-08", "contact": [str(one.id) for one in ticked]}
    client.post("/contacts/follow-up/many/", said)
    assert FollowUp.objects.count() == 2


def test_those_ticked_are_given_to_a_team_and_found_by_it(client, outbreak):
    held, _other = contact(outbreak), contact(outbreak)
    client.post("/contacts/follow-up/many/", {"what": "team", "team": "Team 3", "contact": [str(held.id)]})
    assert listed(client, "team=Team+3") == [held.number]
    assert client.get("/contacts/follow-up/teams/").content.decode() == '<option value="Team 3"></option>'


def test_the_tally_counts_what_came_of_the_day_in_the_area_of_the_filter(client, outbreak):
    near, far = contact(outbreak, area=PITONG), contact(outbreak, area="510117009")
    for held in (near, far):
        record_follow_up(held, "seen_well", day=date(2020, 12, 8))
    record_follow_up(near, "missed", day=date(2020, 12, 7))

    def tally(query: str) -> dict[str, int]:
        text = client.get(f"/contacts/follow-up/tally/?{query}").content.decode()
        return {label: int(n) for label, n in re.findall(r">([a-z, ]+) (\d+)<", text)}

    assert tally("")["seen, well"] == 2
    assert tally("area=" + PITONG) == {"seen, well": 1, "seen, ill": 0, "sought, not found": 0, "not attempted": 0}
    assert tally("day=2020-12-07")["sought, not found"] == 1


def test_the_tally_of_very_many_is_what_was_counted_a_moment_ago_and_says_so(client, outbreak, monkeypatch):
    monkeypatch.setattr(followups, "LARGE", 2)
    monkeypatch.setattr(followups, "_tallies", Shared(2))

    def tally() -> str:
        return client.get("/contacts/follow-up/tally/?day=2020-12-08").content.decode()

    for many in (1, 2):  # the first is no large figure: the second is seen at once
        record_follow_up(contact(outbreak), "seen_well", day=date(2020, 12, 8))
        assert f"seen, well {many}" in tally()
        assert ("15 seconds ago" in tally()) is (many == 2)
    record_follow_up(contact(outbreak), "seen_well", day=date(2020, 12, 8))
    assert "seen, well 2" in tally()


def test_a_refusal_for_many_is_said_and_nothing_is_written(client, outbreak):
    held = contact(outbreak)
    answer = client.post("/contacts/follow-up/many/", {"what": "end", "contact": [str(held.id)]}, follow=True)
    assert "By the rule follow-up lasts until" in answer.content.decode()
    assert Contact.objects.get().follow_up_ended_at is None


def test_the_grid_has_a_column_a_day_with_what_came_of_each(client, outbreak):
    held = contact(outbreak, days=3)
    record_follow_up(held, "missed", day=date(2020, 12, 6))
    record_follow_up(held, "seen_well")
    page = client.get("/contacts/follow-up/?view=grid").content.decode()
    assert re.findall(r"<th scope=\"col\">(D\d+)<", page) == [f"D{n}" for n in range(1, 22)]
    signs = re.findall(r'<td class="followup-(\w+)"', page)
    assert signs == ["missed", "due", "seen_well"]


def test_the_page_of_a_contact_shows_both_ends_with_their_clauses(client, outbreak):
    held = contact(outbreak, days=3)
    page = client.get(f"/contacts/{held.id}/").content.decode()
    assert "contact.release" in page
    assert "contact.monitoring_end" in page
    assert "Who counts on board" in page
    assert "3 rows in front, 3 behind" in page


def test_an_early_release_asks_who_signs(client, outbreak):
    held = contact(outbreak)
    control_contact(held, at=NOON - DAY)
    said = {"step": "release", "at": "2020-12-08T12:00", "mode": "central"}
    refused = client.post(f"/contacts/{held.id}/", said)
    assert refused.status_code == 422
    assert "By the rule quarantine lasts until" in refused.content.decode()
    client.post(f"/contacts/{held.id}/", said | {"signer": "Li, director", "reason": "dialysis"})
    assert Contact.objects.get().ended_at == NOON


def test_follow_up_is_ended_on_the_page_of_a_contact(client, outbreak):
    held = contact(outbreak, days=1)
    assert client.post(f"/contacts/{held.id}/follow-up/end/", {}).status_code == 422
    client.post(f"/contacts/{held.id}/follow-up/end/", {"signer": "Li, director", "reason": "exposure unlikely"})
    assert Contact.objects.get().follow_up_ended_at == NOON


def test_a_form_never_leads_to_another_site(client, outbreak):
    held = contact(outbreak)
    answer = client.post(
        f"/contacts/{held.id}/follow-up/tap/", {"outcome": "seen_well", "back": "https://example.org/"}
    )
    assert answer.url == "/contacts/follow-up/"


def test_nobody_of_another_district_is_found(client, outbreak):
    other = factories.contact(outbreak, area="510108")
    assert client.post(f"/contacts/{other.id}/follow-up/tap/", {"outcome": "seen_well"}).status_code == 404
