"""What a run leaves: the line list as Arrow with its provenance, and a summary as plain data."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fangxian.science.epidemic.codes import AFTERWARDS, Setting, State, Traits

if TYPE_CHECKING:
    import pyarrow as pa

    from fangxian.science.epidemic.model import Epidemic


def provenance(epidemic: Epidemic) -> dict[str, str]:
    """What a result was made of: enough to make it again."""
    city = epidemic.clock.city
    try:
        fangxian = version("fangxian")
    except PackageNotFoundError:  # run from a checkout that was never installed
        fangxian = "unknown"
    return {
        "fangxian": fangxian,
        "numpy": np.__version__,
        "city": city.name,
        "city_fingerprint": city.fingerprint,
        "disease": epidemic.disease.model_dump_json(by_alias=True),
        "plan": epidemic.plan.model_dump_json(by_alias=True),
        "seed": str(epidemic.seed),
        "start": epidemic.clock.start.isoformat(),
        "until_minute": str(epidemic.clock.now),
    }


def line_list(epidemic: Epidemic) -> pa.Table:
    """One row an infection, in order of time; metadata holds the provenance.

    Columns: ``case``, ``person``, ``age``, ``area`` (code of residence), ``infected_at``, ``onset_at`` (null without
    symptoms), ``found_at`` (null if never found), ``source`` (case that infected it, null for the first), ``place``
    (null for none), ``setting``, ``after_source_left``, ``symptoms``, ``state``.
    """
    import pyarrow as pa

    count = epidemic.infections
    city = epidemic.clock.city
    person = epidemic.case("person").astype(np.int64)
    setting = epidemic.case("setting").astype(np.int64)
    found = epidemic.case("found").astype(np.int64)
    source, place = epidemic.case("source"), epidemic.case("place")
    ill = epidemic.case("traits") & Traits.SYMPTOMS > 0
    names = np.array([item.name.lower() for item in Setting])
    states = np.array([item.name.lower() for item in State])
    zone = epidemic.zone_of_time.key
    columns: dict[str, Any] = {
        "case": pa.array(np.arange(count)),
        "person": pa.array(person),
        "age": pa.array(city.age[person]),
        "area": pa.array(city.area_code[city.area_of(person)]),
        "infected_at": _times(epidemic, epidemic.case("at"), np.zeros(count, bool), zone),
        "onset_at": _times(epidemic, epidemic.case("onset"), ~ill, zone),
        "found_at": _times(epidemic, found - 1, found == 0, zone),
        "source": pa.array(source, mask=source < 0),
        "place": pa.array(place, mask=place < 0),
        "setting": pa.array(names[setting & (AFTERWARDS - 1)]),
        "after_source_left": pa.array(setting >= AFTERWARDS),
        "symptoms": pa.array(ill),
        "state": pa.array(states[epidemic.case("state")]),
    }
    table = pa.table(columns)
    return table.replace_schema_metadata({"fangxian.provenance": json.dumps(provenance(epidemic))})


def _times(epidemic: Epidemic, minutes: Any, missing: Any, zone: str) -> pa.Array:
    import pyarrow as pa

    midnight = int(epidemic.time_of(0).timestamp())
    seconds = np.asarray(minutes, np.int64) * 60 + midnight
    return pa.array(seconds, pa.timestamp("s", tz=zone), mask=missing)


def write_line_list(epidemic: Epidemic, path: Path) -> None:
    """Write the line list as Parquet, or as Arrow IPC where the name ends in ``.arrow``."""
    table = line_list(epidemic)
    if path.suffix == ".arrow":
        import pyarrow as pa

        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    else:
        import pyarrow.parquet as pq

        pq.write_table(table, path)


def summary(epidemic: Epidemic) -> dict[str, Any]:
    """Figures of a run: totals, by setting, by day, and what operations did."""
    setting = epidemic.case("setting").astype(np.int64) & (AFTERWARDS - 1)
    counts = np.bincount(setting, minlength=len(Setting))
    found = int((epidemic.case("found") > 0).sum())
    days = epidemic.daily_infections().size
    deeds = {name: sum(by_day.values()) for name, by_day in sorted(epidemic.record.counts.items())}
    return {
        "people": epidemic.clock.city.n_persons,
        "days": epidemic.clock.now / 1440,
        "disease": epidemic.disease.id,
        "seed": epidemic.seed,
        "infections": epidemic.infections,
        "attack_rate": epidemic.attack_rate,
        "deaths": epidemic.deaths,
        "found": found,
        "by_setting": {item.name.lower(): int(counts[item]) for item in Setting if counts[item]},
        "expected_reproduction": {name: round(v, 4) for name, v in epidemic.setup.rates.reproduction.items()},
        "operations": deeds,
        "daily_infections": epidemic.daily_infections().tolist(),
        "daily_onsets": epidemic.daily_onsets().tolist()[:days],
        "daily_found": epidemic.daily_found().tolist()[:days],
    }
