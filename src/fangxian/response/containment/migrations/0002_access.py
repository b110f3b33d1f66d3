"""Row-level security by area."""

from django.db import migrations

from fangxian.response.jurisdiction import rls

TABLES = (
    "closure", "disinfection", "dweller", "hold", "listed", "need", "opinion", "permit", "photo", "proposal",
    "servicepoint", "swab", "unit", "zone",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("containment", "0001_initial")]
    operations = [rls.by_area(f"containment_{table}") for table in TABLES]
