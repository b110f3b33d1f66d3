"""Row-level security by area: of the place where it happens, and where there is one, of the other side."""

from django.db import migrations
from django.db.migrations import RunSQL

from fangxian.response.jurisdiction import rls


class Migration(migrations.Migration):
    dependencies = [("testing", "0002_partitions")]
    operations = [
        rls.by_area("testing_round"),
        # A round over the city is seen by whoever works in a part of it.
        RunSQL(
            "CREATE POLICY around ON testing_round FOR SELECT "
            "USING (area <> '' AND starts_with(current_setting('fangxian.area_lo', true), area))",
            "DROP POLICY around ON testing_round",
        ),
        rls.by_area("testing_plan"),
        rls.by_area("testing_station"),
        rls.by_area("testing_device"),
        rls.by_area("testing_roll"),
        rls.by_area("testing_tube", "area", "lab_area"),
        rls.by_area("testing_registration", "area", "home"),
        rls.by_area("testing_receipt"),
        rls.by_area("testing_refusal"),
        rls.by_area("testing_sighting"),
        rls.by_area("testing_progress"),
        rls.by_area("testing_pace"),
        rls.by_area("testing_glance"),
        rls.by_area("testing_handover", "area", "to_area"),
        rls.by_area("testing_passing", "area", "to_area"),
        rls.by_area("testing_plate"),
        rls.by_area("testing_well"),
        rls.by_area("testing_retest", "area", "home"),
    ]
