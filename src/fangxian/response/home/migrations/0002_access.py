"""Row-level security by area; and nobody at home and in a bed, or at home twice, at one time."""

from django.db import migrations
from django.db.migrations import RunSQL

from fangxian.response.jurisdiction import rls

# Both triggers run when the transaction ends, so that one that moves somebody may write its two rows in any order;
# of two transactions at once the second waits, and sees what the first wrote. What they wait for is the person's row:
# its lock is kept in the row, so that one statement may bring any number of people. Advisory locks share a table in
# memory that a few thousand fill.
_APART = """
CREATE FUNCTION home_or_bed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM registry_person WHERE id = NEW.person_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM home_homestay AS h JOIN quarantine_stay AS s ON s.person_id = h.person_id
        WHERE h.person_id = NEW.person_id
            AND tstzrange(h.began_at, h.ended_at) && tstzrange(s.admitted_at, s.left_at)
    ) THEN
        RAISE EXCEPTION 'at home and in a bed at one time'
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'home_or_bed';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER home_or_bed AFTER INSERT OR UPDATE OF person_id, began_at, ended_at ON home_homestay
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION home_or_bed();
CREATE CONSTRAINT TRIGGER home_or_bed AFTER INSERT OR UPDATE OF person_id, admitted_at, left_at ON quarantine_stay
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION home_or_bed();
"""


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial"), ("quarantine", "0002_access")]
    operations = [
        rls.by_area("home_homestay"),
        rls.by_area("home_dwellingcheck"),
        rls.by_area("home_housemate"),
        rls.by_area("home_report"),
        rls.by_area("home_reportlink"),
        rls.by_area("home_breach"),
        rls.by_area("home_doorsignal"),
        RunSQL(
            "ALTER TABLE home_homestay ADD CONSTRAINT home_never_twice EXCLUDE USING gist "
            "(uuid_range(person_id, person_id, '[]') WITH =, tstzrange(began_at, ended_at) WITH &&)",
            "ALTER TABLE home_homestay DROP CONSTRAINT home_never_twice",
        ),
        RunSQL(
            _APART,
            [
                "DROP TRIGGER home_or_bed ON quarantine_stay",
                "DROP TRIGGER home_or_bed ON home_homestay",
                "DROP FUNCTION home_or_bed()",
            ],
        ),
    ]
