"""Applying migrations without drawing the whole house anew for every stone.

Django keeps a class for each table while it migrates. When a table is added it makes those of all tables that are
connected with it again, by whatever number of references; here nearly all are, so that an empty database took half
a minute, nine tenths of it for classes that came out as they were. A new table changes none of those there are, and an
index or a constraint is a line of its own table's; whatever else a migration does goes Django's way.
"""

from __future__ import annotations

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import BaseConstraint, Index


class State(ProjectState):
    """The tables as they stand between two operations."""

    def add_model(self, model_state: ModelState) -> None:
        """Add a table: its class is made, and the others see it through the registry that they share."""
        known = (model_state.app_label, model_state.name_lower) in self.models
        classes = None if known else vars(self).pop("apps", None)
        super().add_model(model_state)
        if classes is not None:
            self.apps = classes
            classes.render_multiple([model_state])

    def add_index(self, app_label: str, model_name: str, index: Index) -> None:
        """Add an index: the table's class learns it as it is."""
        self._learn(app_label, model_name, "indexes", index)

    def add_constraint(self, app_label: str, model_name: str, constraint: BaseConstraint) -> None:
        """Add a constraint: the table's class learns it as it is."""
        self._learn(app_label, model_name, "constraints", constraint)

    def _learn(self, app_label: str, model_name: str, option: str, added: Index | BaseConstraint) -> None:
        options = self.models[app_label, model_name].options
        options[option] = [*options[option], added]
        if "apps" in vars(self):
            meta = self.apps.get_model(app_label, model_name)._meta
            setattr(meta, option, [*getattr(meta, option), added])


def state_of(executor: MigrationExecutor) -> State:
    """Return the tables as the migrations that have been applied left them."""
    loader = executor.loader
    applied = [key for key in loader.applied_migrations if key in loader.graph.nodes]
    return State(loader.project_state(applied).models, loader.unmigrated_apps)
