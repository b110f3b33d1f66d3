"""Erasing days, with a proof: what was there, by hash, that it is gone, and under which clause who had it erased.

Erased are the day's files and the ids of everybody who has no stay left, from the table of ids too. The proof names
each file with its size and SHA-256 as it was, so that a copy found later can be told to be one that should be gone;
it holds no id and no place. Files are unlinked; that the medium forgets them is its owner's duty (an encrypted
volume whose key is dropped).
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.index.journal import append, entries
from fangxian.science.tracing.index.names import Names
from fangxian.science.tracing.index.store import Index, Meta, day_name, read_meta, write_meta, writing

ERASURES: Final = "erasures.jsonl"
_CHUNK: Final = 1 << 22


@dataclass(frozen=True, slots=True)
class Erasure:
    """What one erasure did; `hash` seals its line in the record, and is the proof a fact can carry."""

    days: tuple[str, ...]
    stays: int
    persons: int
    hash: str


def erase_before(folder: Path, day: int, *, clause: str, signer: str, at: datetime) -> Erasure:
    """Erase every day before a day.

    Parameters
    ----------
    folder : Path
        Of the index.
    day : int
        First day that is kept: days since 1970-01-01 in the index's offset.
    clause : str
        The retention clause the erasure obeys.
    signer : str
        Who answers for it.
    at : datetime
        The time, aware; this room has no clock.

    Raises
    ------
    TracingError
        ``erase.nothing`` if there is no such day.
    """
    if at.utcoffset() is None:
        raise TracingError("search.warrant_missing", field="at", why="a time needs a zone")
    with writing(folder):
        meta = read_meta(folder)
        gone = sorted(number for number in meta.days if number < day)
        if not gone:
            raise TracingError("erase.nothing", day=day_name(day))
        records = [_record(folder, number, meta) for number in gone]
        write_meta(folder, Meta(meta.places, meta.offset, {k: v for k, v in meta.days.items() if k >= day}))
        for number in gone:
            shutil.rmtree(folder / "days" / day_name(number), ignore_errors=True)
        persons = _forget_persons(folder)
        stays = sum(meta.days[number]["stays"] for number in gone)
        entry = {
            "at": at.isoformat(),
            "clause": clause,
            "signer": signer,
            "days": records,
            "stays": stays,
            "persons": persons,
        }
        seal = append(folder / ERASURES, entry)
    return Erasure(tuple(day_name(number) for number in gone), stays, persons, seal)


def keep_days(folder: Path, days: int) -> int | None:
    """Return the first day that is kept if so many of the newest days are, or None if nothing is older."""
    numbers = sorted(read_meta(folder).days)
    if not numbers or numbers[-1] - numbers[0] < days:
        return None
    return numbers[-1] - days + 1


def verify_erasures(folder: Path) -> list[dict[str, Any]]:
    """Return the record of erasures, after checking the chain and that no erased day is there as it was.

    A day that was erased may have come back with new stays; its files then differ from the erased ones.
    """
    found = entries(folder / ERASURES)
    for entry in found:
        for record in entry["days"]:
            place = folder / "days" / str(record["day"])
            for file in record["files"]:
                if (place / file["name"]).exists() and _sha256(place / file["name"]) == file["sha256"]:
                    raise TracingError("index.damaged", day=record["day"], reason="an erased file is there again")
    return found


def _record(folder: Path, number: int, meta: Meta) -> dict[str, Any]:
    place = folder / "days" / day_name(number)
    files = [
        {"name": file.name, "bytes": file.stat().st_size, "sha256": _sha256(file)} for file in sorted(place.iterdir())
    ]
    return {"day": day_name(number), "stays": meta.days[number]["stays"], "files": files}


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _forget_persons(folder: Path) -> int:
    """Erase the ids of persons without a stay; return how many."""
    index = Index(folder)
    people = Names.load(folder / "people", write=True)
    present = np.zeros(people.size, np.bool_)
    for number in index.meta.days:
        offsets = index.day(number).arrays.people
        present[: len(offsets) - 1] |= np.diff(offsets) > 0
    gone = people.known()
    gone = gone[~present[gone]]
    people.erase(gone)
    new = folder / "people.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    people.save(new)
    shutil.rmtree(folder / "people")
    new.rename(folder / "people")
    return len(gone)
