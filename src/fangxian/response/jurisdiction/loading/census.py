"""The census of 1 November 2020 第七次全国人口普查: residents of the provinces, Sichuan's cities, Chengdu's counties.

Sources: National Bureau of Statistics, communiqué no. 3 of the seventh census (provinces, 2021-05-11; the total
of 1,411,778,724 counts two million in active service besides); Sichuan's bureau (cities, 2021-05-26); Chengdu's
bureau, communiqué no. 2 (counties, 2021-05-27). Each level's sum is checked whenever the table is read.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from typing import Final

from django.db import connections, transaction

from fangxian.response.jurisdiction.loading.reference import Loaded, alone, held_rows, hold

YEAR: Final = 2020
TABLE: Final = Path(__file__).parent / "census2020.csv"
SOURCE: Final = "第七次全国人口普查 (2020-11-01)"

SUMS: Final = {"": 1_409_778_724, "51": 83_674_866, "5101": 20_937_757}
"""Published total of each area whose parts the table holds; the nation's without those in active service."""


def read(table: Path = TABLE) -> dict[str, int]:
    """Residents by area code.

    Raises
    ------
    ValueError
        The parts of an area do not add up to its published total.
    """
    with table.open(encoding="utf-8", newline="") as file:
        residents = {row["area"]: int(row["residents"]) for row in csv.DictReader(file)}
    for area, total in SUMS.items():
        length = {0: 2, 2: 4, 4: 6}[len(area)]
        found = sum(count for code, count in residents.items() if len(code) == length and code.startswith(area))
        if found != total:
            raise ValueError(f"the parts of {area or 'the nation'} add up to {found:,}, published are {total:,}")
        if area and residents[area] != total:
            raise ValueError(f"{area} stands with {residents[area]:,}, published are {total:,}")
    return residents


def load(table: Path = TABLE) -> Loaded:
    """Load the census, or do nothing where the database holds it."""
    digest = hashlib.sha256(table.read_bytes() + SOURCE.encode()).hexdigest()
    if (held := held_rows("census", digest)) is not None:
        return Loaded(held, skipped=True)
    residents = read(table)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        alone()
        cursor.executemany(
            "INSERT INTO jurisdiction_population (area, year, residents, source) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (area, year) DO UPDATE SET residents = excluded.residents, source = excluded.source",
            [(area, YEAR, count, SOURCE) for area, count in residents.items()],
        )
        hold("census", digest, len(residents))
    return Loaded(len(residents))
