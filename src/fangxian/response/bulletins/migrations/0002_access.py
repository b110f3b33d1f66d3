"""Bulletins by area."""

from django.db import migrations

from fangxian.response.jurisdiction import rls


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0001_initial")]
    operations = [rls.by_area("bulletins_bulletin")]
