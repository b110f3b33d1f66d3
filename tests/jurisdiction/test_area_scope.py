"""What a connection may see follows the innermost scope, however scopes lie in each other and whatever fails inside."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import area_range

pytestmark = pytest.mark.django_db

SCOPES = {"all": access.everywhere, "none": access.nowhere, "5101": lambda: access.area("5101")}
NOTHING = ("", "")


def in_sight() -> tuple[str, str]:
    """The range of areas that PostgreSQL lets through."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fangxian.area_lo', true), current_setting('fangxian.area_hi', true)")
        low, high = cursor.fetchone()
    return low or "", high or ""


def expected(scope: str) -> tuple[str, str]:
    return NOTHING if scope == "none" else area_range("" if scope == "all" else scope)


def walk(scopes: list[str], fails_at: int) -> None:
    """Enter scopes one in the other; at one depth a statement fails inside of a savepoint."""
    if not scopes:
        return
    before = in_sight()
    with SCOPES[scopes[0]]():
        assert in_sight() == expected(scopes[0])
        if fails_at == 0:
            with pytest.raises(ProgrammingError), transaction.atomic(), access.area("51"):
                connection.cursor().execute("SELECT no_such_column")
            assert in_sight() == expected(scopes[0])
        walk(scopes[1:], fails_at - 1)
        assert in_sight() == expected(scopes[0])
    assert in_sight() == before


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scopes=st.lists(st.sampled_from(sorted(SCOPES)), max_size=6), fails_at=st.integers(0, 6))
def test_the_innermost_scope_holds(scopes: list[str], fails_at: int) -> None:
    walk(scopes, fails_at)


def test_what_is_in_sight_already_is_not_said_again() -> None:
    with access.everywhere(), CaptureQueriesContext(connection) as asked, access.everywhere(), access.everywhere():
        pass
    assert len(asked) == 0


def test_a_session_that_was_never_told_is_told() -> None:
    with access.everywhere():
        another = access._told.set(object())  # as after a lost connection: the session is another one
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('fangxian.area_hi', '', false)")
        with access.everywhere():
            assert in_sight() == expected("all")
        access._told.reset(another)
