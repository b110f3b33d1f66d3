"""Finds built scripts and stylesheets by the name of their entry, in Vite's manifest.

The build writes content hashes into the file names, so they may be cached for ever and need no second
renaming by a static files storage: addresses are made from ``STATIC_URL`` directly.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.templatetags.static import PrefixNode

ROOT = Path(__file__).resolve().parent / "static" / "ui"
MANIFEST = ROOT / "manifest.json"
STATION = ROOT / "station.json"
"""What the station page is built of: apart from the rest, for older browsers."""

_log = logging.getLogger(__name__)
_cache: dict[Path, tuple[int, dict[str, Any]]] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a page links for one entry: its script, the modules it needs at once, its stylesheets."""

    script: str
    preloads: tuple[str, ...]
    styles: tuple[str, ...]


def built() -> bool:
    """Whether the islands have been built."""
    return MANIFEST.is_file()


def url(path: str) -> str:
    """Address of a file of the build, such as ``favicon.svg``."""
    return f"{PrefixNode.handle_simple('STATIC_URL')}ui/{path}"


def entry(name: str, manifest: Path | None = None) -> Entry | None:
    """The files of the entry ``src/<name>.ts``; None, with a logged error, where nothing is built.

    A page without its script is still a page: everything is rendered by the server first.
    """
    files = _read(manifest or MANIFEST)
    key = f"src/{name}.ts"
    if key not in files:
        _log.error("The islands are not built (no %s in %s): run “make setup”.", key, manifest or MANIFEST)
        return None
    chunks = _with_imports(files, key)
    styles = dict.fromkeys(url(style) for chunk in chunks for style in files[chunk].get("css", ()))
    preloads = tuple(url(files[chunk]["file"]) for chunk in chunks[:-1])
    return Entry(url(files[key]["file"]), preloads, tuple(styles))


def everything(manifest: Path) -> list[str]:
    """Addresses of all files of a build, chunks that are loaded on demand among them."""
    files = [name for record in _read(manifest).values() for name in (record["file"], *record.get("css", ()))]
    return [url(name) for name in dict.fromkeys(files)]


def _with_imports(files: dict[str, Any], key: str) -> list[str]:
    """The chunk's static imports, depth first, then the chunk itself; each once."""
    found: dict[str, None] = {}

    def visit(chunk: str, above: frozenset[str]) -> None:
        if chunk in found or chunk in above:
            return
        for imported in files[chunk].get("imports", ()):
            visit(imported, above | {chunk})
        found[chunk] = None

    visit(key, frozenset())
    return list(found)


def _read(manifest: Path) -> dict[str, Any]:
    """The manifest, read again only when it was written again."""
    try:
        changed = manifest.stat().st_mtime_ns
    except FileNotFoundError:
        return {}
    known = _cache.get(manifest)
    if known is None or known[0] != changed:
        known = _cache[manifest] = (changed, json.loads(manifest.read_text(encoding="utf-8")))
    return known[1]
