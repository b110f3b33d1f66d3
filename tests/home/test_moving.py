"""Between a site and home: in one place at any time, and never in none."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import FangxianError
from fangxian.response.casework.actions import except_contact, record_relationship
from fangxian.response.casework.models import Contact
from fangxian.response.home.actions import begin_home, check_dwelling, release_home, send_to_hospital
from fangxian.response.home.models import HomeStay
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import TaskRow
from fangxian.response.quarantine.actions import enter_result, release_stay, take_samples
from fangxian.response.quarantine.models import Stay
from fangxian.response.transfer.actions import request_transfer
from fangxian.response.transfer.actions.request_transfer import Rider
from tests import factories
from tests.factories import NOON
from tests.home.conftest import DAY, EXPOSED, FIT, at_home, pass_time
from tests.quarantine.conftest import make_site, put

STEPS = st.lists(
    st.tuples(st.sampled_from(["home", "bed", "except", "release", "hospital"]), st.integers(0, 1), st.integers(0, 30)),
    min_size=3,
    max_size=8,
)


@given(STEPS)
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_is_tried_everybody_is_in_one_place_and_in_no_gap(db, steps):
    with access.everywhere():
        point = connection.savepoint() if connection.in_atomic_block else None
        try:
            _play(steps)
        finally:
            if point is not None:
                connection.savepoint_rollback(point)


def _play(steps) -> None:
    factories.workspace()
    outbreak = factories.incident(pack="covid19-cn-9")
    site, source = make_site(outbreak, f"酒店 {outbreak.slug}"), factories.case(outbreak).person
    contacts = []
    for kind in ("close", "secondary"):
        person = factories.person()
        record_relationship(outbreak, source=source, person=person, kind=kind, last_exposure=EXPOSED, at=NOON)
        contacts.append(Contact.objects.select_related("person", "incident").get(person=person))
        check_dwelling(contacts[-1], FIT, checker="王五")
    for step, who, hours in steps:
        pass_time(timedelta(hours=hours))
        contact = Contact.objects.select_related("person", "incident").get(id=contacts[who].id)
        home = HomeStay.objects.filter(contact=contact, ended_at=None).first()
        try:
            match step:
                case "home":
                    begin_home(contact, group="child", signer="李四")
                case "bed":
                    put(site, contact, number=f"10{who + 1}")
                case "except":
                    except_contact(contact, "child", "home", signer="李四", reason="alone")
                case "release" if home is not None:
                    release_home(home, signer="张三")
                case "hospital" if home is not None:
                    send_to_hospital(home, reason="fever")
        except FangxianError:
            pass
        connection.check_constraints()
        _hold(contact)


def _hold(contact: Contact) -> None:
    """One place after the other, each beginning when the last ended, but for what leads out of both."""
    places = [(one.began_at, one.ended_at, one.ended_to) for one in HomeStay.objects.filter(contact=contact)]
    places += [(one.admitted_at, one.left_at, one.left_to) for one in Stay.objects.filter(contact=contact)]
    places.sort(key=lambda place: (place[0], place[1] is None, place[1]))
    assert sum(place[1] is None for place in places) <= 1
    for before, after in pairwise(places):
        assert before[1] is not None
        assert before[1] <= after[0]
        assert before[1] == after[0] or before[2] == "hospital"


def test_a_site_that_lets_somebody_go_on_at_home_opens_the_stay_in_the_same_moment(exposed, outbreak):
    contact = exposed(kind="close")
    (bed,) = put(make_site(outbreak), contact)
    for number in (1, 2, 3, 5, 7):
        clock.advance(max(EXPOSED + number * DAY, clock.now()))
        take_samples(bed.site, [bed])
        enter_result(bed, "negative")
    release_stay(bed, signer="张三")
    home, bed = HomeStay.objects.get(), Stay.objects.get()
    assert (home.began_at, home.fit) == (bed.left_at, None)
    assert TaskRow.objects.get(subject=contact.subject, clause="home.check").state == "open"


def test_who_waits_for_a_vehicle_is_at_home_until_the_bed_begins(exposed, outbreak):
    stay = at_home(exposed(kind="close"), group="child", signer="李四")
    request_transfer(outbreak, [Rider(stay.person)], pickup="东门")
    pass_time(timedelta(hours=2))
    assert HomeStay.objects.get().ended_at is None
    (bed,) = put(make_site(outbreak), stay.contact)
    ended = HomeStay.objects.get()
    assert (ended.ended_at, ended.ended_to) == (bed.admitted_at, "site")


def test_an_exception_signed_by_the_case_workers_opens_it_too(exposed, outbreak):
    contact = exposed(kind="close")
    put(make_site(outbreak), contact)
    pass_time(DAY)
    except_contact(Contact.objects.get(id=contact.id), "child", "home", signer="李四")
    assert HomeStay.objects.get().began_at == Stay.objects.get().left_at == clock.now()


@pytest.mark.usefixtures("own_database")
def test_of_a_bed_and_a_home_at_once_one_is_refused() -> None:
    with access.everywhere():
        factories.workspace()
        factories.areas()
        outbreak = factories.incident(pack="covid19-cn-9")
        source, person = factories.case(outbreak).person, factories.person()
        record_relationship(outbreak, source=source, person=person, last_exposure=EXPOSED, at=NOON)
        contact = Contact.objects.select_related("person", "incident").get()
        check_dwelling(contact, FIT, checker="王五")
        site = make_site(outbreak)
    start = threading.Barrier(2)

    def attempt(command) -> None:
        try:
            with access.everywhere():
                start.wait()
                command()
        except FangxianError:
            pass
        finally:
            connection.close()

    commands = (lambda: put(site, contact), lambda: begin_home(contact, group="child", signer="李四"))
    threads = [threading.Thread(target=attempt, args=(one,)) for one in commands]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with access.everywhere():
        open_places = HomeStay.objects.filter(ended_at=None).count() + Stay.objects.filter(left_at=None).count()
        assert open_places == 1
