"""Run every bench, or those named."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import bench
from bench.machine import describe

APART = {"__main__", "machine", "containment_load", "epidemic_peers"}
"""What others use, and what is asked for by name."""


def main() -> None:
    every = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in APART)
    names = sys.argv[1:] or every
    print(describe())
    for name in names:
        print(f"\n## {name}", flush=True)
        importlib.import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
