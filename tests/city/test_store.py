"""A city on disk is the city that was built."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from fangxian.science.city.errors import CityError
from fangxian.science.city.model import City
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.stays import stays_of
from fangxian.science.city.store import holds, load_city, load_city_parameters, read_manifest, save_city


@pytest.fixture
def folder(hamlet: City, tmp_path: Path) -> Path:
    return save_city(hamlet, tmp_path / "hamlet", load_parameters(), {"place": "town:6000"})


def test_a_city_comes_back_as_it_was(hamlet: City, folder: Path) -> None:
    city = load_city(folder, verify=True)
    assert city.arrays().keys() == hamlet.arrays().keys()
    for name, array in city.arrays().items():
        assert array.dtype == hamlet.arrays()[name].dtype, name
        assert np.array_equal(array, hamlet.arrays()[name]), name
        assert not array.flags.writeable, name
    assert city.fingerprint == hamlet.fingerprint
    assert load_city_parameters(folder).digest == load_parameters().digest


def test_visits_of_an_opened_city_are_those_of_the_built_one(hamlet: City, folder: Path) -> None:
    one, two = (stays_of(city, 18_932, 0, 2000) for city in (hamlet, load_city(folder)))
    assert np.array_equal(one.place, two.place)
    assert np.array_equal(one.start, two.start)


def test_persons_are_mapped_not_read(folder: Path) -> None:
    before = pa.total_allocated_bytes()
    city = load_city(folder)
    assert pa.total_allocated_bytes() - before < city.age.nbytes
    assert not city.age.flags.owndata


def test_any_arrow_reader_opens_the_tables(hamlet: City, folder: Path) -> None:
    with pa.ipc.open_file(str(folder / "households.arrow")) as reader:
        table = reader.read_all()
    assert table.column_names == ["household_building", "first_person"]
    assert table["first_person"].to_pylist() == hamlet.household_offsets[:-1].tolist()


def test_the_manifest_says_what_it_is(hamlet: City, folder: Path) -> None:
    manifest = read_manifest(folder)
    assert manifest["fingerprint"] == hamlet.fingerprint
    assert manifest["persons"] == 6000
    assert holds(folder, {"place": "town:6000"})
    assert not holds(folder, {"place": "town:6001"})
    assert not holds(folder / "nothing", {})


def test_a_changed_city_is_noticed(folder: Path) -> None:
    raw = bytearray((folder / "persons.arrow").read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / "persons.arrow").write_bytes(raw)
    with pytest.raises(CityError) as refused:
        load_city(folder, verify=True)
    assert refused.value.code == "city.changed"


def test_another_layout_is_refused(folder: Path) -> None:
    manifest = json.loads((folder / "city.json").read_text())
    (folder / "city.json").write_text(json.dumps({**manifest, "format": 99}))
    with pytest.raises(CityError) as refused:
        load_city(folder)
    assert refused.value.code == "city.folder"


def test_saving_again_replaces(hamlet: City, folder: Path) -> None:
    (folder / "leftover").write_text("x")
    save_city(hamlet, folder)
    assert not (folder / "leftover").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["hamlet"]
