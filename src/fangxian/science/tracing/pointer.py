"""What a kernel needs of the machine: an address as a pointer, and a word to the cache.

One kernel reads granules of many mapped files by their addresses. Whoever passes an address keeps the array it came
from alive until the kernel returns.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic


def _pointer(typing_context: Any, address: Any) -> Any:
    """Return an integer as a pointer, for `numba.carray`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(address), generate


def _prefetch(typing_context: Any, array: Any, index: Any) -> Any:
    """Ask the cache for one element of an array that will be read and written soon; nothing is read now."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        view = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.bitcast(builder.gep(view.data, [arguments[1]]), cgutils.voidptr_t)
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number])
        declare: Any = cgutils.get_or_insert_function
        function = declare(builder.module, kind, "llvm.prefetch.p0")
        builder.call(function, [place, number(1), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


pointer: Any = intrinsic(_pointer)
prefetch: Any = intrinsic(_prefetch)
