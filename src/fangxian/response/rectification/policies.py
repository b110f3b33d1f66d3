"""Who may take findings in, carry them out, and check them."""

from __future__ import annotations

from typing import Final

from fangxian.response.casework.policies import require_in

MANAGE: Final = "finding.manage"
"""Take findings in and back, check what was put right, test again."""

HANDLE: Final = "task.handle"
"""Put right what one's own office answers for."""

READ: Final = "task.read"

__all__ = ["HANDLE", "MANAGE", "READ", "require_in"]
