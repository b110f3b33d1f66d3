"""The sections of a pack: what they compute, and the contradictions they refuse."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from fangxian.protocol.messages import MESSAGES
from fangxian.protocol.pack import load_pack
from fangxian.protocol.schema import Condition, Criterion, all_hold, any_holds
from fangxian.protocol.schema.messages import SECTION_MESSAGES
from fangxian.protocol.schema.timing import Incubation, InfectiousWindow
from tests.protocol_packs.folder import clause, head, refused, save

SOURCE = {"cite": "x", "mark": "D"}
TITLE = {"zh": "满 14 天", "en": "14 days"}


def condition(figure: str = "days_without_new_infection", value: float = 14, **more: Any) -> Condition:
    return Condition.model_validate({"figure": figure, "value": value, "title": TITLE} | more)


def test_a_condition_is_true_false_or_not_known_yet() -> None:
    days = condition()
    assert days.truth({"days_without_new_infection": 14}) is True
    assert days.truth({"days_without_new_infection": 13}) is False
    assert days.truth({}) is None


def test_one_false_condition_settles_it_and_one_unknown_leaves_it_open() -> None:
    pair = (condition(), condition("contacts_all_controlled", True, op="=="))
    assert all_hold(pair, {"days_without_new_infection": 3}) is False
    assert all_hold(pair, {"days_without_new_infection": 14}) is None
    assert all_hold(pair, {"days_without_new_infection": 14, "contacts_all_controlled": True}) is True


def test_of_several_criteria_one_is_enough() -> None:
    medium = load_pack("covid19-cn-7").zone_kind("medium")
    assert medium is not None
    figures: dict[str, float | bool | None] = {"new_cases/14": 1, "cumulative_cases": 1, "new_clusters/14": 0}
    assert any_holds(medium.criteria, figures) is True
    assert any_holds(medium.criteria, {"new_cases/14": 0, "cumulative_cases": 60, "new_clusters/14": 0}) is True
    assert any_holds(medium.criteria, {"new_cases/14": 0, "cumulative_cases": 3, "new_clusters/14": 0}) is False
    assert any_holds((Criterion(all=(condition(),)),), {}) is None


def test_pidu_is_medium_and_a_city_with_fifty_one_cases_and_a_cluster_is_high() -> None:
    high = load_pack("covid19-cn-7").zone_kind("high")
    assert high is not None
    assert any_holds(high.criteria, {"cumulative_cases": 51, "new_clusters/14": 1}) is True
    assert any_holds(high.criteria, {"cumulative_cases": 50, "new_clusters/14": 1}) is False


@pytest.mark.parametrize(
    ("pack", "zone", "days"),
    [
        ("covid19-cn-7", "medium", 14),
        ("covid19-cn-8", "sealed", 14),
        ("covid19-cn-9", "high", 7),
        ("covid19-cn-9", "medium", 7),
        ("covid19-cn-20measures", "high", 5),
    ],
)
def test_a_zone_is_lifted_after_the_clean_days_of_its_edition(pack: str, zone: str, days: int) -> None:
    kind = load_pack(pack).zone_kind(zone)
    assert kind is not None
    met: dict[str, float | bool | None] = {
        "days_without_new_infection": days,
        "days_since_last_contact_exposure": 15,
        "last_contacts_negative": True,
        "hours_since_round_all_negative": 40,
    }
    assert kind.may_lift(met) is True
    assert kind.may_lift(met | {"days_without_new_infection": days - 1}) is False


def test_a_sealed_zone_needs_all_three_conditions() -> None:
    sealed = load_pack("covid19-cn-8").zone_kind("sealed")
    assert sealed is not None
    clean: dict[str, float | bool | None] = {"days_without_new_infection": 20}
    assert sealed.may_lift(clean) is None
    assert sealed.may_lift(clean | {"hours_since_round_all_negative": 72}) is False


def test_the_window_of_a_case_depends_on_its_class() -> None:
    pack = load_pack("covid19-cn-7")
    confirmed, asymptomatic = pack.window_of("confirmed"), pack.window_of("asymptomatic")
    assert confirmed is not None
    assert asymptomatic is not None
    assert (confirmed.anchor, confirmed.from_days) == ("onset", -2)
    assert (asymptomatic.anchor, asymptomatic.from_days) == ("sample", -2)


def test_three_rows_of_an_aircraft_count_and_the_fourth_does_not() -> None:
    close = load_pack("covid19-cn-7").contact_kind("close")
    assert close is not None
    aircraft = close.transport("aircraft")
    assert aircraft is not None
    assert [aircraft.covers_row(rows) for rows in (-4, -3, 0, 3, 4)] == [False, True, True, True, False]
    assert aircraft.crew
    assert close.transport("bicycle") is None


@pytest.mark.parametrize(
    ("pack", "people", "hours"),
    [
        ("covid19-cn-8", 4_999_999, 48),
        ("covid19-cn-8", 5_000_000, 48),
        ("covid19-cn-8", 21_000_000, 72),
        ("covid19-cn-9", 21_000_000, 24),
    ],
)
def test_a_round_over_a_city_has_a_limit_by_its_size(pack: str, people: int, hours: int) -> None:
    rules = load_pack(pack).mass_test
    assert rules is not None
    limit = rules.limit(people)
    assert limit is not None
    assert limit.within == timedelta(hours=hours)


def test_a_suspected_case_may_be_confirmed_but_a_confirmed_one_not_suspected() -> None:
    rules = load_pack("covid19-cn-7").cases
    assert rules is not None
    assert rules.may_become("suspect", "confirmed")
    assert rules.may_become("asymptomatic", "confirmed")
    assert not rules.may_become("confirmed", "suspect")


def test_a_cluster_grew_from_two_to_five_cases() -> None:
    sizes = [load_pack(pack).cases.cluster.cases for pack in ("covid19-cn-3", "covid19-cn-7")]
    assert sizes == [2, 5]


@pytest.mark.parametrize(
    ("model", "values", "code"),
    [
        (Incubation, {"typical_days": [7, 3], "max_days": 14}, "incubation.order"),
        (Incubation, {"typical_days": [3, 20], "max_days": 14}, "incubation.order"),
        (InfectiousWindow, {"id": "w"}, "window.incomplete"),
        (InfectiousWindow, {"id": "w", "no_window": True, "from_days": -2}, "window.none_has_figures"),
        (InfectiousWindow, {"id": "w", "anchor": "onset", "from_days": -2}, "window.one_end"),
        (InfectiousWindow, {"id": "w", "anchor": "onset", "from_days": 2, "to_days": 1}, "window.backwards"),
        (Incubation, {"typical_days": [1, 2], "max_days": 3, "marks": {"weight": "R"}}, "row.mark_unknown"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(model: Any, values: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        model.model_validate(values | SOURCE)
    assert [error["type"] for error in refusal.value.errors()] == [code]


ZONE = """
[[zone_kind]]
id = "high"
title = { zh = "高风险区", en = "High-risk zone" }
rank = 3
colour = "zone_high"
unit = ["building"]
lift = [{ figure = "days_without_new_infection", value = 7, title = { zh = "7 天", en = "7 days" } }]
decided_by = "headquarters"
review_days = 3
cite = "x"
mark = "D"
"""

REGIME = """
[testing]
specimen = [{ id = "swab", title = { zh = "拭子", en = "Swab" } }]
cite = "x"
mark = "D"

