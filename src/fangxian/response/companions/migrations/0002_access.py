"""Row-level security by area."""

from django.db import migrations

from fangxian.response.jurisdiction import rls


class Migration(migrations.Migration):
    dependencies = [("companions", "0001_initial")]
    operations = [rls.by_area("companions_search"), rls.by_area("companions_hit")]
