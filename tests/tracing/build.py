"""Indexes of a few stays, for tests."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from fangxian.science.tracing.index import Builder, Index
from fangxian.science.tracing.reading import Positions, Stays
from tests.tracing.oracle import Stay


def batch(stays: Sequence[Stay], within: tuple[str, ...] = ()) -> Stays:
    """Stays as the reader gives them; `within` tells rooms and rows apart."""
    persons, places = [stay.person for stay in stays], _ids([stay.place for stay in stays])
    parts = {name: pa.array([stay.row if name == "row" else stay.room for stay in stays]) for name in within}
    return Stays(
        _ids(persons),
        Positions("place_id", within=within).spots_of(places, parts),
        np.array([stay.start for stay in stays], np.int64),
        np.array([stay.end for stay in stays], np.int64),
    )


def _ids(values: list[Any]) -> Any:
    return pa.array(values, pa.large_string() if values and isinstance(values[0], str) else pa.int64())


@contextmanager
def index_of(stays: Sequence[Stay], within: tuple[str, ...] = (), **options: Any) -> Iterator[Index]:
    """An index of stays, in a folder that goes."""
    with tempfile.TemporaryDirectory() as folder:
        with Builder(Path(folder), Positions("place_id", within=within).name, **options) as builder:
            builder.add(batch(stays, within))
        yield Index(Path(folder))
