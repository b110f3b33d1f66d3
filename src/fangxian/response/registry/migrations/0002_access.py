"""Row-level security by area."""

from django.db import migrations

from fangxian.response.jurisdiction import rls


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [
        rls.by_area("registry_person"),
        rls.by_area("registry_identity"),
        rls.by_area("registry_place"),
        rls.by_area("registry_unit"),
        rls.by_area("registry_duplicate"),
        rls.by_area("registry_merge"),
    ]
