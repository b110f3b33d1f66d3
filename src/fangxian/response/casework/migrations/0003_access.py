"""Row-level security by area."""

from django.db import migrations

from fangxian.response.jurisdiction import rls


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_initial")]
    operations = [
        rls.by_area("casework_case"),
        rls.by_area("casework_casestatus"),
        rls.by_area("casework_relationship"),
        rls.by_area("casework_contact"),
        rls.by_area("casework_linelistimport"),
        rls.by_area("casework_reviewrow"),
        rls.by_area("casework_importedrow"),
        rls.by_area("casework_upload"),
        rls.by_area("casework_followup"),
        rls.by_area("casework_visit"),
    ]
