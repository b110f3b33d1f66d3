"""Row-level security by area; a zone and its service points are read from within each of its parts."""

from django.db import migrations
from django.db.migrations import RunSQL

from fangxian.response.jurisdiction import rls

TABLES = (
    "closure", "disinfection", "dweller", "hold", "listed", "need", "opinion", "permit", "proposal",
    "servicepoint", "swab", "zone",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("containment", "0001_initial")]
    operations = [
        *(rls.by_area(f"containment_{table}") for table in TABLES),
        rls.also_read_inside("containment_zone", "areas"),
        RunSQL(
            "CREATE POLICY with_its_zone ON containment_servicepoint FOR SELECT "
            "USING (EXISTS (SELECT FROM containment_zone AS zone WHERE zone.id = zone_id))",
            "DROP POLICY with_its_zone ON containment_servicepoint",
        ),
    ]
