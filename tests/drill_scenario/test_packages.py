"""The scenarios that come with Fangxian, and what is said of packages that are not in order."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from fangxian.drill.scenario import files as limits
from fangxian.drill.scenario.errors import MESSAGES, ScenarioError, line
from fangxian.drill.scenario.files import SHIPPED, read_files, shipped_ids
from fangxian.drill.scenario.load import load_files, load_scenario
from fangxian.errors import NotFound

FIRST = "unknown-origin-18d"


def changed(file: str, old: str, new: str) -> ScenarioError:
    """What is said of the first scenario with one text put in another's place."""
    content = dict(read_files(SHIPPED / FIRST))
    text = content[file].decode()
    assert old in text
    content[file] = text.replace(old, new, 1).encode()
    with pytest.raises(ScenarioError) as refused:
        load_files(content)
    return refused.value


@pytest.mark.parametrize("name", shipped_ids())
def test_every_shipped_scenario_is_sound_and_speaks_both_languages(name: str) -> None:
    package = load_scenario(name)
    assert package.id == name
    assert len(package.injects) >= 9
    assert len(package.questions) >= 6
    assert {check.aspect for check in package.guide} == set(package.aspect_of)
    assert all(package.briefing.values())


def test_the_six_scenarios_are_there() -> None:
    assert set(shipped_ids()) >= {
        FIRST, "market-cold-chain", "school", "airport", "quarantine-site-breach", "measles-school",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "field"),
    [
        ("msel.toml", 'aspect = "activation"', 'aspect = "active"', "scenario.aspect_unknown", "inject[d0-positive]"),
        ("msel.toml", 'time = "09:30"', 'time = "half past"', "scenario.time", "inject[d0-positive].when.time"),
        ("msel.toml", 'fact = "case.reported"', 'fact = "case.report"', "scenario.fact_unknown", "inject[d0-positive]"),
        ("msel.toml", "day = 17, time", "day = 99, time", "scenario.day_outside", "inject[d17-lift]"),
        ("questions.toml", 'clause = "case.core_facts"', 'clause = "case.core"', "scenario.clause_unknown", "gold"),
        ("guide.toml", 'figure = "control.days"', 'figure = "control.day"', "scenario.figure_unknown", "control-days"),
        ("guide.toml", "P = 4, S = 6, M = 9", "P = 9, S = 6, M = 4", "scenario.limits", "control-days"),
        ("truth.toml", 'seed = "site-staff"', 'seed = "staff"', "scenario.seed_unknown", "source.seed"),
        ("truth.toml", 'post = "quarantine_site"', 'post = "quarantine"', "scenario.post_unknown", "site-staff"),
        ("scenario.toml", 'pack = "covid19-cn-8"', 'pack = "covid19-cn-88"', "scenario.pack_unknown", "variant[delta]"),
        ("roles.toml", 'role = "publicity"', 'role = "publiicity"', "scenario.role_unknown", "role[publicity]"),
    ],
)  # fmt: skip
def test_what_is_wrong_names_file_row_and_field(file: str, old: str, new: str, code: str, field: str) -> None:
    problem = next(one for one in changed(file, old, new).problems if one.code == code)
    assert problem.file == file
    assert problem.line is not None
    assert field in problem.field
    assert code in line(problem, "en")
    assert line(problem, "zh") != line(problem, "en")


def test_all_problems_are_told_at_once() -> None:
    content = dict(read_files(SHIPPED / FIRST))
    content["guide.toml"] = content["guide.toml"].replace(b'aspect = "testing"', b'aspect = "tests"')
    content["truth.toml"] = content["truth.toml"].replace(b"quarantine_site", b"quarantine")
    with pytest.raises(ScenarioError) as refused:
        load_files(content)
    assert {one.file for one in refused.value.problems} == {"guide.toml", "truth.toml"}
    assert len(refused.value.problems) == 4


def test_a_plan_may_only_change_figures_that_there_are() -> None:
    error = changed("scenario.toml", "[[plan.mass_test]]", "[plan.duties.crew.dreamers]\nfeet = 2\n[[plan.mass_test]]")
    assert [one.code for one in error.problems] == ["scenario.plan_refused"]


def test_a_missing_file_and_a_strange_one_are_named(tmp_path: Path) -> None:
    for name, data in read_files(SHIPPED / FIRST).items():
        if name != "guide.toml":
            (tmp_path / name).write_bytes(data)
    (tmp_path / "notes.doc").write_bytes(b"x")
    with pytest.raises(ScenarioError) as refused:
        load_scenario(tmp_path)
    assert [one.code for one in refused.value.problems] == ["scenario.file_missing", "scenario.file_unknown"]


def test_a_zip_is_the_same_package_as_its_folder(tmp_path: Path) -> None:
    zipped = tmp_path / "package.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for name, data in read_files(SHIPPED / FIRST).items():
            archive.writestr(f"unknown-origin-18d/{name}", data)
    assert load_scenario(zipped).digest == load_scenario(FIRST).digest


def test_a_zip_that_unpacks_to_too_much_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zipped = tmp_path / "bomb.zip"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("scenario.toml", b"\0" * (3 << 20))
    monkeypatch.setattr(limits, "LIMIT_MB", 2)
    with pytest.raises(ScenarioError) as refused:
        load_scenario(zipped)
    assert refused.value.problems[0].code == "scenario.too_large"


def test_an_unknown_scenario_is_named_with_those_there_are() -> None:
    with pytest.raises(NotFound) as refused:
        load_scenario("no-such-thing")
    assert FIRST in str(refused.value)


def test_every_message_stands_in_both_languages() -> None:
    for english, chinese in MESSAGES.values():
        assert english
        assert chinese
        assert english != chinese
