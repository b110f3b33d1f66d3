"""Clauses as people see them: title, citation, certainty mark, by pack and id."""

from __future__ import annotations

from functools import lru_cache

from fangxian.protocol.clause import Clause
from fangxian.protocol.errors import ProtocolError
from fangxian.response.ledger import packs


@lru_cache(maxsize=64)
def _index(pack: str) -> dict[str, Clause]:
    return {clause.id: clause for clause in packs.pack(pack).clauses}


def clause(pack: str, clause_id: str) -> Clause | None:
    """A clause by pack and id; None where that pack is not shipped any more or never had it."""
    try:
        return _index(pack).get(clause_id)
    except ProtocolError:
        return None
