"""Row-level security by area; and one custody a person at any time, past ones too."""

from django.db import migrations
from django.db.migrations import RunSQL

from fangxian.response.jurisdiction import rls


class Migration(migrations.Migration):
    dependencies = [("transfer", "0001_initial")]
    operations = [
        rls.by_area("transfer_vehicle"),
        rls.by_area("transfer_plan"),
        rls.by_area("transfer_ride"),
        rls.by_area("transfer_transfer", "area", "to_area"),
        rls.by_area("transfer_custody", "area", "to_area"),
        # The type of ranges of UUIDs is made with the quarantine sites, for beds.
        RunSQL(
            "ALTER TABLE transfer_custody ADD CONSTRAINT custody_never_in_two_hands EXCLUDE USING gist "
            "(uuid_range(person_id, person_id, '[]') WITH =, tstzrange(since, until) WITH &&)",
            "ALTER TABLE transfer_custody DROP CONSTRAINT custody_never_in_two_hands",
        ),
    ]
