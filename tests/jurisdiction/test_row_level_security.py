"""Row-level security, proved with raw SQL on the connection of a real request.

A street officer signs in with a password through the product's own pages and middleware. A view of the test,
behind them, then runs SQL of its choice: whatever it asks, nothing outside the street comes back or goes in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import Client
from django.urls import include, path

from fangxian.response.casework.models import Contact, Relationship
from fangxian.response.containment.models import Zone
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.registry.models import Identity
from tests import factories

INSIDE = "510117001218"  # Taiping village, in the officer's street
OUTSIDE = ("510117104", "510117", "5101", "51", "510108", "510117002", "12", "")
"""Another town of the district, everything above the street, other districts, its neighbour, and no area at all."""

TABLES = (
    "ledger_fact",
    "ledger_task",
    "casework_case",
    "casework_contact",
    "casework_relationship",
    "registry_person",
    "registry_identity",
    "containment_zone",
)


def run_sql(request: HttpRequest) -> HttpResponse:
    """Runs the statement that the request names, as a hole in the product would."""
    with connection.cursor() as cursor:
        cursor.execute(request.POST["sql"])
        rows = cursor.fetchall() if cursor.description else []
        return JsonResponse({"rows": [[str(value) for value in row] for row in rows], "changed": cursor.rowcount})


def fail_in_sql(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    return HttpResponse()


def fail_in_python(request: HttpRequest) -> HttpResponse:
    with access.everywhere():
        raise RuntimeError("a bug while everything was in sight")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def body() -> Iterator[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT area FROM casework_case")
            yield json.dumps([area for (area,) in cursor.fetchall()])

    return StreamingHttpResponse(body())


urlpatterns = [
    path("sql", run_sql),
    path("fail/sql", fail_in_sql),
    path("fail/python", fail_in_python),
    path("stream", stream),
    path("", include("fangxian.response.jurisdiction.urls")),
    path("accounts/", include("allauth.urls")),
    path("language", run_sql, name="set_language"),
    path("api/openapi", run_sql, name="openapi"),
]


@pytest.fixture
def record(db: None) -> None:
    """One row of every kind inside the street, and one in each area outside."""
    factories.workspace()
    factories.areas()
    incident = factories.incident()
    with access.everywhere():
        for area in (INSIDE, *OUTSIDE):
            source = factories.person(area=area)
            case = factories.case(incident, person=source, area=area)
            other = factories.person(area=area)
            Contact.objects.create(
                incident=incident,
                person=other,
                number=f"K{other.label}",
                area=area,
                kind="close",
                identified_at=factories.NOON,
            )
            Relationship.objects.create(
                incident=incident, source=source, person=other, kind="close", area=area,
                identified_at=factories.NOON, recorded_at=factories.NOON,
            )  # fmt: skip
            Identity.objects.create(person=source, area=area, sealed=b"sealed")
            Zone.objects.create(
                incident=incident,
                name=f"zone {area}",
                kind="high",
                area=area,
                effective_from=factories.NOON,
                signed_by="x",
            )
            fact = FactRow.objects.create(
                id=uuid4(), subject=source.subject, kind="case.confirmed", area=area, at=factories.NOON,
                recorded_at=factories.NOON, digest=b"d",
            )  # fmt: skip
            TaskRow.objects.create(
                id=uuid4(), subject=source.subject, pack="p", clause="c", occasion=1, step="1", level="district",
                role="cdc", area=area, basis="law", severity="normal", state="open", opened_at=factories.NOON,
                opened_by=fact.id, anchor_at=factories.NOON, window_from=factories.NOON, due_at=factories.NOON,
                known_from=factories.NOON,
            )  # fmt: skip
            assert case.area == area


@pytest.fixture
def officer(record: None, settings: Any) -> Client:
    """A street officer, signed in with name and password."""
    settings.ROOT_URLCONF = __name__
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    holder = factories.user("street", password="correct horse battery")
    factories.post(factories.PITONG, "street_officer", holder=holder)
    client = Client()
    answer = client.post("/accounts/login/", {"login": "street", "password": "correct horse battery"})
    assert answer.status_code == 302, answer.content[:2000]
    return client


Ask = Callable[[str], dict[str, Any]]


@pytest.fixture
def ask(officer: Client) -> Ask:
    """Runs a statement as the officer's request."""
    return lambda sql: officer.post("/sql", {"sql": sql}).json()


def test_the_connection_is_one_that_cannot_bypass_the_rules(ask: Ask) -> None:
    sql = "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert ask(sql)["rows"] == [["fangxian_app", "False", "False"]]


def test_only_rows_of_the_street_come_back_from_any_table(ask: Ask) -> None:
    for table in TABLES:
        assert {area for (area,) in ask(f"SELECT area FROM {table}")["rows"]} == {INSIDE}, table
        assert ask(f"SELECT area FROM {table} WHERE area NOT LIKE '510117001%'")["rows"] == [], table


