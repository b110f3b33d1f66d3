"""``field__among=[…]``: one of thousands of values, sent as one parameter.

Django's own ``in`` writes every value into the statement by itself; of a file of some thousand people that takes
longer than the answer.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Field, ForeignKey, Lookup

from fangxian.response.ledger.lines import array


class Among(Lookup):
    """Equal to one of the values: texts, or ids."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """``column = ANY('{…}'::type[])``."""
        column, params = self.process_lhs(compiler, connection)
        kind = "uuid" if _target(self.lhs.output_field).get_internal_type() == "UUIDField" else "text"
        return f"{column} = ANY(%s::{kind}[])", (*params, array(self.rhs))


def _target(field: Any) -> Any:
    while field.is_relation:
        field = field.target_field
    return field


def register() -> None:
    """Let every column be asked so; of a relation, its key."""
    Field.register_lookup(Among)
    ForeignKey.register_lookup(Among)
