"""Row-level security by area."""

from django.db import migrations

from fangxian.response.jurisdiction import rls


class Migration(migrations.Migration):
    dependencies = [("photos", "0001_initial")]
    operations = [rls.by_area("photos_photo", "area", "also_area")]
