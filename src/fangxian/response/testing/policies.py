"""Who may do what in mass testing; the rights stand in :mod:`fangxian.response.jurisdiction.policies`."""

from __future__ import annotations

from typing import Final

from fangxian.response.casework.policies import require_in

__all__ = ["LAB", "PLAN", "READ", "SAMPLE", "require_in"]

READ: Final = "testing.read"
PLAN: Final = "testing.plan"
SAMPLE: Final = "testing.sample"
LAB: Final = "testing.lab"
