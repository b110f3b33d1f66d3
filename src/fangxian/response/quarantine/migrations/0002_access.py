"""Row-level security by area; and one bed a person, one person a bed, at any time, past ones too."""

from django.db import migrations
from django.db.migrations import RunSQL

from fangxian.response.jurisdiction import rls

_TYPE = "uuid_range"


def _never_twice(column: str, name: str, *more: str) -> RunSQL:
    """No two stays of the same `column` overlap in time.

    PostgreSQL's own GiST has no operator for the equality of UUIDs; ranges of them of one value have.
    """
    same = f"{_TYPE}({column}, {column}, '[]') WITH ="
    parts = ", ".join((same, *more, "tstzrange(admitted_at, left_at) WITH &&"))
    return RunSQL(
        f"ALTER TABLE quarantine_stay ADD CONSTRAINT {name} EXCLUDE USING gist ({parts})",
        f"ALTER TABLE quarantine_stay DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("quarantine", "0001_initial")]
    operations = [
        rls.by_area("quarantine_site"),
        rls.by_area("quarantine_room"),
        rls.by_area("quarantine_stay", "area", "origin"),
        rls.by_area("quarantine_trouble"),
        rls.by_area("quarantine_checklist"),
        rls.by_area("quarantine_staff"),
        rls.by_area("quarantine_wastelot"),
        RunSQL(f"CREATE TYPE {_TYPE} AS RANGE (subtype = uuid)", f"DROP TYPE {_TYPE}"),
        _never_twice("person_id", "stay_never_in_two_beds"),
        _never_twice("room_id", "stay_bed_never_shared", "int4range(bed, bed, '[]') WITH ="),
    ]
