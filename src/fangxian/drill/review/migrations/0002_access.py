"""The curtain before a review until it is released, the wall around exercises, and the end of all changes."""

from django.db import migrations

_LIFTED = "current_setting('fangxian.curtain', true) = 'lifted'"


def _behind(table: str, visible: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY curtain ON {table} USING ({visible}) WITH CHECK ({_LIFTED})",
        ],
        [f"DROP POLICY curtain ON {table}", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"],
    )


def _only_in_an_exercise(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER only_in_an_exercise BEFORE INSERT OR UPDATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION room_only_in_an_exercise()",
        f"DROP TRIGGER only_in_an_exercise ON {table}",
    )


_SIGNED = migrations.RunSQL(
    [
        """
        CREATE FUNCTION review_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM review_review WHERE released_at IS NOT NULL) THEN
                RAISE EXCEPTION 'the review is signed: % refused', TG_OP USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END $$
        """,
        *(
            f"CREATE TRIGGER signed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION review_is_signed()"
            for table in ("review_review", "review_draft")
        ),
    ],
    [
        *(f"DROP TRIGGER signed ON {table}" for table in ("review_review", "review_draft")),
        "DROP FUNCTION review_is_signed()",
    ],
)


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial"), ("room", "0002_access")]
    operations = [
        _behind("review_review", f"released_at IS NOT NULL OR {_LIFTED}"),
        _behind("review_draft", _LIFTED),
        _only_in_an_exercise("review_review"),
        _only_in_an_exercise("review_draft"),
        _SIGNED,
    ]
