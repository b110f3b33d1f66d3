"""The transmission engine: who infects whom, where and when, in a city whose every visit is known.

Start with :class:`~fangxian.science.epidemic.model.Epidemic`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fangxian.science.epidemic.model import Epidemic

__all__ = ["Epidemic"]


def __getattr__(name: str) -> Any:
    """Import the engine when it is asked for: compiled code takes a second to load."""
    if name == "Epidemic":
        from fangxian.science.epidemic.model import Epidemic

        return Epidemic
    raise AttributeError(name)
