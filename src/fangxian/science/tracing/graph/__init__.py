"""The contact graph: who could have been exposed through whom, in the order of time."""

from __future__ import annotations

from fangxian.science.tracing.graph.csr import ContactGraph
from fangxian.science.tracing.graph.walk import Reached, Walker

__all__ = ["ContactGraph", "Reached", "Walker"]
