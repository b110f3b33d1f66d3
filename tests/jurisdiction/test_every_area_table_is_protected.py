"""No table of the record can forget its policy: PostgreSQL's own catalogue is asked."""

from __future__ import annotations

import pytest
from django.db import connection

OPEN = {
    "jurisdiction_office": "who answers where is no secret, and every post must be able to name the office above",
    "jurisdiction_population": "published figures",
    "room_room": "everybody who takes part must see that it is an exercise, and its clock",
    "testing_laboratory": "which laboratories there are is no secret, and a tube may go to another district's",
    "ledger_incident": "everybody must be able to read under which rules they act",
    "resources_balance": "read by area as all others, and written by the trigger of its moves alone",
}
"""Tables with an area that anyone with a post may read whole, or that nobody writes, each with its reason."""

KEYED = {
    "testing_tube": "asked for by round and code",
    "testing_registration": "asked for by round and id, tube or person",
    "testing_receipt": "asked for by round and batch",
    "casework_importedrow": "asked for by import",
    "testing_passing": "asked for by round and hand-over",
}
"""Tables that nobody lists by area: an index on it would only slow the lane that fills them by the million."""


def tables_with_area() -> dict[str, tuple[bool, bool]]:
    """Each table with a column ``area``: whether row-level security is on, and whether its policy covers all."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, c.relrowsecurity,
                   EXISTS (SELECT FROM pg_policies p
                           WHERE p.tablename = c.relname AND p.cmd = 'ALL' AND 'public' = ANY(p.roles)
                             AND p.qual LIKE '%%area_lo%%' AND p.qual LIKE '%%area_hi%%'
                             AND p.with_check LIKE '%%area_lo%%' AND p.with_check LIKE '%%area_hi%%')
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relkind IN ('r', 'p') AND a.attname = 'area' AND NOT a.attisdropped
              AND c.relnamespace = 'public'::regnamespace
            """
        )
        return {name: (enabled, covered) for name, enabled, covered in cursor.fetchall()}


@pytest.mark.django_db
def test_every_table_with_an_area_is_under_the_policy_or_says_why_not() -> None:
    found = tables_with_area()
    assert {"ledger_fact", "casework_case", "registry_identity"} <= found.keys()
    bare = {name for name, (enabled, covered) in found.items() if not (enabled and covered)}
    assert bare == OPEN.keys()


@pytest.mark.django_db
def test_the_column_is_in_byte_order_and_leads_an_index_wherever_the_policy_reads_it() -> None:
    protected = [name for name, (enabled, _covered) in tables_with_area().items() if enabled and name not in KEYED]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, l.collname,
                   EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum)
            FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'area'
            JOIN pg_collation l ON l.oid = a.attcollation
            WHERE c.relname = ANY(%s)
            """,
            [protected],
        )
        assert [row for row in cursor.fetchall() if row[1:] != ("C", True)] == []


@pytest.mark.django_db
def test_the_application_role_owns_no_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_no_view_shows_a_protected_table_with_its_owners_eyes() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
            " AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false)"
        )
        assert cursor.fetchall() == []
