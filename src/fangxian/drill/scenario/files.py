"""The files of a scenario package, from a folder or a zip: names, texts and media, within limits."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from fangxian.drill.scenario.errors import ScenarioError
from fangxian.protocol.errors import Problem

SHIPPED: Final = Path(__file__).resolve().parents[1] / "scenarios"
"""Where the scenarios that come with Fangxian are kept."""

NEEDED: Final = (
    "scenario.toml", "truth.toml", "questions.toml", "guide.toml", "roles.toml", "briefing.zh.md", "briefing.en.md",
)  # fmt: skip
MSEL: Final = ("msel.toml", "msel.xlsx")
"""Where the events stand; a package has one of them."""

LIMIT_MB: Final = 64
LIMIT_FILES: Final = 500
"""What a package may unpack to; a zip that says less than it holds is stopped while it is read."""


def shipped_ids() -> tuple[str, ...]:
    """Ids of the scenarios that come with Fangxian, in order."""
    return tuple(sorted(folder.name for folder in SHIPPED.iterdir() if (folder / "scenario.toml").is_file()))


def files_of(id_or_path: str | Path) -> Mapping[str, bytes]:
    """The files of a shipped scenario by its id, or of the package in a folder or a zip; see :func:`read_files`."""
    return read_files(SHIPPED / id_or_path if str(id_or_path) in shipped_ids() else Path(id_or_path))


def read_files(path: Path) -> Mapping[str, bytes]:
    """Every file of a package by its name inside of it, in order of the names.

    Raises
    ------
    ScenarioError
        It cannot be read, is too large, or lacks a file or has one that means nothing.
    """
    try:
        found = _of_zip(path.read_bytes()) if path.is_file() else _of_folder(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise ScenarioError([Problem("pack.file_unreadable", "", {"reason": str(error)}, str(path))]) from error
    problems = [*_missing(found, path), *_unknown(found)]
    if problems:
        raise ScenarioError(problems)
    return dict(sorted(found.items()))


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents."""
    whole = hashlib.sha256()
    for name, content in sorted(files.items()):
        whole.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return whole.hexdigest()


def _missing(found: Mapping[str, bytes], path: Path) -> list[Problem]:
    lost = [name for name in NEEDED if name not in found]
    if not any(name in found for name in MSEL):
        lost.append(MSEL[0])
    return [Problem("scenario.file_missing", "", {"name": name}, str(path)) for name in lost]


def _unknown(found: Mapping[str, bytes]) -> list[Problem]:
    known = {*NEEDED, *MSEL}
    return [
        Problem("scenario.file_unknown", "", {"name": name}, name)
        for name in sorted(found)
        if name not in known and not name.startswith("media/")
    ]


def _of_folder(folder: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    size = 0
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_dir() or any(part.startswith((".", "__")) for part in PurePosixPath(name).parts):
            continue
        size += file.stat().st_size
        _within_limits(size, len(found) + 1)
        found[name] = file.read_bytes()
    return found


def _of_zip(content: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    size = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            _within_limits(size, len(found) + 1)
            with archive.open(entry) as file:
                data = file.read((LIMIT_MB << 20) - size + 1)
            size += len(data)
            _within_limits(size, len(found) + 1)
            found[entry.filename] = data
    return _without_top(found)


def _without_top(found: dict[str, bytes]) -> dict[str, bytes]:
    """A zip of a folder holds that folder: names begin below it."""
    tops = {name.partition("/")[0] for name in found}
    if len(tops) == 1 and all("/" in name for name in found):
        return {name.partition("/")[2]: data for name, data in found.items()}
    return found


def _within_limits(size: int, files: int) -> None:
    if size > LIMIT_MB << 20 or files > LIMIT_FILES:
        raise ScenarioError([Problem("scenario.too_large", "", {"limit": LIMIT_MB, "files": LIMIT_FILES})])
