"""Row-level security by area."""

from django.db import migrations

from fangxian.response.jurisdiction import rls


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [rls.by_area("documents_template"), rls.by_area("documents_issued")]
