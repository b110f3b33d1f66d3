"""The curtain, the logs that nobody changes, and the wall between exercises and everything else."""

from django.db import migrations

from fangxian.response.jurisdiction import rls

BEHIND = ("script", "inject", "fault", "observation", "event", "truth", "order", "keeping")
"""Tables that only a lifted curtain shows."""

TABLES = (*BEHIND, "room", "message", "seat", "asked", "remark")

_LIFTED = "current_setting('fangxian.curtain', true) = 'lifted'"


def _behind(table: str, visible: str = _LIFTED) -> migrations.RunSQL:
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY curtain ON {table} USING ({visible}) WITH CHECK ({visible})",
        ],
        [f"DROP POLICY curtain ON {table}", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"],
    )


def _only_in_an_exercise() -> list[migrations.RunSQL]:
    function = migrations.RunSQL(
        """
        CREATE FUNCTION room_only_in_an_exercise() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (SELECT FROM ledger_workspace WHERE kind = 'drill') THEN
                RAISE EXCEPTION 'this database is no exercise' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END $$
        """,
        "DROP FUNCTION room_only_in_an_exercise()",
    )
    triggers = [
        migrations.RunSQL(
            f"CREATE TRIGGER only_in_an_exercise BEFORE INSERT OR UPDATE ON room_{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION room_only_in_an_exercise()",
            f"DROP TRIGGER only_in_an_exercise ON room_{table}",
        )
        for table in TABLES
    ]
    return [function, *triggers]


class Migration(migrations.Migration):
    dependencies = [("room", "0001_initial"), ("ledger", "0001_initial")]
    operations = [
        *(_behind(f"room_{table}") for table in BEHIND),
        _behind("room_remark", f"channel = 'all' OR {_LIFTED}"),
        *(rls.append_only(f"room_{table}") for table in ("remark", "event", "observation", "order")),
        *_only_in_an_exercise(),
    ]
