"""Who may do what at quarantine sites; the rights stand in :mod:`fangxian.response.jurisdiction.policies`."""

from __future__ import annotations

from typing import Final

from fangxian.response.casework.policies import require_in

__all__ = ["PLAN", "READ", "RUN", "require_in"]

READ: Final = "site.read"
PLAN: Final = "site.plan"
RUN: Final = "site.run"
