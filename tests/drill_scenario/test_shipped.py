"""The shipped scenarios: what they put on record is a fact, and what they expect meets the clause they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from fangxian.drill.evaluation.present import figure_title, limits
from fangxian.drill.scenario.files import shipped_ids
from fangxian.drill.scenario.load import load_scenario
from fangxian.drill.scenario.schema import Package
from fangxian.drill.scenario.script import resolved
from fangxian.protocol.fact import Fact
from fangxian.protocol.pack import load_pack
from fangxian.protocol.schema.base import Text
from fangxian.protocol.vocabulary import VOCABULARY, check_fact

AT = datetime(2021, 8, 13, 4, tzinfo=UTC)
SOMEBODY = UUID(int=7)
HAN = re.compile("[\u4e00-\u9fff]")
HALF_WIDTH = re.compile("[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]")
IT = {"testing_lane", "network", "lab_overload", "privacy_leak"}


@pytest.fixture(params=shipped_ids())
def package(request: pytest.FixtureRequest) -> Package:
    """Each shipped scenario."""
    return load_scenario(request.param)


def texts(value: object, where: str = "") -> Iterator[tuple[str, Text]]:
    """Every text in two languages, with where it stands."""
    if isinstance(value, Text):
        yield where, value
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from texts(one, f"{where}[{number}]")
    elif hasattr(value, "__pydantic_fields_set__"):
        for name, one in value:
            yield from texts(one, f"{where}.{name}")


def test_it_is_as_long_as_an_exercise_needs(package: Package) -> None:
    assert 15 <= len(package.injects) <= 30
    assert 10 <= len(package.questions) <= 20
    assert len(package.roles) >= 7
    assert sum(one.fault is not None and one.fault.kind in IT for one in package.injects) >= 3


def test_every_aspect_is_played_and_judged_and_every_objective_has_a_check(package: Package) -> None:
    assert {one.aspect for one in package.injects} == set(package.aspect_of)
    assert {one.objective for one in package.guide} == {one.id for one in package.manifest.objectives}


def test_what_an_inject_puts_on_record_is_a_fact_of_the_vocabulary(package: Package) -> None:
    for inject in package.injects:
        for said in inject.says:
            subject = f"{VOCABULARY[said.fact].subjects[0]}:{SOMEBODY}"
            fact = Fact(
                id=str(SOMEBODY), kind=said.fact, subject=subject, at=AT, recorded_at=AT,
                attributes=resolved(said.attributes, AT),
            )  # fmt: skip
            assert list(check_fact(fact)) == [], inject.id


def test_what_its_plan_makes_posts_say_is_a_fact_of_the_vocabulary(package: Package) -> None:
    for kind, attributes in package.manifest.plan.duties.get("say", {}).items():
        subject = f"{VOCABULARY[kind].subjects[0]}:{SOMEBODY}"
        fact = Fact(id=str(SOMEBODY), kind=kind, subject=subject, at=AT, recorded_at=AT, attributes=attributes)
        assert list(check_fact(fact)) == [], kind


def test_what_an_inject_expects_is_what_its_clause_is_met_by(package: Package) -> None:
    packs = [load_pack(one.pack) for one in package.manifest.variants]
    for inject in package.injects:
        for expect in inject.expects:
            clauses = [clause for pack in packs for clause in pack.clauses if clause.id == expect.clause]
            met = {one.kind for clause in clauses for one in clause.discharged_by}
            assert expect.clause is None or expect.fact in met, f"{inject.id}: {expect.clause}"


def test_each_text_is_chinese_in_chinese_and_english_in_english(package: Package) -> None:
    for where, text in texts(package):
        assert HAN.search(text.zh), where
        assert not HAN.search(text.en), where
    assert not HAN.search(package.briefing["en"])


def test_chinese_is_punctuated_as_chinese(package: Package) -> None:
    for where, text in texts(package):
        assert not HALF_WIDTH.search(text.zh), where
    assert not HALF_WIDTH.search(package.briefing["zh"])


def test_every_figure_of_its_guide_has_words_in_both_languages(package: Package) -> None:
    measures = [one.measure for one in package.guide if one.measure is not None]
    assert measures
    for measure in measures:
        zh, en = (figure_title(measure.figure, language) for language in ("zh", "en"))
        assert HAN.search(zh), measure.figure
        assert not HAN.search(en), measure.figure
        assert measure.figure not in limits(measure, "zh")
        assert HAN.search(limits(measure, "en")) is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_manual_lists_it_with_its_days_events_and_questions(package: Package, language: str) -> None:
    manual = Path(__file__).parents[2].joinpath("docs", language, "drill.md").read_text(encoding="utf-8")
    counts = f"{package.manifest.length_days} | {len(package.injects)} | {len(package.questions)}"
    assert f"| `{package.id}` | {counts} |" in manual
