"""Which office answers: the role on its level, else whoever answers for the level, else upwards; never nobody."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.response.jurisdiction import owners
from fangxian.response.jurisdiction.codes import LEVEL_ORDER
from fangxian.response.jurisdiction.models import Office
from tests import factories

TAIPING, PITONG, PIDU, CHENGDU, SICHUAN = "510117001218", "510117001", "510117", "5101", "51"


@pytest.fixture
def offices(db: None) -> dict[str, int]:
    """Offices on every level around Taiping village, by a short name."""
    made = {
        "province": factories.office(SICHUAN, "headquarters"),
        "city": factories.office(CHENGDU, "headquarters"),
        "city cdc": factories.office(CHENGDU, "cdc"),
        "district": factories.office(PIDU, "headquarters"),
        "cdc": factories.office(PIDU, "cdc"),
        "street": factories.office(PITONG, "street_office"),
        "community": factories.office(TAIPING, "community"),
        "elsewhere": factories.office("510108", "laboratory"),
    }
    return {name: office.pk for name, office in made.items()}


@pytest.mark.parametrize(
    ("level", "role", "area", "expected"),
    [
        ("district", "cdc", TAIPING, "cdc"),
        ("city", "cdc", TAIPING, "city cdc"),
        ("district", "cdc", PIDU, "cdc"),
        ("community", "community", TAIPING, "community"),
        # No such role on the level: whoever answers for everything there.
        ("district", "laboratory", TAIPING, "district"),
        ("street", "community", TAIPING, "street"),
        ("community", "employer", TAIPING, "community"),
        # The area known is wider than the level: upwards.
        ("community", "community", PITONG, "street"),
        ("district", "cdc", CHENGDU, "city cdc"),
        ("street", "street_office", "510117104", "district"),
        # Another district of the same city has neither office.
        ("district", "cdc", "510108001", "city cdc"),
        ("province", "cdc", TAIPING, "province"),
        # No level named: the nearest with the role, else the district's general office.
        (None, "cdc", TAIPING, "cdc"),
        (None, "laboratory", "510108001", "elsewhere"),
        (None, "reporting_institution", TAIPING, "district"),
    ],
)
def test_the_office_that_answers(
    offices: dict[str, int], level: str | None, role: str, area: str, expected: str
) -> None:
    assert owners.resolve(level, role, area) == offices[expected]


def test_outside_every_area_the_widest_office_answers(offices: dict[str, int]) -> None:
    assert owners.resolve("district", "cdc", "120101") == offices["province"]


def test_without_any_office_nobody_answers(db: None) -> None:
    assert owners.resolve("district", "cdc", TAIPING) is None
    assert owners.resolve_many([("district", "cdc", TAIPING)]) == {}


def test_many_at_once_are_the_same_as_one_by_one(offices: dict[str, int]) -> None:
    wanted = [
        (level, role, area) for level in (*LEVEL_ORDER, None) for role in ("cdc", "x") for area in (TAIPING, "44")
    ]
    assert owners.resolve_many(wanted) == {key: owners.resolve(*key) for key in wanted}


def test_a_new_office_answers_at_once(offices: dict[str, int]) -> None:
    assert owners.resolve("district", "quarantine_site", TAIPING) == offices["district"]
    hotel = factories.office(PIDU, "quarantine_site")
    assert owners.resolve("district", "quarantine_site", TAIPING) == hotel.pk


def test_a_closed_office_answers_no_more(offices: dict[str, int]) -> None:
    assert owners.resolve("district", "cdc", TAIPING) == offices["cdc"]
    Office.objects.filter(pk=offices["cdc"]).update(closed_at=timezone.now())
    assert owners.resolve("district", "cdc", TAIPING) == offices["district"]


def test_an_office_whose_opening_was_rolled_back_never_answers(offices: dict[str, int]) -> None:
    with transaction.atomic():
        hotel = factories.office(PIDU, "quarantine_site")
        assert owners.resolve("district", "quarantine_site", TAIPING) == hotel.pk
        transaction.set_rollback(True)
    assert owners.resolve("district", "quarantine_site", TAIPING) == offices["district"]


def test_an_unchanged_set_of_offices_is_read_once(offices: dict[str, int], django_assert_num_queries: object) -> None:
    owners.resolve("district", "cdc", TAIPING)
    with django_assert_num_queries(1):
        assert owners.resolve_many([("district", "cdc", TAIPING), ("city", "cdc", TAIPING)])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([*LEVEL_ORDER, None, "ward"]),
    st.sampled_from(["cdc", "headquarters", "community", "unheard_of"]),
    st.text(alphabet="0125", max_size=12),
)
def test_while_any_office_is_open_somebody_answers(
    offices: dict[str, int], level: str | None, role: str, area: str
) -> None:
    assert owners.resolve(level, role, area) in offices.values()