[[contact_kind]]
id = "close"
title = { zh = "密接", en = "Close contact" }
definition = { zh = "近距离接触", en = "Near contact" }
rank = 3
route = ["droplet"]
regime = "close"
cite = "x"
mark = "D"

[[regime]]
id = "close"
title = { zh = "集中隔离 7 天", en = "Seven days" }
central_days = 7
test = [{ day = 1, specimen = "swab" }, { day = 7, specimen = "swab" }]
tests_clause = "contact.tests"
cite = "x"
mark = "D"

[[clause]]
id = "contact.tests"
title = { zh = "检测", en = "Tests" }
opens = "exposure.recorded"
where = { kind = "close" }
owner = { level = "district", role = "cdc" }
schedule = { anchor = "last_exposure", days = [1, 7] }
discharged_by = ["sample.taken"]
cite = "x"
mark = "D"
"""


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (ZONE.replace("lift =", "# lift ="), "zone.no_lift", "zone_kind[high]"),
        (ZONE + 'lowers_to = "high"\n', "zone.lowers_not_lower", "zone_kind[high].lowers_to"),
        (ZONE + 'lowers_to = "medium"\n', "section.name_unknown", "zone_kind[high].lowers_to"),
        (ZONE.replace("days_without_new_infection", "days_of_rain"), "condition.figure_unknown", "lift[0].figure"),
        (ZONE + ZONE, "section.id_twice", "zone_kind[high].id"),
        (REGIME.replace("days = [1, 7]", "days = [1, 5]"), "regime.clause_days_differ", "regime[close].tests_clause"),
        (REGIME.replace("day = 7,", "day = 9,"), "regime.test_outside", "regime[close]"),
        (
            REGIME.replace('regime = "close"\n', 'regime = "long"\n', 1),
            "section.name_unknown",
            "contact_kind[close].regime",
        ),
        (REGIME.replace('specimen = "swab" }]', 'specimen = "hair" }]'), "section.name_unknown", "specimen"),
        (
            REGIME.replace('tests_clause = "contact.tests"', 'tests_clause = "none"'),
            "section.name_unknown",
            "tests_clause",
        ),
        (
            REGIME.replace('kind = "close" }', 'kind = "general" }'),
            "regime.kind_uncovered",
            "contact_kind[close].regime",
        ),
    ],
)
def test_a_contradiction_is_refused_with_its_field_and_line(tmp_path: Path, body: str, code: str, field: str) -> None:
    save(tmp_path, mine=head("mine") + body)
    problems = refused(tmp_path, "mine")
    assert [problem.code for problem in problems] == [code]
    assert field in problems[0].field
    assert problems[0].line is not None
    assert problems[0].text("zh") != problems[0].text("en")


def test_a_report_rule_that_its_clause_contradicts_is_refused(tmp_path: Path) -> None:
    rule = """
[[report_rule]]
id = "all"
title = { zh = "报告", en = "Report" }
within = "PT24H"
by = "cdc"
to = "national_system"
basis = "law"
clause = "case.report"
cite = "x"
mark = "D"
"""
    save(tmp_path, mine=head("mine") + clause() + rule)
    (problem,) = refused(tmp_path, "mine")
    assert problem.code == "report.clause_limit_differs"
    assert "P1D" in problem.text()
    assert "PT2H" in problem.text()


@pytest.mark.parametrize("code", sorted(SECTION_MESSAGES))
def test_every_refusal_has_two_languages_with_the_same_placeholders(code: str) -> None:
    english, chinese = MESSAGES[code]
    assert english != chinese
    for name in ("{name}", "{what}", "{days}", "{longest}", "{clause}", "{regime}", "{zone}", "{base}"):
        assert (name in english) == (name in chinese), name
