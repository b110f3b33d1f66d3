"""Chains of transmission out of a record: who infected whom, generations, serial intervals, offspring, clusters.

:func:`read` turns cases and the exposures between them into :class:`Chains`; what follows from chains stands in
:mod:`.intervals`, :mod:`.offspring` and :mod:`.groups`, and where each case is drawn in :mod:`.layout`. Nothing here
guesses a link: a case without one stays unlinked, and links that cannot be are named.
"""

from fangxian.science.tracing.chains.reading import read
from fangxian.science.tracing.chains.record import CERTAINTIES, Case, Chains, Fault, Link

__all__ = ["CERTAINTIES", "Case", "Chains", "Fault", "Link", "read"]
