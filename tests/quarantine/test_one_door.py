"""A quarantine and the bed it is spent in end in one moment: by the site's conditions, or by a signature."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from fangxian.errors import FangxianError
from fangxian.response.casework.actions import except_contact, record_relationship, release_contact
from fangxian.response.casework.models import Contact
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow
from fangxian.response.quarantine.actions import end_stay, release_stay
from fangxian.response.quarantine.models import Room, Stay
from tests import factories
from tests.factories import NOON
from tests.quarantine.conftest import DAY, EXPOSED, make_site, pass_tests, pass_time, put


def held(contact: Contact) -> Contact:
    return Contact.objects.select_related("incident", "person").get(id=contact.id)


def test_casework_lets_nobody_go_who_has_a_bed_unless_somebody_signs(site, exposed):
    contact = exposed()
    put(site, contact)
    pass_time(EXPOSED + 15 * DAY)  # the days are over, but every test is missing
    with pytest.raises(FangxianError) as error:
        release_contact(held(contact), at=clock.now())
    assert error.value.code == "quarantine.in_house"
    assert Stay.objects.get().left_at is None


def test_a_signed_release_ends_the_stay_in_the_same_moment(site, exposed):
    contact = exposed()
    put(site, contact)
    pass_time(NOON + 3 * DAY)
    release_contact(held(contact), at=clock.now(), signer="李指挥长", reason="palliative care at home")
    stay = Stay.objects.select_related("room").get()
    assert (stay.left_to, stay.left_at, stay.room.state) == ("signed", held(contact).ended_at, "soiled")


def test_the_sites_own_release_ends_both_without_a_second_signature(site, exposed):
    contact = exposed()
    (stay,) = put(site, contact)
    pass_tests(stay, EXPOSED + 14 * DAY)
    release_stay(stay, signer="张三")
    assert Stay.objects.get().left_at == held(contact).ended_at == clock.now()


def test_another_way_of_quarantine_that_is_signed_ends_the_stay_and_not_the_quarantine(site, exposed):
    contact = exposed()
    put(site, contact)
    pass_time(NOON + DAY)
    except_contact(held(contact), "pregnant", "home", signer="李指挥长", reason="near term")
    assert Stay.objects.get().left_to == "home"
    assert held(contact).ended_at is None


def test_who_is_no_longer_in_quarantine_for_another_reason_heads_the_sites_page(site, exposed, client):
    contact = exposed()
    put(site, contact)
    Contact.objects.filter(id=contact.id).update(ended_at=NOON)
    client.force_login(factories.post(duty="duty_officer").holder)
    page = client.get(f"/quarantine/sites/{site.id}/", headers={"Accept-Language": "en"}).content.decode()
    assert "Quarantine has ended: they may leave" in page


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["test", "site", "casework", "signed", "hospital"]), st.integers(0, 1), st.integers(6, 120)
    ),
    min_size=3,
    max_size=8,
)


@given(STEPS)
@example([("site", 1, 71), ("signed", 1, 46), ("site", 0, 15), ("signed", 1, 46)])
@settings(
    max_examples=2,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_tried_a_bed_and_a_quarantine_end_together_and_never_early_without_a_signer(db, steps):
    with access.everywhere():
        sid = connection.savepoint()
        try:
            _play(steps)
        finally:
            connection.savepoint_rollback(sid)


def _play(steps) -> None:
    factories.workspace()
    outbreak = factories.incident(pack="covid19-cn-8")
    site, source = make_site(outbreak, f"酒店 {outbreak.slug}"), factories.case(outbreak).person
    for _ in range(2):
        record_relationship(outbreak, source=source, person=factories.person(), last_exposure=EXPOSED, at=NOON)
    contacts = list(Contact.objects.filter(incident=outbreak).select_related("person", "incident"))
    rooms = list(Room.objects.filter(site=site, room_class="single").order_by("number"))
    stays = [put(site, one, number=rooms[at].number)[0] for at, one in enumerate(contacts)]
    for step, who, hours in steps:
        now = clock.now() + timedelta(hours=hours)
        try:
            match step:
                case "test":
                    pass_tests(stays[who], now)
                    pass_time(max(now, clock.now()))
                case "site":
                    pass_time(now)
                    release_stay(Stay.objects.get(id=stays[who].id), signer="张三")
                case "casework" | "signed":
                    pass_time(now)
                    signed = {"signer": "李四", "reason": "tried"} if step == "signed" else {}
                    release_contact(held(contacts[who]), at=now, **signed)
                case "hospital":
                    pass_time(now)
                    end_stay(Stay.objects.get(id=stays[who].id), "hospital", reason="ill")
        except FangxianError:
            pass
        for contact, stay in zip(contacts, stays, strict=True):
            _hold(held(contact), Stay.objects.get(id=stay.id))


def _hold(contact: Contact, stay: Stay) -> None:
    if stay.left_at is None:
        assert contact.ended_at is None
    elif stay.left_to in ("released", "signed"):
        assert stay.left_at == contact.ended_at
    for fact in FactRow.objects.filter(subject=contact.subject, kind="quarantine.released"):
        early = fact.at < EXPOSED + 13 * DAY  # the last day by the rule is day 14; it may end in the course of it
        assert fact.attributes.get("signer") or not early
