"""Row-level security by area."""

from django.db import migrations

from fangxian.response.jurisdiction import rls


class Migration(migrations.Migration):
    dependencies = [("containment", "0002_initial")]
    operations = [
        rls.by_area("containment_zone"),
    ]
