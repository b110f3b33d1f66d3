"""Who may do what with goods and teams; the rights stand in :mod:`fangxian.response.jurisdiction.policies`."""

from __future__ import annotations

from typing import Final

from fangxian.response.casework.policies import require_either, require_in

__all__ = ["PLAN", "READ", "RUN", "require_either", "require_in"]

READ: Final = "stock.read"
RUN: Final = "stock.run"
PLAN: Final = "stock.plan"
