"""Migration operations: row-level security by area, append-only tables, marks of change."""

from __future__ import annotations

from django.db.migrations import RunSQL

_VISIBLE = (
    "{column} >= current_setting('fangxian.area_lo', true) AND {column} < current_setting('fangxian.area_hi', true)"
)


def by_area(table: str, *columns: str) -> RunSQL:
    """Rows are visible and writable only inside the area in scope; with several columns, where one of them lies there.

    Each column (by default ``area``) must be ``COLLATE "C"`` and indexed: then the condition is an index range.
    `current_setting` with ``true`` gives null where no scope was entered, and null shows nothing.

    The settings are the application's word for who asks. They stop every query that forgets its area, and
    every injected one that does not know them; code that runs in our process and sets them itself is trusted.
    """
    visible = _visible(columns)
    return _policy(table, f"USING ({visible}) WITH CHECK ({visible})")


def read_by_area(table: str, *columns: str) -> RunSQL:
    """Rows are visible as in :func:`by_area`, and nobody but the owner writes any: for what triggers compute."""
    return _policy(table, f"FOR SELECT USING ({_visible(columns)})")


def _visible(columns: tuple[str, ...]) -> str:
    return " OR ".join(_VISIBLE.format(column=column) for column in columns or ("area",))


def _policy(table: str, rule: str) -> RunSQL:
    return RunSQL(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY by_area ON {table} {rule}",
        ],
        [
            f"DROP POLICY by_area ON {table}",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ],
    )


def also_read_inside(table: str, column: str) -> RunSQL:
    """Beside :func:`by_area`: rows are read, never written, also from within any of the areas that an array lists.

    For what holds for everybody there, such as an order over several communities: its own area is the smallest one
    around them all, so that a worker of one community would see nothing of it. Seen from an area that holds one of
    those listed, or lies in one. The condition reads the row, so it is for tables of thousands, not of millions.
    """
    within = _VISIBLE.format(column='part COLLATE "C"')
    return RunSQL(
        f"CREATE POLICY read_inside ON {table} FOR SELECT USING ("
        # Without a scope both settings are empty, and every text begins with the empty one.
        "current_setting('fangxian.area_hi', true) <> '' AND EXISTS ("
        f"SELECT FROM unnest({column}) AS part "
        f"WHERE starts_with(current_setting('fangxian.area_lo', true), part) OR ({within})))",
        f"DROP POLICY read_inside ON {table}",
    )


def append_only(table: str) -> RunSQL:
    """Rows can be added, never changed or removed, not even by the table's owner."""
    return RunSQL(
        [
            f"""
            CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '{table} is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
            END $$
            """,
            (
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
            ),
        ],
        [f"DROP TRIGGER append_only ON {table}", f"DROP FUNCTION {table}_is_append_only()"],
    )


def marks_changes(table: str, name: str) -> RunSQL:
    """Every statement that changes the table gives the row `name` of the reference table a new mark.

    Whoever keeps an index of the table in memory compares the mark. It is random, not counted, so that a
    change that was rolled back never bears the mark of a later one.
    """
    return RunSQL(
        [
            f"""
            CREATE FUNCTION {table}_marks_changes() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO jurisdiction_reference (name, digest) VALUES ('{name}', gen_random_uuid()::text)
                ON CONFLICT (name) DO UPDATE SET digest = excluded.digest;
                RETURN NULL;
            END $$
            """,
            (
                f"CREATE TRIGGER marks_changes AFTER INSERT OR UPDATE OR DELETE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_marks_changes()"
            ),
            (
                f"CREATE TRIGGER marks_truncation AFTER TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_marks_changes()"
            ),
        ],
        [
            f"DROP TRIGGER marks_truncation ON {table}",
            f"DROP TRIGGER marks_changes ON {table}",
            f"DROP FUNCTION {table}_marks_changes()",
        ],
    )
