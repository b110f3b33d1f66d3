"""Writing many areas at once: COPY, straight into an empty table or through a staging table with one upsert."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connections

from fangxian.response.jurisdiction.loading.reference import Progress

_COLUMNS = "code, level, name, name_en, pinyin, parent"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})

Row = tuple[str, str, str, str, str, str]
"""Code, level, name, English name, search key, parent."""


def write_areas(blocks: Iterable[str], total: int, progress: Progress | None = None) -> None:
    """Insert areas, or change those that differ; areas that are not among the rows stay.

    Records refer to areas for as long as they are kept, so that a division that was abolished is never
    removed. Call it inside a transaction of the ``owner`` connection.

    Parameters
    ----------
    blocks : iterable of str
        The areas as COPY's text, some thousand lines a block (see :func:`copy_text`); each code once.
    total : int
        How many there are, for the progress.
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM jurisdiction_area)")
        counted = _counted(blocks, total, progress)
        if cursor.fetchone()[0]:
            _merge(cursor, counted)
        else:
            _fill(cursor, counted)
        cursor.execute("ANALYZE jurisdiction_area")


def copy_text(rows: Iterable[Row]) -> str:
    """Rows as COPY's text format writes them."""
    return "".join(["\t".join([value.translate(_ESCAPES) for value in row]) + "\n" for row in rows])


def _fill(cursor: Any, blocks: Iterable[str]) -> None:
    """Into the empty table; its indexes are made afterwards, which takes a fifth of the time."""
    cursor.execute("LOCK TABLE jurisdiction_area")
    cursor.execute(
        "SELECT c.relname, pg_get_indexdef(i.indexrelid), i.indisprimary FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = 'jurisdiction_area'::regclass"
    )
    indexes = cursor.fetchall()
    for name, _definition, primary in indexes:
        cursor.execute(f'ALTER TABLE jurisdiction_area DROP CONSTRAINT "{name}"' if primary else f'DROP INDEX "{name}"')
    _copy(cursor, "jurisdiction_area", blocks)
    for name, definition, primary in indexes:
        cursor.execute(
            f'ALTER TABLE jurisdiction_area ADD CONSTRAINT "{name}" PRIMARY KEY (code)' if primary else definition
        )


def _merge(cursor: Any, blocks: Iterable[str]) -> None:
    cursor.execute("CREATE TEMPORARY TABLE area_in (LIKE jurisdiction_area) ON COMMIT DROP")
    _copy(cursor, "area_in", blocks)
    cursor.execute(
        f"""
        INSERT INTO jurisdiction_area AS held ({_COLUMNS})
        SELECT {_COLUMNS} FROM area_in
        ON CONFLICT (code) DO UPDATE SET
            level = excluded.level, name = excluded.name, name_en = excluded.name_en,
            pinyin = excluded.pinyin, parent = excluded.parent
        WHERE (held.level, held.name, held.name_en, held.pinyin, held.parent)
            IS DISTINCT FROM
            (excluded.level, excluded.name, excluded.name_en, excluded.pinyin, excluded.parent)
        """
    )
    cursor.execute("DROP TABLE area_in")


def _copy(cursor: Any, table: str, blocks: Iterable[str]) -> None:
    with cursor.copy(f"COPY {table} ({_COLUMNS}) FROM STDIN") as copy:
        for block in blocks:
            copy.write(block)


def _counted(blocks: Iterable[str], total: int, progress: Progress | None) -> Iterator[str]:
    done = 0
    for block in blocks:
        yield block
        done += block.count("\n")
        if progress is not None:
            progress(done, total)
