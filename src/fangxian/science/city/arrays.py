"""Array types, and the fingerprint of a set of arrays."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
import numpy.typing as npt

U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]
Text = npt.NDArray[np.str_]

_BLOCK: Final = 1 << 26


def fingerprint(arrays: Mapping[str, Any]) -> str:
    """BLAKE2b-256 over names, types, shapes and contents, in the order given; arrays are read in parallel."""
    with ThreadPoolExecutor() as pool:
        digests = pool.map(_digest, arrays.values())
        whole = hashlib.blake2b(digest_size=32)
        for name, digest in zip(arrays, digests, strict=True):
            whole.update(name.encode())
            whole.update(digest)
    return whole.hexdigest()


def _digest(value: Any) -> bytes:
    array = np.ascontiguousarray(value)
    found = hashlib.blake2b(f"{array.dtype.str}{array.shape}".encode(), digest_size=32)
    flat = array.reshape(-1).view(np.uint8)
    for start in range(0, flat.size, _BLOCK):
        found.update(flat[start : start + _BLOCK].data)
    return found.digest()