def test_not_even_a_count_or_an_aggregate_speaks_of_the_rest(ask: Ask) -> None:
    for table in TABLES:
        inside = str(len(ask(f"SELECT area FROM {table}")["rows"]))
        asked = ask(f"SELECT count(*), min(area), max(area) FROM {table}")
        assert asked["rows"] == [[inside, INSIDE, INSIDE]], table


def test_nothing_outside_can_be_changed_or_removed(ask: Ask) -> None:
    for table in TABLES:
        if table != "ledger_fact":  # which takes no change at all; see below
            assert ask(f"UPDATE {table} SET area = area WHERE area NOT LIKE '510117001%'")["changed"] == 0, table
            assert ask(f"DELETE FROM {table} WHERE area NOT LIKE '510117001%'")["changed"] == 0, table
    with access.everywhere(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(DISTINCT area) FROM {table}")
            assert cursor.fetchone() == (1 + len(OUTSIDE),), table


def test_no_row_can_be_moved_or_put_outside(officer: Client) -> None:
    for area in OUTSIDE:
        for sql in (
            *(f"UPDATE {table} SET area = '{area}'" for table in TABLES if table != "ledger_fact"),
            (
                "INSERT INTO registry_person (id, label, sex, area, residence, reconstructed, created_at)"
                f" VALUES (gen_random_uuid(), 'x', '', '{area}', '', false, now())"
            ),
        ):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                officer.post("/sql", {"sql": sql})


def test_facts_can_be_added_inside_and_never_changed(officer: Client, ask: Ask) -> None:
    for verb in ("UPDATE ledger_fact SET kind = 'x'", "DELETE FROM ledger_fact", "TRUNCATE ledger_fact"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            officer.post("/sql", {"sql": verb})


def test_the_rules_cannot_be_switched_off(officer: Client) -> None:
    for sql in (
        "SET row_security = off; SELECT area FROM casework_case",
        "ALTER TABLE casework_case DISABLE ROW LEVEL SECURITY",
        "DROP POLICY by_area ON casework_case",
        "SET SESSION AUTHORIZATION postgres",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            officer.post("/sql", {"sql": sql})


def test_without_a_post_nothing_is_visible(record: None, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    signed_in = Client()
    signed_in.force_login(factories.user("alice"))
    for client in (Client(), signed_in):
        answers = [client.post("/sql", {"sql": f"SELECT area FROM {table}"}).json()["rows"] for table in TABLES]
        assert answers == [[]] * len(TABLES)


def test_without_a_scope_nothing_is_visible(record: None) -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


def test_one_request_leaves_no_scope_for_the_next_on_the_same_connection(ask: Ask) -> None:
    assert ask("SELECT area FROM casework_case")["rows"] == [[INSIDE]]
    anonymous = Client()
    assert anonymous.post("/sql", {"sql": "SELECT area FROM casework_case"}).json()["rows"] == []
    assert access.current() is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM casework_case")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("where", ["/fail/sql", "/fail/python"])
def test_a_request_that_fails_leaves_no_scope_either(officer: Client, ask: Ask, where: str) -> None:
    officer.raise_request_exception = False
    assert officer.get(where).status_code == 500
    assert access.current() is None
    assert Client().post("/sql", {"sql": "SELECT area FROM casework_case"}).json()["rows"] == []
    assert ask("SELECT area FROM casework_case")["rows"] == [[INSIDE]]


def test_the_body_of_a_streamed_answer_is_made_inside_the_same_scope(officer: Client) -> None:
    answer = officer.get("/stream")
    assert json.loads(b"".join(answer.streaming_content)) == [INSIDE]
    assert access.current() is None


def test_scopes_nest_and_each_gives_back_the_one_around_it(record: None) -> None:
    def visible() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM casework_case")
            return int(cursor.fetchone()[0])

    with access.everywhere():
        assert visible() == 1 + len(OUTSIDE)
        with access.area("510117"):
            assert visible() == 4
            with access.nowhere():
                assert visible() == 0
            with pytest.raises(RuntimeError), access.area("510117001"):
                raise RuntimeError
            assert visible() == 4
            factories.user("twice")
            with pytest.raises(IntegrityError), transaction.atomic(), access.area("51"):
                factories.user("twice")
            assert visible() == 4
        assert visible() == 1 + len(OUTSIDE)
    assert visible() == 0


@pytest.mark.parametrize("sql", ["SELECT nothing_like_that", "SELECT 1"])
def test_a_scope_entered_in_a_transaction_that_is_rolled_back_is_gone(own_database: str, sql: str) -> None:
    def fail() -> None:
        with transaction.atomic(), access.everywhere():
            with connection.cursor() as cursor:
                cursor.execute(sql)
            raise ProgrammingError

    with pytest.raises(ProgrammingError):
        fail()
    assert access.current() is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fangxian.area_lo', true)")
        assert cursor.fetchone()[0] in (None, "")


def test_a_new_connection_sees_nothing_until_a_scope_is_entered(own_database: str) -> None:
    with access.everywhere():
        factories.workspace()
        factories.person()
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM registry_person")
            assert cursor.fetchone() == (0,)
