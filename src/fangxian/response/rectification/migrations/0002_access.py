"""Findings by area."""

from django.db import migrations

from fangxian.response.jurisdiction import rls


class Migration(migrations.Migration):
    dependencies = [("rectification", "0001_initial")]
    operations = [rls.by_area("rectification_intake"), rls.by_area("rectification_finding")]
