"""Run every bench, or those named."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import bench
from bench.machine import describe


def main() -> None:
    names = sys.argv[1:] or sorted(
        m.name for m in pkgutil.iter_modules(bench.__path__) if m.name not in {"__main__", "machine", "epidemic_peers"}
    )
    print(describe())
    for name in names:
        print(f"\n## {name}", flush=True)
        importlib.import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
