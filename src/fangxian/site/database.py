"""Bringing a workspace's database up to date, and the application role's rights in it."""

from __future__ import annotations

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from fangxian.site.migrating import state_of
from fangxian.site.workspace import APP_ROLE

_APPEND_ONLY = ("ledger_fact", "ledger_seal")


def migrate() -> None:
    """Apply migrations as the owner, then grant the application role what it needs and no more.

    Idempotent and quick: with nothing to apply it takes a fraction of a second.
    """
    executor = MigrationExecutor(connections["owner"])
    executor.loader.check_consistent_history(connections["owner"])
    everything = executor.loader.graph.leaf_nodes()
    if plan := executor.migration_plan(everything):
        emit_pre_migrate_signal(0, False, "owner", plan=plan)
        executor.migrate(everything, plan, state_of(executor))
        emit_post_migrate_signal(0, False, "owner", plan=plan)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"GRANT USAGE ON SCHEMA public TO {APP_ROLE};"
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE};"
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE};"
            f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APP_ROLE};"
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(_APPEND_ONLY)} FROM {APP_ROLE}"
        )


def needs_migration() -> bool:
    """Whether migrations wait to be applied."""
    executor = MigrationExecutor(connections["owner"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
