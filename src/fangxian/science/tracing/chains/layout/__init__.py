"""Where each case of a chain is drawn: along the days, as a tree, or freely (:mod:`.free`, compiled when first used).

Lengths are in rows: one row is the height that a case and its name need. Along the days, across is in days instead.
"""

from fangxian.science.tracing.chains.layout.boxes import Layout
from fangxian.science.tracing.chains.layout.onset import along_days
from fangxian.science.tracing.chains.layout.tree import tree

__all__ = ["Layout", "along_days", "tree"]
