"""Row-level security: a sheet and its people are there for the sender's area and for the receiver's."""

from django.db import migrations

from fangxian.response.jurisdiction import rls


class Migration(migrations.Migration):
    dependencies = [("coinvestigation", "0001_initial")]
    operations = [
        rls.by_area("coinvestigation_sheet", "from_area", "to_area"),
        rls.by_area("coinvestigation_listed", "from_area", "to_area"),
    ]
