"""Who may do what about people at home; the rights stand in :mod:`fangxian.response.jurisdiction.policies`."""

from __future__ import annotations

from typing import Final

from fangxian.response.casework.policies import require_in

__all__ = ["CALL", "READ", "RUN", "require_in"]

READ: Final = "site.read"
RUN: Final = "site.run"
CALL: Final = "home.call"
