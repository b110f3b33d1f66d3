"""What holds whatever happens: one bed a person, nobody between two beds, nobody out with a condition open."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import FangxianError
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.quarantine.actions import enter_result, move_stays, release_stay, take_samples
from fangxian.response.quarantine.criteria import release_of
from fangxian.response.quarantine.models import Room, Stay
from tests import factories
from tests.factories import NOON
from tests.quarantine.conftest import EXPOSED, make_site, pass_time, put

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["admit", "move", "sample", "negative", "positive", "release"]),
        st.integers(0, 3),
        st.integers(0, 6),
        st.integers(1, 96),
    ),
    min_size=4,
    max_size=12,
)


@given(STEPS)
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_is_tried_beds_are_single_and_only_the_free_are_let_go(db, steps):
    with access.everywhere():
        savepoint = connection.savepoint() if connection.in_atomic_block else None
        try:
            _play(steps)
        finally:
            if savepoint is not None:
                connection.savepoint_rollback(savepoint)


def _play(steps) -> None:
    from fangxian.response.casework.actions import record_relationship
    from fangxian.response.casework.models import Contact

    factories.workspace()
    outbreak = factories.incident(pack="covid19-cn-8")
    site, source = make_site(outbreak, f"酒店 {outbreak.slug}"), factories.case(outbreak).person
    people = [factories.person() for _ in range(4)]
    for person in people:
        record_relationship(outbreak, source=source, person=person, last_exposure=EXPOSED, at=NOON)
    contacts = list(Contact.objects.filter(incident=outbreak).select_related("person", "incident"))
    rooms = list(Room.objects.filter(site=site).order_by("number"))
    admitted: set[object] = set()
    for step, who, where, hours in steps:
        pass_time(clock.now() + timedelta(hours=hours))
        contact = contacts[who]
        stay = Stay.objects.filter(contact=contact, left_at=None).select_related("site__place", "contact").first()
        free = release_of(stay, clock.now()).met if stay is not None else False
        try:
            match step:
                case "admit":
                    put(site, Contact.objects.get(id=contact.id), number=rooms[where].number)
                    admitted.add(contact.id)
                case "move" if stay is not None:
                    move_stays([stay], rooms[where], reason="tried")
                case "sample" if stay is not None:
                    take_samples(site, [stay])
                case "negative" | "positive" if stay is not None:
                    enter_result(stay, step)
                case "release" if stay is not None:
                    release_stay(stay, signer="张三")
                    assert free
        except FangxianError:
            assert not (step == "release" and free)
        _hold(admitted)


def _hold(admitted: set[object]) -> None:
    for contact in admitted:
        stays = list(Stay.objects.filter(contact=contact).order_by("admitted_at", "left_at"))
        assert sum(stay.left_at is None for stay in stays) + sum(stay.left_to == "released" for stay in stays) == 1
        for before, after in pairwise(stays):
            assert before.left_at == after.admitted_at, "out of one bed is into the next"
    beds = list(Stay.objects.filter(left_at=None).values_list("room", "bed"))
    assert len(beds) == len(set(beds))


@pytest.mark.usefixtures("own_database")
def test_of_two_who_admit_the_same_person_at_once_one_is_refused() -> None:
    from fangxian.response.casework.actions import record_relationship
    from fangxian.response.casework.models import Contact

    with access.everywhere():
        factories.workspace()
        outbreak = factories.incident(pack="covid19-cn-8")
        source, person = factories.case(outbreak).person, factories.person()
        record_relationship(outbreak, source=source, person=person, last_exposure=EXPOSED, at=NOON)
        contact = Contact.objects.select_related("person", "incident").get()
        sites = [make_site(outbreak, name) for name in ("甲酒店", "乙酒店")]
    came: list[str] = []
    start = threading.Barrier(2)

    def admit(site) -> None:
        try:
            with access.everywhere():
                start.wait()
                put(site, contact)
            came.append("admitted")
        except FangxianError as error:
            came.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=admit, args=(site,)) for site in sites]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == ["admitted", "stay.has_bed"]
    with access.everywhere():
        assert Stay.objects.count() == 1
