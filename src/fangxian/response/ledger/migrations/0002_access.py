"""Row-level security by area; facts and seals can only be added."""

from django.db import migrations

from fangxian.response.jurisdiction import rls


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        rls.by_area("ledger_fact"),
        rls.by_area("ledger_task"),
        rls.by_area("ledger_task_history"),
        rls.by_area("ledger_handling"),
        rls.append_only("ledger_fact"),
        rls.append_only("ledger_seal"),
    ]
