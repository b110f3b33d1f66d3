"""The rows the kernel works on and writes. A change here is a new signature, for which it compiles anew."""

from __future__ import annotations

import numpy as np

TASK = np.dtype(
    [
        ("subject", np.int32), ("plan", np.int16), ("occasion", np.int16), ("step", np.int32), ("turn", np.int16),
        ("state", np.int8), ("late", np.int8), ("reason", np.int8), ("why", np.int8),
        ("opened_by", np.int32), ("named_by", np.int32), ("anchored_by", np.int32),
        ("discharged_by", np.int32), ("lapsed_by", np.int32),
        ("anchor_at", np.int64), ("window_from", np.int64), ("due_at", np.int64), ("lapsed_at", np.int64),
    ]
)  # fmt: skip
"""A row of the answer. ``*_by`` are numbers of facts, -1 for none; `step` is the day or the turn, `turn` the
repeat within it (0 where a step needs one fact only)."""


SLOT = np.dtype(
    [
        ("fact", np.int32), ("does", np.int8), ("anchor", np.int64), ("named", np.bool_), ("occasion", np.int32),
        ("live", np.bool_), ("used", np.bool_),
    ]
)  # fmt: skip
"""A fact as one plan reads it: what it does, the anchor time it gives, the occasion it joined."""

STEP = np.dtype(
    [
        ("number", np.int32), ("turn", np.int16), ("since", np.int64), ("lo", np.int64), ("hi", np.int64),
        ("due", np.int64), ("done", np.int32), ("late", np.int8), ("past", np.int8),
    ]
)  # fmt: skip
"""A step that is owed; the window runs from `lo` to `hi`, both included."""

OCCASION = np.dtype(
    [("first", np.int32), ("ended_at", np.int64), ("ended_by", np.int32), ("anchor", np.int32), ("why", np.int8)]
)
"""A run of a clause; `first`, `ended_by` and `anchor` are numbers of slots."""
