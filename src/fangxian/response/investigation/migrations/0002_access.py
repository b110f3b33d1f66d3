"""Row-level security: forms of a case are seen by whoever sees the case, overlays by area."""

from django.db import migrations
from django.db.migrations import RunSQL

from fangxian.response.jurisdiction import rls

_SEEN = "EXISTS (SELECT 1 FROM casework_case AS c WHERE c.id = case_id)"


class Migration(migrations.Migration):
    dependencies = [("investigation", "0001_initial"), ("casework", "0003_access")]
    operations = [
        # The sub-query itself runs under the case's policy, so that a form follows its case to another area.
        RunSQL(
            [
                "ALTER TABLE investigation_formanswer ENABLE ROW LEVEL SECURITY",
                f"CREATE POLICY by_case ON investigation_formanswer USING ({_SEEN}) WITH CHECK ({_SEEN})",
            ],
            [
                "DROP POLICY by_case ON investigation_formanswer",
                "ALTER TABLE investigation_formanswer DISABLE ROW LEVEL SECURITY",
            ],
        ),
        rls.by_area("investigation_overlay"),
    ]
