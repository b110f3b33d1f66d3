"""Row-level security by area."""

from django.db import migrations

from fangxian.response.jurisdiction import rls


class Migration(migrations.Migration):
    dependencies = [("interchange", "0001_initial")]
    operations = [rls.by_area("interchange_export")]
